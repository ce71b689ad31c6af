/**
 * Small programs over maps and sets. Names are numbers that are resolved when the program is written out: `3` is the fourth of what
 * is in scope there, counted round, so that every tree is a program and stays one when parts of it are taken out.
 */
export interface ProgramNode {
  /** Of the two parameters that are collections. */
  readonly kinds: readonly [Kind, Kind];
  /** Functions of the module; each can call those before it. */
  readonly helpers: readonly HelperNode[];
  readonly body: readonly Statement[];
  /** May one collection be given twice to a helper? */
  readonly sameTwice: boolean;
}

export type Kind = "Map" | "Set";

/** `function helper(c: ..., d: ..., key: string)`. */
export interface HelperNode {
  readonly kinds: readonly [Kind, Kind];
  readonly body: readonly Statement[];
  /** What it returns: nothing, its first collection itself, or a copy of it. */
  readonly returns: "nothing" | "same" | "copy";
}

export type KeyNode =
  | { readonly type: "in-scope"; readonly index: number }
  | { readonly type: "constant"; readonly index: number }
  | { readonly type: "made"; readonly from: number; readonly suffix: number };

export type Condition =
  | { readonly type: "input"; readonly index: number }
  | { readonly type: "variable"; readonly index: number }
  | { readonly type: "has"; readonly collection: number; readonly key: KeyNode }
  | { readonly type: "equals"; readonly key: number; readonly other: number | undefined }
  | { readonly type: "parity"; readonly key: number }
  | { readonly type: "not"; readonly inner: Condition }
  | { readonly type: "both" | "either"; readonly left: Condition; readonly right: Condition };

/** How a loop walks: the collection itself, one of its views, its own `forEach`, or a copy. */
export type Walk = "self" | "keys" | "entries" | "values" | "forEach" | "spread" | "copy" | "from" | "spread.forEach";

export type Statement =
  | { readonly type: "visit"; readonly key: KeyNode }
  | { readonly type: "put" | "delete"; readonly collection: number; readonly key: KeyNode }
  | { readonly type: "clear"; readonly collection: number }
  | { readonly type: "jump"; readonly how: "break" | "continue" | "return" | "throw"; readonly label: number; readonly test: Condition | undefined }
  | { readonly type: "if"; readonly test: Condition; readonly then: Body; readonly otherwise: Body }
  | { readonly type: "loop"; readonly walk: Walk; readonly collection: number; readonly quiet: boolean; readonly body: Body }
  | {
      readonly type: "try";
      readonly body: Body;
      /** When it throws, if there is a handler or nothing else. */
      readonly test: Condition;
      readonly handler: Body | undefined;
      readonly finalizer: Body | undefined;
    }
  | { readonly type: "key"; readonly constant: boolean; readonly key: KeyNode }
  | { readonly type: "set-key"; readonly index: number; readonly key: KeyNode }
  | { readonly type: "alias"; readonly constant: boolean; readonly collection: number }
  | { readonly type: "choice"; readonly test: Condition; readonly left: number; readonly right: number }
  | { readonly type: "set-alias"; readonly index: number; readonly collection: number }
  | { readonly type: "local"; readonly kind: Kind; readonly keys: readonly KeyNode[] }
  | { readonly type: "copy"; readonly collection: number }
  | { readonly type: "flag"; readonly initial: boolean }
  | { readonly type: "set-flag"; readonly index: number; readonly value: boolean }
  /** Declared, and called once at least. */
  | { readonly type: "closure"; readonly key: KeyNode; readonly body: Body }
  | { readonly type: "run"; readonly closure: number; readonly key: KeyNode }
  | { readonly type: "call"; readonly helper: number; readonly collections: readonly [number, number]; readonly key: KeyNode };

export type Body = readonly Statement[];
