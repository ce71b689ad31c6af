import type { BlockId, Ref } from "../ir/types.ts";
import type { AtomId, AtomTable } from "./atoms.ts";
import type { Flow } from "./flow.ts";

/** A place that the function writes: a binding, or a field of a known object. */
export interface Variable {
  readonly name: string;
  /** The events that write it, in any order. */
  readonly stores: readonly Ref[];
  /** What it holds when the function starts. */
  readonly initial: AtomId;
}

interface Versions {
  /** Stores of each block, in order. */
  readonly stores: ReadonlyMap<BlockId, readonly Ref[]>;
  /** Blocks at whose start definitions meet: the iterated dominance frontier of the stores. */
  readonly phis: ReadonlySet<BlockId>;
  readonly atEntry: Map<BlockId, AtomId>;
}

/**
 * Reaching definitions on demand: static single assignment without rewriting the function. Only variables that something asks
 * about are looked at (phi placement after Cytron et al., "Efficiently Computing Static Single Assignment Form").
 */
export class Variables {
  readonly #flow: Flow;
  readonly #atoms: AtomTable;
  readonly #valueOf: (store: Ref) => AtomId;
  readonly #versions = new Map<string, Versions>();
  /** Phis that turned out to have one operand only, and all others' operands. */
  readonly #forward = new Map<AtomId, AtomId>();
  readonly #operands = new Map<AtomId, readonly AtomId[]>();
  readonly #loopPhis = new Set<AtomId>();

  constructor(flow: Flow, atoms: AtomTable, valueOf: (store: Ref) => AtomId) {
    this.#flow = flow;
    this.#atoms = atoms;
    this.#valueOf = valueOf;
  }

  /** The value that `variable` holds just before event `at`. */
  read(variable: Variable, at: Ref): AtomId {
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
  readAtEnd(variable: Variable, block: BlockId): AtomId {
    if (variable.stores.length === 0) return variable.initial;
    const versions = this.#versionsOf(variable);
    const last = versions.stores.get(block)?.at(-1);
    return last === undefined ? this.#readAtEntry(variable, versions, block) : this.#valueOf(last);
  }

  /** The values that meet in a phi. */
  operandsOf(phi: AtomId): readonly AtomId[] {
    return this.#operands.get(phi) ?? [];
  }

  /** Does the phi stand at the head of a loop? Its operands belong to different rounds, then. */
  isLoopPhi(phi: AtomId): boolean {
    return this.#loopPhis.has(phi);
  }

  /** What a phi stands for when all its definitions agree. */
  forwarded(phi: AtomId): AtomId | undefined {
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

  #readAtEntry(variable: Variable, versions: Versions, start: BlockId): AtomId {
    const passed: BlockId[] = [];
    let result: AtomId | undefined;
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

  #readPhi(variable: Variable, versions: Versions, block: BlockId): AtomId {
    const phi = this.#atoms.intern({ tag: "phi", block, variable: variable.name })!;
    versions.atEntry.set(block, phi);
    const operands = this.#flow.predecessors[block]!.map((predecessor) => this.readAtEnd(variable, predecessor));
    if (block === 0) operands.push(variable.initial);
    const [only, ...others] = new Set(operands.filter((operand) => operand !== phi));
    if (only !== undefined && others.length === 0) {
      this.#forward.set(phi, only);
      versions.atEntry.set(block, only);
      return only;
    }
    this.#operands.set(phi, only === undefined ? [] : [only, ...others]);
    if (this.#isLoopHead(block)) this.#loopPhis.add(phi);
    return phi;
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
