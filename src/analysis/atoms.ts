import type { Binding, BlockId, Ref } from "../ir/types.ts";

/** Number of an atom in its table. */
export type AtomId = number;

/**
 * A symbolic value: one thing that a place may hold. Equal atoms are the same value (within one round of the loops around them);
 * different ones are not known to be.
 */
export type Atom =
  | { readonly tag: "constant"; readonly value: string | number | boolean | null | undefined }
  | { readonly tag: "this" }
  | { readonly tag: "parameter"; readonly index: number }
  /** What a binding from outside the function (or not yet written in it) holds. */
  | { readonly tag: "binding"; readonly binding: Binding }
  | { readonly tag: "field"; readonly base: AtomId; readonly name: string }
  /**
   * What `base.get(key)` gives (`get`), or `base[key]` (`index`). `version` tells apart what was read before and after the function
   * changed the contents of `base`.
   */
  | {
      readonly tag: "entry";
      readonly base: AtomId;
      readonly key: AtomId;
      readonly how: "get" | "index";
      readonly version?: AtomId;
    }
  /** The unknown result of an event. */
  | { readonly tag: "result"; readonly ref: Ref }
  | { readonly tag: "allocation"; readonly ref: Ref }
  | { readonly tag: "closure"; readonly function: number }
  | { readonly tag: "compute"; readonly operator: string; readonly operands: readonly AtomId[] }
  /** What the current round of an iteration was given. */
  | { readonly tag: "item"; readonly iteration: Ref }
  /** The key of the current round, from a callback's second parameter. */
  | { readonly tag: "key"; readonly iteration: Ref }
  | { readonly tag: "iterator"; readonly iteration: Ref }
  /** The `{ value, done }` of a call of `next()`. */
  | { readonly tag: "next"; readonly iteration: Ref }
  /** Several definitions meet at the start of a block. */
  | { readonly tag: "phi"; readonly block: BlockId; readonly variable: string }
  /** What a conditional expression chose. */
  | { readonly tag: "choice"; readonly ref: Ref }
  | { readonly tag: "bound"; readonly receiver: AtomId; readonly method: string };

const MAX_DEPTH = 7;

/** Atoms by structure: the same structure gets the same number. */
export class AtomTable {
  readonly #atoms: Atom[] = [];
  readonly #ids = new Map<string, AtomId>();
  readonly #depths: number[] = [];

  atom(id: AtomId): Atom {
    return this.#atoms[id]!;
  }

  /** The number of `atom`, or undefined when it would be nested too deeply to be worth knowing. */
  intern(atom: Atom): AtomId | undefined {
    const depth = this.#depthOf(atom);
    if (depth > MAX_DEPTH) return undefined;
    const key = keyOf(atom);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#atoms.length;
      this.#atoms.push(atom);
      this.#depths.push(depth);
      this.#ids.set(key, id);
    }
    return id;
  }

  #depthOf(atom: Atom): number {
    switch (atom.tag) {
      case "field":
        return 1 + this.#depths[atom.base]!;
      case "entry":
        return 1 + Math.max(this.#depths[atom.base]!, this.#depths[atom.key]!);
      case "bound":
        return 1 + this.#depths[atom.receiver]!;
      case "compute":
        return 1 + atom.operands.reduce((max, operand) => Math.max(max, this.#depths[operand]!), 0);
      default:
        return 0;
    }
  }
}

function keyOf(atom: Atom): string {
  switch (atom.tag) {
    case "constant":
      return `constant ${typeof atom.value} ${String(atom.value)}`;
    case "this":
      return "this";
    case "parameter":
      return `parameter ${atom.index}`;
    case "binding":
      return `binding ${atom.binding.id}`;
    case "field":
      return `field ${atom.base} ${atom.name}`;
    case "entry":
      return `entry ${atom.how} ${atom.base} ${atom.key} ${atom.version ?? ""}`;
    case "result":
    case "allocation":
    case "choice":
      return `${atom.tag} ${atom.ref}`;
    case "closure":
      return `closure ${atom.function}`;
    case "compute":
      return `compute ${atom.operator} ${atom.operands.join(" ")}`;
    case "item":
    case "key":
    case "iterator":
    case "next":
      return `${atom.tag} ${atom.iteration}`;
    case "phi":
      return `phi ${atom.block} ${atom.variable}`;
    case "bound":
      return `bound ${atom.receiver} ${atom.method}`;
  }
}
