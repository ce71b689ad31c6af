import type { Binding, BlockId, Event, IrFunction, Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import { factsAt } from "./facts.ts";
import { linear } from "./index-loops.ts";
import { append, once } from "./once.ts";
import { Points, positionOf } from "./points.ts";
import type { Values } from "./values.ts";

type Constant = string | number | boolean | null | undefined;

/** A constant; something that is true as a condition (an object); or something that is not null or undefined. */
type Known = { readonly op?: string; readonly value: Constant } | "object" | "present";

/** A binding, or a field as `<object atom>.<name>`. */
type Variable = Binding | string;

/** Methods that return an object or a length that is not 0. */
const truthyResults: ReadonlySet<string> = new Set(["splice", "filter", "map", "push", "unshift", "add", "set"]);

/**
 * What is known along one path that starts at an event: constants and objects that were stored in variables since, truth of conditions
 * that held at the start and cannot have changed, and how far the index of an index loop has moved in this round.
 */
export class Decisions {
  /** Of an index loop; undefined when it was set to something else. */
  offset: number | undefined;
  readonly #values: Values;
  readonly #start: Ref;
  readonly #index: AtomId | undefined;
  readonly #known: Map<Variable, Known | undefined>;
  /** Operands of choices that control has passed. */
  readonly #passed: Set<Ref>;
  readonly #relevant: Relevant;
  readonly #indexStores: Points | undefined;
  readonly #truths: ReadonlyMap<AtomId, boolean>;

  constructor(values: Values, start: Ref, index: AtomId | undefined, truths: ReadonlyMap<AtomId, boolean>, from?: Decisions) {
    this.#values = values;
    this.#start = start;
    this.#index = index;
    this.#truths = truths;
    this.#relevant = relevantOf(values.fn);
    this.#indexStores = from ? from.#indexStores : index === undefined ? undefined : storesOf(values, index);
    this.#known = new Map(from ? from.#known : []);
    this.#passed = new Set(from ? from.#passed : [start]);
    this.offset = from ? from.offset : index === undefined ? undefined : indexOffset(values, start, index);
  }

  copy(): Decisions {
    return new Decisions(this.#values, this.#start, this.#index, this.#truths, this);
  }

  /** Two paths that reach a block with the same key need not both be followed. */
  get key(): string {
    let key = `${this.offset} ${[...this.#passed].join(",")}`;
    for (const [variable, known] of this.#known) {
      const name = typeof variable === "string" ? variable : variable.id;
      key += ` ${name}=${known === undefined ? "?" : typeof known === "string" ? known : String(known.value)}`;
    }
    return key;
  }

  /** How much there is to copy. */
  get size(): number {
    return this.#known.size + this.#passed.size;
  }

  /** Where the next event stands that `pass` has to be told of; infinite when there is none in the block. */
  next(block: BlockId, from: number): number {
    return Math.min(this.#relevant.points.next(block, from), this.#indexStores?.next(block, from) ?? Infinity);
  }

  /** Control passes the event. */
  pass(ref: Ref): void {
    const event = this.#values.fn.events[ref]!;
    const { bindings, fields, operands } = this.#relevant;
    if (operands.has(ref)) this.#passed.add(ref);
    if (event.op === "put" && typeof event.key === "string" && fields.has(event.key)) {
      this.#known.set(`${this.#values.of(event.object)}.${event.key}`, this.#knownOf(event.value));
    }
    if (event.op !== "store") return;
    if (this.#index !== undefined && this.#holdsIndex(event.binding)) this.offset = this.#movedBy(event.binding, event.value);
    if (bindings.has(event.binding)) this.#known.set(event.binding, this.#knownOf(event.value));
  }

  #knownOf(value: Ref): Known | undefined {
    const { fn } = this.#values;
    const event = fn.events[value]!;
    if (event.op === "constant") return event;
    const atom = this.#values.of(value);
    const { tag } = this.#values.atom(atom);
    if (tag === "allocation" || tag === "closure") return "object";
    // Its members are used, so it is there.
    const isUsed = tag === "item" && withMembers(this.#values).has(atom);
    if (tag === "item" || tag === "key") return isUsed ? "object" : "present";
    return event.op === "compute" ? this.#counted(event) : undefined;
  }

  /** `added++` where the count is known. */
  #counted({ operator, operands }: Event & { op: "compute" }): Known | undefined {
    if (operator !== "+" && operator !== "-") return undefined;
    const [left, right] = operands.map((operand) => this.#knownAt(this.#values.fn.events[operand]!));
    if (typeof left !== "object" || typeof right !== "object") return undefined;
    if (typeof left.value !== "number" || typeof right.value !== "number") return undefined;
    return { value: operator === "+" ? left.value + right.value : left.value - right.value };
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
    const event = this.#values.fn.events[condition]!;
    if (condition === this.#start && event.op === "call") {
      const answer = this.#truths.get(this.#values.of(condition));
      if (answer !== undefined) return answer;
    }
    switch (event.op) {
      case "constant":
        return Boolean(event.value);
      case "load":
      case "field": {
        const known = this.#knownAt(event);
        if (known !== undefined && known !== "present") return known === "object" || Boolean(known.value);
        break;
      }
      case "call":
        if (typeof event.method === "string" && truthyResults.has(event.method)) return true;
        break;
      case "choose": {
        const [only, ...others] = event.operands.filter((operand) => this.#passed.has(operand));
        return only !== undefined && others.length === 0 ? this.outcome(only) : undefined;
      }
      case "compute": {
        const outcome = this.#computed(event);
        if (outcome !== undefined) return outcome;
      }
    }
    return this.#isStable(condition) ? this.#truths.get(this.#values.of(condition)) : undefined;
  }

  #computed({ operator, operands }: Event & { op: "compute" }): boolean | undefined {
    if (operator === "!") {
      const inner = this.outcome(operands[0]!);
      return inner === undefined ? undefined : !inner;
    }
    const [left, right] = operands.map((operand) => this.#knownAt(this.#values.fn.events[operand]!));
    if (left === undefined || right === undefined) return undefined;
    if (typeof left === "object" && typeof right === "object") return compare(operator, left.value, right.value);
    // Something against null or undefined; against anything else it is not known.
    const constant = typeof left === "object" ? left : typeof right === "object" ? right : undefined;
    const isNullish = constant !== undefined && (constant.value === undefined || constant.value === null);
    return isNullish && /^[!=]==?$/.test(operator) ? operator.startsWith("!") : undefined;
  }

  #knownAt(event: Event): Known | undefined {
    if (event.op === "constant") return event;
    if (event.op === "field") return typeof event.key === "string" ? this.#known.get(`${this.#values.of(event.object)}.${event.key}`) : undefined;
    if (event.op !== "load") return undefined;
    const { binding } = event;
    if (this.#known.has(binding)) return this.#known.get(binding);
    if (binding.owner !== this.#values.fn.id || (this.#values.hasClosures && binding.kind !== "constant")) return undefined;
    const atom = this.#values.atom(this.#values.bindingAt(binding, this.#start));
    if (atom.tag === "allocation" || atom.tag === "closure") return "object";
    if (atom.tag === "item" || atom.tag === "key") return "present";
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

/** What is known when a path starts just after event `start`. `answer`: what a call gives that has done what the path is about. */
export function decide(values: Values, start: Ref, index: AtomId | undefined, answer?: boolean): Decisions {
  const truths = new Map<AtomId, boolean>();
  for (const fact of factsAt(values, start)) {
    const value = values.of(fact.condition);
    if (!truths.has(value)) truths.set(value, fact.truth);
  }
  if (answer !== undefined) truths.set(values.of(start), answer);
  return new Decisions(values, start, index, truths);
}

/** How far the index of an index loop has moved in this round before event `start`; undefined when it was set to something else. */
export function indexOffset(values: Values, start: Ref, index: AtomId): number | undefined {
  const phi = values.atom(index);
  if (phi.tag !== "phi") return undefined;
  const binding = writtenBindings(values.fn).get(phi.variable)?.binding;
  if (!binding) return undefined;
  const { base, offset } = linear(values, values.bindingAt(binding, start));
  return base === index ? offset : undefined;
}

/** Values whose members the function reads. */
const withMembers = once((values: Values): ReadonlySet<AtomId> => {
  const objects = values.fn.events.flatMap((event) => (event.op === "field" ? [values.of(event.object)] : []));
  return new Set(objects);
});

/** Bindings that the function writes, by the names that they have in phis, and where it does. */
const writtenBindings = once((fn: IrFunction): ReadonlyMap<string, { readonly binding: Binding; readonly stores: Points }> => {
  const refs = new Map<Binding, Ref[]>();
  fn.events.forEach((event, ref) => event.op === "store" && append(refs, event.binding, ref));
  return new Map([...refs].map(([binding, list]) => [`b${binding.id}`, { binding, stores: new Points(list.map((ref) => positionOf(fn, ref))) }]));
});

/** The events that write the variable whose definitions meet in `index`. */
function storesOf(values: Values, index: AtomId): Points | undefined {
  const phi = values.atom(index);
  return phi.tag === "phi" ? writtenBindings(values.fn).get(phi.variable)?.stores : undefined;
}

function compare(operator: string, left: Constant, right: Constant): boolean | undefined {
  if (operator === "===") return left === right;
  if (operator === "!==") return left !== right;
  if (operator === "==" || operator === "!=") {
    const isNullish = (value: Constant): boolean => value === undefined || value === null;
    if (isNullish(left) || isNullish(right)) return (isNullish(left) && isNullish(right)) === (operator === "==");
    return typeof left === typeof right ? (left === right) === (operator === "==") : undefined;
  }
  if (typeof left !== "number" || typeof right !== "number") return undefined;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  if (operator === ">") return left > right;
  return operator === ">=" ? left >= right : undefined;
}

/** What branch conditions of a function read: writes to anything else decide no branch. */
interface Relevant {
  readonly bindings: ReadonlySet<Binding>;
  readonly fields: ReadonlySet<string>;
  /** Operands of choices. */
  readonly operands: ReadonlySet<Ref>;
  /** The operands, and the writes to the others. */
  readonly points: Points;
}

const relevantOf = once((fn: IrFunction): Relevant => {
  const [bindings, fields, operands] = [new Set<Binding>(), new Set<string>(), new Set<Ref>()];
  const visit = (ref: Ref): void => {
    const event = fn.events[ref]!;
    if (event.op === "load") bindings.add(event.binding);
    else if (event.op === "field" && typeof event.key === "string") fields.add(event.key);
    else if (event.op === "compute" || event.op === "choose") {
      if (event.op === "choose") event.operands.forEach((operand) => operands.add(operand));
      event.operands.forEach(visit);
    }
  };
  for (const { terminator } of fn.blocks) if (terminator.type === "branch") visit(terminator.condition);
  const isWrite = (event: Event): boolean =>
    event.op === "store" ? bindings.has(event.binding) : event.op === "put" && typeof event.key === "string" && fields.has(event.key);
  return { bindings, fields, operands, points: Points.where(fn, (event, ref) => operands.has(ref) || isWrite(event)) };
});
