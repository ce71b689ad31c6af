import type { Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import type { Iteration } from "./iterations.ts";
import { append } from "./once.ts";
import type { Mutation } from "./types.ts";
import type { Values } from "./values.ts";

/**
 * Where an inserted value comes from, seen from the entry that the loop is at: `reached` by looking something up (a field, a
 * neighbour, the result of a function), `computed` (a new primitive: `n + 1`, `${k}!`, `k.toLowerCase()`), the entry `itself`, or
 * `elsewhere`.
 */
export type Provenance = "reached" | "computed" | "itself" | "elsewhere";

/** Methods of strings and numbers: their results are new primitives, without an end. */
const primitiveMethods: ReadonlySet<string> = new Set([
  ...["toLowerCase", "toUpperCase", "trim", "trimStart", "trimEnd", "padStart", "padEnd", "repeat", "replace", "replaceAll"],
  ...["substring", "substr", "concat", "join", "charAt", "normalize", "toFixed", "toString", "toPrecision"],
]);

const MAX_DEPTH = 10;

/** Provenance of a value with regard to the current entry of `iteration`. */
export function provenanceOf(
  values: Values,
  mutations: readonly Mutation[],
  value: AtomId,
  iteration: Iteration,
): Provenance {
  return new Trace(values, mutations, iteration).ofValue(value, 0);
}

class Trace {
  readonly #values: Values;
  readonly #mutations: readonly Mutation[];
  readonly #iteration: Iteration;

  constructor(values: Values, mutations: readonly Mutation[], iteration: Iteration) {
    this.#values = values;
    this.#mutations = mutations;
    this.#iteration = iteration;
  }

  ofValue(value: AtomId, depth: number): Provenance {
    return this.#ofAtom(this.#values.resolve(value), depth);
  }

  #ofAtom(id: AtomId, depth: number): Provenance {
    if (depth > MAX_DEPTH) return "elsewhere";
    const atom = this.#values.atom(id);
    switch (atom.tag) {
      case "item":
      case "key":
        return atom.iteration === this.#iteration.ref ? "itself" : this.#ofOtherRound(atom.iteration, depth);
      case "field":
        return this.#partOf(this.#ofAtom(atom.base, depth + 1), atom.base, atom.name);
      case "entry": {
        if (this.#iteration.index !== undefined && atom.key === this.#iteration.index) return "itself";
        const parts = [this.#ofAtom(atom.base, depth + 1), this.#ofAtom(atom.key, depth + 1)];
        return parts.every((part) => part === "elsewhere") ? "elsewhere" : "reached";
      }
      case "compute": {
        const parts = atom.operands.map((operand) => this.#ofAtom(operand, depth + 1));
        // A path made of the current one and a name that was found there.
        return atom.operator === "template" && parts.includes("reached") ? "reached" : computedFrom(parts);
      }
      case "phi":
      case "choice":
        if (id === this.#iteration.index) return "itself";
        return strongest(this.#values.operandsOf(id).map((operand) => this.ofValue(operand, depth + 3)));
      case "result":
      case "allocation":
        return this.#ofEvent(atom.ref, depth);
      default:
        return "elsewhere";
    }
  }

  /** `entry[0]` of a map's entry is the entry's own key; a member of anything else is something reached from it. */
  #partOf(base: Provenance, baseAtom: AtomId, name: string): Provenance {
    if (base !== "itself") return base === "computed" ? "computed" : base;
    const atom = this.#values.atom(baseAtom);
    const isEntry = atom.tag === "item" && name === "0";
    return isEntry ? "itself" : "reached";
  }

  /** The entry of another loop is reached from ours when that loop's source is. */
  #ofOtherRound(iteration: Ref, depth: number): Provenance {
    const event = this.#values.fn.events[iteration]!;
    const source = event.op === "iterate-open" ? event.source : event.op === "call" ? event.receiver : undefined;
    if (source === undefined) return "elsewhere";
    const provenance = this.ofValue(this.#values.of(source), depth + 1);
    return provenance === "itself" ? "reached" : provenance;
  }

  #ofEvent(ref: Ref, depth: number): Provenance {
    const event = this.#values.fn.events[ref]!;
    const of = (part: Ref): Provenance => this.ofValue(this.#values.of(part), depth + 1);
    switch (event.op) {
      case "call": {
        const parts = [event.receiver, event.callee, ...event.args].filter((part) => part !== undefined).map(of);
        if (parts.every((part) => part === "elsewhere")) return "elsewhere";
        return typeof event.method === "string" && primitiveMethods.has(event.method) ? computedFrom(parts) : "reached";
      }
      case "compute":
        return computedFrom(event.operands.map(of));
      case "allocate": {
        const parts = [...event.parts, ...this.#putInto(ref)].map(of);
        if (parts.includes("reached")) return "reached";
        return parts.every((part) => part === "elsewhere") ? "elsewhere" : "computed";
      }
      case "suspend":
        return event.value === undefined ? "elsewhere" : of(event.value);
      case "unknown":
        return strongest(event.operands.map(of));
      default:
        return "elsewhere";
    }
  }

  /** What the function adds to a collection that it has made itself. */
  #putInto(allocation: Ref): readonly Ref[] {
    let inserted = insertedInto.get(this.#mutations);
    if (!inserted) {
      inserted = new Map();
      for (const mutation of this.#mutations) {
        const atom = this.#values.atom(this.#values.of(mutation.target));
        if (atom.tag === "allocation") for (const ref of mutation.inserted) append(inserted, atom.ref, ref);
      }
      insertedInto.set(this.#mutations, inserted);
    }
    return inserted.get(allocation) ?? [];
  }
}

const insertedInto = new WeakMap<readonly Mutation[], Map<Ref, Ref[]>>();

/** A text made of what is reached is one of as many; only what is made of the entry itself can go on without an end. */
function computedFrom(parts: readonly Provenance[]): Provenance {
  if (parts.includes("itself") || parts.includes("computed")) return "computed";
  return parts.includes("reached") ? "reached" : "elsewhere";
}

const order: readonly Provenance[] = ["elsewhere", "itself", "computed", "reached"];

function strongest(list: readonly Provenance[]): Provenance {
  return list.reduce<Provenance>((best, next) => (order.indexOf(next) > order.indexOf(best) ? next : best), "elsewhere");
}
