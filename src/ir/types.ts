import type { IterationForm } from "../semantics/types.ts";

/** The result of an event: its index in `IrFunction.events`. */
export type Ref = number;
export type BlockId = number;

/** Where in the source something stands: offsets in UTF-16 code units, and the front end's own node. */
export interface Site {
  readonly start: number;
  readonly end: number;
  readonly origin: unknown;
}

/** A name in a scope. Identity is the object itself; `id` orders and prints it. */
export interface Binding {
  readonly id: number;
  readonly name: string;
  readonly kind: "parameter" | "variable" | "constant" | "function" | "class" | "import" | "global";
  /** Number of the function that declares it; 0 is the module. */
  readonly owner: number;
  /** The same object for all bindings of a file. */
  readonly file: object;
  readonly site?: Site;
}

/** A static name (`jobs`, `#jobs`, `@@iterator`) or the value of a computed key. */
export type Key = string | Ref;

/** Which part of an entry a step yields. `default` is what `for...of` over the collection itself gives. */
export type View = "default" | "key" | "value" | "entry";

/** What an allocation makes. `Map`, `Set`, ... are the global constructors of that name. */
export type AllocationKind = "Array" | "Object" | "Class" | (string & {});

/** One thing that happens, in evaluation order. */
export type Event =
  | { readonly op: "parameter"; readonly index: number; readonly rest: boolean }
  | { readonly op: "constant"; readonly value: string | number | boolean | null | undefined }
  /** `super`: members are looked up from the base class on. */
  | { readonly op: "this"; readonly super?: boolean }
  | { readonly op: "load"; readonly binding: Binding }
  | { readonly op: "store"; readonly binding: Binding; readonly value: Ref }
  | { readonly op: "field"; readonly object: Ref; readonly key: Key }
  | { readonly op: "put"; readonly object: Ref; readonly key: Key; readonly value: Ref }
  | { readonly op: "remove"; readonly object: Ref; readonly key: Key }
  | CallEvent
  | { readonly op: "closure"; readonly function: number }
  | { readonly op: "allocate"; readonly kind: AllocationKind; readonly parts: readonly Ref[]; readonly names?: readonly string[] }
  /** A new primitive computed from the operands: arithmetic, comparison, template text. */
  | { readonly op: "compute"; readonly operator: string; readonly operands: readonly Ref[] }
  /** One of the operands, by control flow: `a ?? b`, `c ? a : b`, the result of an optional chain or an inlined call. */
  | { readonly op: "choose"; readonly operands: readonly Ref[] }
  /** `statement` is the loop statement, if it is one that stands in a list of statements. */
  | { readonly op: "iterate-open"; readonly source: Ref; readonly form: IterationForm; readonly view: View; readonly statement?: Site }
  /** The next entry, as `view` says; control is at the start of a round. */
  | { readonly op: "iterate-step"; readonly iterator: Ref }
  /** The key of the current round, where the form hands it out (second callback parameter). */
  | { readonly op: "iterate-key"; readonly iterator: Ref }
  | { readonly op: "iterate-close"; readonly iterator: Ref }
  /** `delegate`: `yield*`, which gives what the generator returns that it walks. */
  | { readonly op: "suspend"; readonly how: "await" | "yield" | "for-await"; readonly value?: Ref; readonly delegate?: boolean }
  | { readonly op: "unknown"; readonly operands: readonly Ref[] };

export interface CallEvent {
  readonly op: "call";
  /** The value called; absent for a method call, which has `receiver` and `method`. */
  readonly callee?: Ref;
  readonly receiver?: Ref;
  readonly method?: Key;
  readonly args: readonly Ref[];
  /** Arguments from this index on come from a spread; -1 when there is none. */
  readonly spreadFrom: number;
  readonly construct: boolean;
}

export type Terminator =
  | { readonly type: "jump"; readonly to: BlockId }
  | { readonly type: "branch"; readonly condition: Ref; readonly then: BlockId; readonly else: BlockId }
  /** The head of an iteration: another round, or the end. */
  | { readonly type: "next"; readonly iterator: Ref; readonly body: BlockId; readonly done: BlockId }
  /** An async callback suspends: its caller goes on at `now`, the rest runs after that as a task of its own, which is over at `end`. */
  | { readonly type: "detach"; readonly now: BlockId; readonly later: BlockId; readonly end?: BlockId }
  | { readonly type: "return"; readonly value?: Ref }
  | { readonly type: "throw"; readonly value?: Ref }
  | { readonly type: "unreachable" };

/** A basic block: events without a jump between them. */
export interface Block {
  readonly id: BlockId;
  readonly events: Ref[];
  terminator: Terminator;
  /** Where control goes when the last event throws, inside `try`. */
  exceptional?: BlockId;
}

/** A function as a control-flow graph. Block 0 is the entry. Callbacks that run at once are part of their caller's graph. */
export interface IrFunction {
  readonly id: number;
  readonly name: string;
  readonly site: Site;
  readonly events: readonly Event[];
  /** One per event. */
  readonly sites: readonly Site[];
  /** One per event: the block that holds it. */
  readonly blockOf: readonly BlockId[];
  readonly blocks: readonly Block[];
  /** Events that are all of an expression statement: nothing uses their results. */
  readonly statements: ReadonlySet<Ref>;
}

/** The blocks that control can go to from `block`, exceptional edges left out. */
export function successors(block: Block): readonly BlockId[] {
  const { terminator } = block;
  switch (terminator.type) {
    case "jump":
      return [terminator.to];
    case "branch":
      return terminator.then === terminator.else ? [terminator.then] : [terminator.then, terminator.else];
    case "next":
      return [terminator.body, terminator.done];
    case "detach":
      return [terminator.now];
    default:
      return [];
  }
}
