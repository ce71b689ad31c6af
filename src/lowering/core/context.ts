import type { FunctionBuilder } from "../../ir/builder.ts";
import type { Binding, BlockId, Ref, Site } from "../../ir/types.ts";
import type { FunctionInfo, FunctionRole, Home } from "../../ir/unit.ts";
import type { Scope } from "./scope.ts";
import type { ClassNode, FunctionNode, Statement } from "./syntax.ts";

/** What encloses the code under construction: where `break`, `continue`, `return` and `throw` lead, and what they pass. */
export type Frame = { readonly parent: Frame | undefined; landing?: BlockId } & (
  | { readonly type: "loop"; readonly labels: readonly string[]; readonly breakTo: BlockId; readonly continueTo: BlockId }
  /** A switch, or a labelled statement that is not a loop (then a plain `break` passes it). */
  | { readonly type: "breakable"; readonly labels: readonly string[]; readonly plain: boolean; readonly breakTo: BlockId }
  | { readonly type: "iteration"; readonly iterator: Ref }
  | {
      readonly type: "finally";
      readonly body: readonly Statement[];
      readonly scope: Scope;
      /** Of the function that it stands in. */
      readonly thisRef: Ref | undefined;
      /** One copy of the finalizer for each way out through it. */
      readonly copies: Map<string, BlockId>;
    }
  /** `reached`: something in the block leads to the handler. */
  | { readonly type: "handler"; readonly block: BlockId; reached: boolean }
  /** A function whose body is part of this graph. `onReturn` ends the current block. */
  | {
      readonly type: "function";
      readonly async: boolean;
      /** Where the caller goes on. */
      readonly end?: BlockId | undefined;
      readonly onReturn: (value: Ref | undefined, site: Site) => void;
    }
);

/** A function that waits to be lowered. */
export interface Pending {
  readonly info: FunctionInfo;
  readonly node: FunctionNode;
  readonly scope: Scope;
  readonly thisClass: ClassNode | undefined;
  /** Of a static method: the class, which is what `this` is. */
  readonly thisBinding: Binding | undefined;
}

/** What is known of a function where it is met. */
export interface Request {
  readonly name?: string | undefined;
  readonly scope: Scope;
  readonly thisClass?: ClassNode | undefined;
  readonly thisBinding?: Binding;
  readonly role?: FunctionRole;
  /** The function whose code makes it. */
  readonly outer: number;
  readonly home: Home | undefined;
  readonly private?: boolean;
  /** The name that a function declaration declares. */
  readonly declares?: Binding | undefined;
}

/** What all functions of a file share while they are lowered. */
export interface UnitContext {
  /** Does the file import the package of the Go maps? */
  readonly usesEngine: boolean;
  /** Asks for a function (once for each node) and returns its number. */
  request(node: FunctionNode, request: Request): number;
  /** Makes a class known by its binding. */
  declareHome(home: Home, binding: Binding | undefined): void;
  /** The home of what is assigned to `F.prototype`. */
  prototypeOf(binding: Binding): Home;
}

/** The state of lowering one function. */
export class Context {
  readonly unit: UnitContext;
  readonly builder: FunctionBuilder;
  readonly thisClass: ClassNode | undefined;
  /** What `this` belongs to. */
  readonly home: Home | undefined;
  scope: Scope;
  frame: Frame | undefined;
  /** `this` inside an inlined function. */
  thisRef: Ref | undefined;
  /** Ends of the optional chains that are open, and labels waiting for their loop. */
  readonly chains: BlockId[] = [];
  labels: string[] = [];
  /** The statement of a list that was begun last. */
  listed: Statement | undefined;
  /** Functions whose bodies are being inlined, against recursion. */
  readonly inlining: FunctionNode[] = [];
  /** Events that came from functions inlined by name, against blow-up. */
  inlinedEvents = 0;
  finalizerDepth = 0;

  constructor(unit: UnitContext, builder: FunctionBuilder, scope: Scope, thisClass?: ClassNode, home?: Home) {
    this.unit = unit;
    this.builder = builder;
    this.scope = scope;
    this.thisClass = thisClass;
    this.home = home;
  }

  /** Runs `body` with one more frame. */
  within(frame: Frame, body: () => void): void {
    const saved = this.frame;
    this.frame = frame;
    body();
    this.frame = saved;
  }

  /** Runs `body` in `scope`. */
  inScope<T>(scope: Scope, body: () => T): T {
    const saved = this.scope;
    this.scope = scope;
    const result = body();
    this.scope = saved;
    return result;
  }

  undefinedAt(site: Site): Ref {
    return this.builder.emit({ op: "constant", value: undefined }, site);
  }
}
