import type { Kind, KeyNode } from "./ast.ts";

export interface CollectionName {
  readonly name: string;
  readonly kind: Kind;
  /** A `let`. */
  readonly assignable: boolean;
  /** What it may be another name of: names of parameters and of collections made here. */
  readonly roots: ReadonlySet<string>;
}

interface KeyName {
  readonly name: string;
  /** It began as a constant: to ask about it, or to make a key of it, would be to no purpose. */
  readonly fixed: boolean;
  /** The collection whose loop yields it: it is in there. */
  readonly from?: string;
  readonly assignable: boolean;
}

/** All keys that a program names itself; with a suffix, the first gives the last. */
export const CONSTANTS = ["a", "b", "ax"] as const;

/** What can be named at one place of a program. A block gets a scope of its own. */
export class Scope {
  readonly collections: CollectionName[];
  readonly keys: KeyName[];
  readonly flags: string[];
  readonly closures: string[];
  /** Of the loops around, outermost first, that `break` and `continue` can name. */
  readonly labels: readonly string[];
  /** How many loops are around. */
  readonly loops: number;
  /** What `return` gives back. */
  readonly result: CollectionName | undefined;

  constructor(from?: Scope, changes: { labels?: readonly string[]; result?: CollectionName | undefined; inLoop?: boolean } = {}) {
    this.collections = [...(from?.collections ?? [])];
    this.keys = [...(from?.keys ?? [])];
    this.flags = [...(from?.flags ?? [])];
    this.closures = [...(from?.closures ?? [])];
    this.labels = changes.labels ?? from?.labels ?? [];
    this.loops = (from?.loops ?? 0) + (changes.inLoop ? 1 : 0);
    this.result = "result" in changes ? changes.result : from?.result;
  }

  /** The newest names first: small numbers mean what is near. */
  collection(index: number, kind?: Kind): CollectionName | undefined {
    return pick(kind ? this.collections.filter((each) => each.kind === kind) : this.collections, index);
  }

  assignable(index: number): CollectionName | undefined {
    return pick(this.collections.filter(({ assignable }) => assignable), index);
  }

  assignableKey(index: number): string | undefined {
    return pick(this.keys.filter(({ assignable }) => assignable), index)?.name;
  }

  key(index: number): string | undefined {
    return pick(this.keys, index)?.name;
  }

  /** One that differs from round to round, or from call to call. */
  variableKey(index: number): string | undefined {
    return pick(
      this.keys.filter(({ fixed }) => !fixed),
      index,
    )?.name;
  }

  /** Whether a collection has it, is a question: no loop over that collection has just given it. */
  isOpenFor(node: KeyNode, collection: string): boolean {
    return node.type !== "in-scope" || pick(this.keys, node.index)?.from !== collection;
  }

  isFixed(node: KeyNode): boolean {
    if (node.type === "in-scope") return pick(this.keys, node.index)?.fixed ?? true;
    return node.type === "constant" || this.variableKey(node.from) === undefined;
  }

  flag(index: number): string | undefined {
    return pick(this.flags, index);
  }

  closure(index: number): string | undefined {
    return pick(this.closures, index);
  }

  keyText(node: KeyNode): string {
    switch (node.type) {
      case "in-scope":
        return this.key(node.index) ?? constant(node.index);
      case "constant":
        return constant(node.index);
      case "made": {
        const from = this.variableKey(node.from);
        if (from === undefined) return constant(CONSTANTS.length - 1);
        return node.suffix === 0 ? `\`\${${from}}x\`` : `${from} + "x"`;
      }
    }
  }
}

export function constant(index: number): string {
  return JSON.stringify(CONSTANTS[index % CONSTANTS.length]);
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list.length === 0 ? undefined : list[list.length - 1 - (index % list.length)];
}
