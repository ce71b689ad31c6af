import type { BlockId, Ref } from "../ir/types.ts";
import { type AtomId, type AtomTable, sameValue, union, type Value } from "./atoms.ts";
import type { Flow } from "./flow.ts";

/** A place that the function writes: a binding, or a field of a known object. */
export interface Variable {
  readonly name: string;
  /** The events that write it, in any order. */
  readonly stores: readonly Ref[];
  /** What it holds when the function starts. */
  readonly initial: Value;
}

interface Versions {
  /** Stores of each block, in order. */
  readonly stores: ReadonlyMap<BlockId, readonly Ref[]>;
  /** Blocks at whose start definitions meet: the iterated dominance frontier of the stores. */
  readonly phis: ReadonlySet<BlockId>;
  readonly atEntry: Map<BlockId, Value>;
}

/**
 * Reaching definitions on demand: static single assignment without rewriting the function. Only variables that something asks
 * about are looked at (phi placement after Cytron et al., "Efficiently Computing Static Single Assignment Form").
 */
export class Variables {
  readonly #flow: Flow;
  readonly #atoms: AtomTable;
  readonly #valueOf: (store: Ref) => Value;
  readonly #versions = new Map<string, Versions>();
  /** Phis that turned out to have one operand only, and all others' operands. */
  readonly #forward = new Map<AtomId, Value>();
  readonly #operands = new Map<AtomId, readonly Value[]>();

  constructor(flow: Flow, atoms: AtomTable, valueOf: (store: Ref) => Value) {
    this.#flow = flow;
    this.#atoms = atoms;
    this.#valueOf = valueOf;
  }

  /** The value that `variable` holds just before event `at`. */
  read(variable: Variable, at: Ref): Value {
    if (variable.stores.length === 0) return variable.initial;
    const { blockOf } = this.#flow.fn;
    const versions = this.#versionsOf(variable);
    const block = blockOf[at]!;
    const stores = versions.stores.get(block);
    const last = stores?.findLast((store) => store < at);
    if (last !== undefined) return this.#valueOf(last);
    return this.#readAtEntry(variable, versions, block);
  }

  /** The value at the end of `block`. */
  readAtEnd(variable: Variable, block: BlockId): Value {
    if (variable.stores.length === 0) return variable.initial;
    const versions = this.#versionsOf(variable);
    const last = versions.stores.get(block)?.at(-1);
    return last === undefined ? this.#readAtEntry(variable, versions, block) : this.#valueOf(last);
  }

  /** The values that meet in a phi. */
  operandsOf(phi: AtomId): readonly Value[] {
    return this.#operands.get(phi) ?? [];
  }

  /** What a phi stands for when all its definitions agree. */
  forwarded(phi: AtomId): Value | undefined {
    return this.#forward.get(phi);
  }

  #versionsOf(variable: Variable): Versions {
    let versions = this.#versions.get(variable.name);
    if (!versions) {
      const stores = new Map<BlockId, Ref[]>();
      for (const store of variable.stores) {
        const block = this.#flow.fn.blockOf[store]!;
        const list = stores.get(block);
        if (list) list.push(store);
        else stores.set(block, [store]);
      }
      for (const list of stores.values()) list.sort((a, b) => a - b);
      versions = { stores, phis: this.#placePhis(stores), atEntry: new Map() };
      this.#versions.set(variable.name, versions);
    }
    return versions;
  }

  #placePhis(stores: ReadonlyMap<BlockId, unknown>): Set<BlockId> {
    const { frontiers } = this.#flow;
    const phis = new Set<BlockId>();
    const work = [...stores.keys()];
    while (work.length > 0) {
      for (const block of frontiers.get(work.pop()!) ?? []) {
        if (phis.has(block)) continue;
        phis.add(block);
        work.push(block);
      }
    }
    return phis;
  }

  #readAtEntry(variable: Variable, versions: Versions, start: BlockId): Value {
    const passed: BlockId[] = [];
    let result: Value | undefined;
    for (let block = start; result === undefined; ) {
      result = versions.atEntry.get(block);
      if (result !== undefined) break;
      if (versions.phis.has(block)) {
        result = this.#readPhi(variable, versions, block);
        break;
      }
      passed.push(block);
      const dominator = this.#flow.idom[block]!;
      if (block === dominator || dominator < 0) {
        result = variable.initial;
        break;
      }
      const last = versions.stores.get(dominator)?.at(-1);
      if (last !== undefined) result = this.#valueOf(last);
      block = dominator;
    }
    for (const block of passed) versions.atEntry.set(block, result);
    return result;
  }

  #readPhi(variable: Variable, versions: Versions, block: BlockId): Value {
    const phi = this.#atoms.intern({ tag: "phi", block, variable: variable.name })!;
    const placeholder: Value = [phi];
    versions.atEntry.set(block, placeholder);
    const operands = this.#flow.predecessors[block]!.map((predecessor) => this.readAtEnd(variable, predecessor));
    if (block === 0) operands.push(variable.initial);
    const others = operands.filter((operand) => !sameValue(operand, placeholder));
    const distinct = others.filter((operand, index) => others.findIndex((other) => sameValue(other, operand)) === index);
    if (distinct.length === 1) {
      const [only] = distinct as [Value];
      this.#forward.set(phi, only);
      versions.atEntry.set(block, only);
      return only;
    }
    this.#operands.set(phi, distinct);
    const alternatives = this.#isLoopHead(block) ? undefined : union(distinct);
    if (alternatives && !alternatives.includes(phi)) {
      versions.atEntry.set(block, alternatives);
      return alternatives;
    }
    return placeholder;
  }

  /** Does control come back to `block` from inside the part that it dominates? */
  #isLoopHead(block: BlockId): boolean {
    const { idom, predecessors } = this.#flow;
    return predecessors[block]!.some((predecessor) => {
      for (let at = predecessor; ; at = idom[at]!) {
        if (at === block) return true;
        if (at === idom[at] || at < 0) return false;
      }
    });
  }
}
