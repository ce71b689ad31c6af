import type { BlockId, Ref } from "../ir/types.ts";
import type { AtomId, AtomTable } from "./atoms.ts";
import type { Flow } from "./flow.ts";
import { lowerBound } from "./points.ts";

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

/** A phi whose operands are being read. */
interface OpenPhi {
  readonly block: BlockId;
  readonly phi: AtomId;
  readonly operands: AtomId[];
  /** Blocks below it to which its value comes unchanged. */
  readonly passed: readonly BlockId[];
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
    const last = stores?.[lowerBound(stores, at) - 1];
    if (last !== undefined) return this.#valueOf(last);
    return this.#readAtEntry(variable, versions, block);
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

  /** Phis that are asked for while others are being read wait on a stack of their own: there may be thousands in a row. */
  #readAtEntry(variable: Variable, versions: Versions, start: BlockId): AtomId {
    const open: OpenPhi[] = [];
    let value = this.#descend(variable, versions, start, open);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      if (value !== undefined) top.operands.push(value);
      const next = this.#flow.predecessors[top.block]![top.operands.length];
      if (next === undefined) {
        open.pop();
        value = this.#closePhi(variable, versions, top);
        continue;
      }
      const last = versions.stores.get(next)?.at(-1);
      value = last === undefined ? this.#descend(variable, versions, next, open) : this.#valueOf(last);
    }
    return value!;
  }

  /** Goes up the dominators to what reaches the start of `start`; when that is a new phi, it is put on `open` instead of an answer. */
  #descend(variable: Variable, versions: Versions, start: BlockId, open: OpenPhi[]): AtomId | undefined {
    const passed: BlockId[] = [];
    let result: AtomId | undefined;
    for (let block = start; result === undefined; ) {
      result = versions.atEntry.get(block);
      if (result !== undefined) break;
      if (versions.phis.has(block)) {
        const phi = this.#atoms.intern({ tag: "phi", block, variable: variable.name })!;
        versions.atEntry.set(block, phi);
        open.push({ block, phi, operands: [], passed });
        return undefined;
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

  #closePhi(variable: Variable, versions: Versions, { block, phi, operands, passed }: OpenPhi): AtomId {
    if (block === 0) operands.push(variable.initial);
    const [only, ...others] = new Set(operands.filter((operand) => operand !== phi));
    const isOne = only !== undefined && others.length === 0;
    if (isOne) {
      this.#forward.set(phi, only);
      versions.atEntry.set(block, only);
    } else {
      this.#operands.set(phi, only === undefined ? [] : [only, ...others]);
      if (this.#isLoopHead(block)) this.#loopPhis.add(phi);
    }
    const result = isOne ? only : phi;
    for (const below of passed) versions.atEntry.set(below, result);
    return result;
  }

  /** Does control come back to `block` from inside the part that it dominates? */
  #isLoopHead(block: BlockId): boolean {
    return this.#flow.predecessors[block]!.some((predecessor) => this.#flow.dominates(block, predecessor));
  }
}
