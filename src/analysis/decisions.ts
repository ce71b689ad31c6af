import type { Binding, IrFunction, Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import { factsAt } from "./facts.ts";
import { linear } from "./index-loops.ts";
import type { Values } from "./values.ts";

type Constant = string | number | boolean | null | undefined;

/**
 * What is known along one path that starts at an event: constants that were stored in local variables since, truth of conditions
 * that held at the start and cannot have changed, and how far the index of an index loop has moved in this round.
 */
export class Decisions {
  /** Of an index loop; undefined when it was set to something else. */
  offset: number | undefined;
  readonly #values: Values;
  readonly #start: Ref;
  readonly #index: AtomId | undefined;
  readonly #known: Map<Binding, { readonly value: Constant } | undefined>;
  readonly #tracked: ReadonlySet<Binding>;
  readonly #truths: ReadonlyMap<AtomId, boolean>;

  constructor(
    values: Values,
    start: Ref,
    index: AtomId | undefined,
    truths: ReadonlyMap<AtomId, boolean>,
    known: Map<Binding, { readonly value: Constant } | undefined>,
    offset: number | undefined,
  ) {
    this.#values = values;
    this.#start = start;
    this.#index = index;
    this.#truths = truths;
    this.#known = known;
    this.#tracked = conditionBindings(values.fn);
    this.offset = offset;
  }

  copy(): Decisions {
    return new Decisions(this.#values, this.#start, this.#index, this.#truths, new Map(this.#known), this.offset);
  }

  /** Two paths that reach a block with the same key need not both be followed. */
  get key(): string {
    let key = `${this.offset}`;
    for (const [binding, constant] of this.#known) key += ` ${binding.id}=${constant ? String(constant.value) : "?"}`;
    return key;
  }

  store(binding: Binding, value: Ref): void {
    const event = this.#values.fn.events[value]!;
    if (this.#index !== undefined && this.#holdsIndex(binding)) this.offset = this.#movedBy(binding, value);
    if (this.#tracked.has(binding)) this.#known.set(binding, event.op === "constant" ? event : undefined);
  }

  #holdsIndex(binding: Binding): boolean {
    const atom = this.#values.atom(this.#index!);
    return atom.tag === "phi" && atom.variable === `b${binding.id}`;
  }

  #movedBy(binding: Binding, value: Ref): number | undefined {
    const { fn } = this.#values;
    const event = fn.events[value]!;
    if (this.offset === undefined || event.op !== "compute" || event.operands.length !== 2) return undefined;
    const [left, right] = event.operands.map((operand) => fn.events[operand]!);
    const same = left?.op === "load" && left.binding === binding;
    if (!same || right?.op !== "constant" || typeof right.value !== "number") return undefined;
    if (event.operator === "+") return this.offset + right.value;
    return event.operator === "-" ? this.offset - right.value : undefined;
  }

  /** The outcome of a branch on `condition`, if this path decides it. */
  outcome(condition: Ref): boolean | undefined {
    const { fn } = this.#values;
    const event = fn.events[condition]!;
    if (event.op === "constant") return Boolean(event.value);
    if (event.op === "load") {
      const constant = this.#constantOf(event.binding);
      if (constant) return Boolean(constant.value);
    }
    if (event.op === "compute") {
      if (event.operator === "!") {
        const inner = this.outcome(event.operands[0]!);
        return inner === undefined ? undefined : !inner;
      }
      const compared = this.#compare(event.operator, event.operands);
      if (compared !== undefined) return compared;
    }
    return this.#isStable(condition) ? this.#truths.get(this.#values.of(condition)) : undefined;
  }

  #compare(operator: string, operands: readonly Ref[]): boolean | undefined {
    if (operator !== "===" && operator !== "!==") return undefined;
    const [left, right] = operands.map((operand) => this.#constantAt(operand));
    if (!left || !right) return undefined;
    return (left.value === right.value) === (operator === "===");
  }

  #constantAt(ref: Ref): { readonly value: Constant } | undefined {
    const event = this.#values.fn.events[ref]!;
    if (event.op === "constant") return event;
    return event.op === "load" ? this.#constantOf(event.binding) : undefined;
  }

  #constantOf(binding: Binding): { readonly value: Constant } | undefined {
    if (this.#known.has(binding)) return this.#known.get(binding);
    if (binding.owner !== this.#values.fn.id) return undefined;
    const atom = this.#values.atom(this.#values.readBinding(binding, this.#start));
    return atom.tag === "constant" ? atom : undefined;
  }

  /** A condition over locals that were not written since the start. */
  #isStable(condition: Ref): boolean {
    const event = this.#values.fn.events[condition]!;
    if (event.op === "load") return !this.#known.has(event.binding);
    if (event.op === "compute") return event.operands.every((operand) => this.#isStable(operand));
    return event.op === "constant";
  }
}

/** What is known when a path starts just after event `start`. */
export function decide(values: Values, start: Ref, index: AtomId | undefined): Decisions {
  const truths = new Map<AtomId, boolean>();
  for (const fact of factsAt(values, start)) {
    const value = values.of(fact.condition);
    if (!truths.has(value)) truths.set(value, fact.truth);
  }
  return new Decisions(values, start, index, truths, new Map(), index === undefined ? undefined : startOffset(values, start, index));
}

/** How far the index has moved in this round before event `start`. */
function startOffset(values: Values, start: Ref, index: AtomId): number | undefined {
  const phi = values.atom(index);
  if (phi.tag !== "phi") return undefined;
  for (const event of values.fn.events) {
    if (event.op !== "store" || `b${event.binding.id}` !== phi.variable) continue;
    const { base, offset } = linear(values, values.readBinding(event.binding, start));
    return base === index ? offset : undefined;
  }
  return undefined;
}

const conditionBindingsOf = new WeakMap<IrFunction, ReadonlySet<Binding>>();

/** The bindings that branch conditions of the function read directly: writes to others decide no branch. */
function conditionBindings(fn: IrFunction): ReadonlySet<Binding> {
  let bindings = conditionBindingsOf.get(fn);
  if (bindings) return bindings;
  const found = new Set<Binding>();
  const visit = (ref: Ref): void => {
    const event = fn.events[ref]!;
    if (event.op === "load") found.add(event.binding);
    else if (event.op === "compute") event.operands.forEach(visit);
  };
  for (const { terminator } of fn.blocks) if (terminator.type === "branch") visit(terminator.condition);
  bindings = found;
  conditionBindingsOf.set(fn, bindings);
  return bindings;
}
