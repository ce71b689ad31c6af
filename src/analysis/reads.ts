import type { Binding, CallEvent, Ref } from "../ir/types.ts";
import { copyFunctions, copyMethods, viewMethods } from "../semantics/methods.ts";
import { calledName } from "./names.ts";
import type { AtomId } from "./atoms.ts";
import type { KnownCall } from "./calls.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import { CallTranslation } from "./translate.ts";

/** A look at a place: a variable or member (`slot`), one entry of a collection by its key, or the collection as a whole. */
export interface Read {
  /** The event that looks. */
  readonly ref: Ref;
  /** The slot as a place, or the collection. */
  readonly place: AtomId;
  readonly how: "slot" | "entry" | "size" | "search" | "whole";
  readonly key: AtomId | undefined;
  /** It gives what is there, not just whether anything is. */
  readonly gives: boolean;
  /** The value has gone into something that was awaited. */
  readonly awaited: boolean;
  /** Only a part of it is looked at (`this.conn.open`), or an answer that a function gives about it. */
  readonly partly: boolean;
  /** Something is computed from it; otherwise it is the value itself, or one of those that are chosen from. */
  readonly computed: boolean;
}

const entryMethods: ReadonlySet<string> = new Set(["has", "get", "includes", "indexOf", "lastIndexOf", "at", "hasOwnProperty"]);
const searchMethods: ReadonlySet<string> = new Set(["find", "findIndex", "findLast", "findLastIndex", "some", "every", "filter"]);

const MAX_DEPTH = 24;

/** Walks backwards through the computation of a value to the places that it was read from. */
export class ReadFinder {
  readonly #analysis: FunctionAnalysis;
  readonly #calls: ReadonlyMap<Ref, KnownCall>;
  #stores: Map<Binding, Ref[]> | undefined;

  constructor(analysis: FunctionAnalysis, calls: readonly KnownCall[]) {
    this.#analysis = analysis;
    this.#calls = new Map(calls.map((call) => [call.ref, call]));
  }

  /** What the value of event `ref` depends on. `loose`: through arguments of calls as well. */
  of(ref: Ref, loose = false): Read[] {
    const reads: Read[] = [];
    this.#walk(ref, { reads, loose, awaited: false, atAwait: false, partly: false, computed: false, seen: new Set(), depth: 0 });
    return reads;
  }

  #walk(ref: Ref, state: Walk): void {
    // What something is computed from, may be one of the values to choose from as well.
    const visit = state.computed ? -1 - ref : ref;
    if (state.depth > MAX_DEPTH || state.seen.has(visit)) return;
    state.seen.add(visit);
    const inner = { ...state, depth: state.depth + 1, atAwait: false };
    const { values } = this.#analysis;
    const event = values.fn.events[ref]!;
    switch (event.op) {
      case "field":
        this.#field(event.object, event.key, ref, inner);
        return this.#walk(event.object, { ...inner, partly: true });
      case "load":
        return this.#load(event.binding, ref, inner);
      case "call":
        return this.#call(event, ref, { ...inner, atAwait: state.atAwait });
      case "compute":
        if (event.operator === "in") this.#add(inner, ref, event.operands[1]!, "entry", event.operands[0]);
        for (const operand of event.operands) this.#walk(operand, { ...inner, computed: true });
        return;
      case "choose":
        for (const operand of event.operands) this.#walk(operand, inner);
        return;
      case "allocate":
        for (const part of event.parts) {
          this.#whole(part, ref, { ...inner, computed: true });
          this.#walk(part, { ...inner, computed: true });
        }
        return;
      case "suspend":
        if (event.value === undefined) return;
        // What an awaited call is given has been used up by then, unless it is looked at loosely.
        return this.#walk(event.value, { ...inner, atAwait: true });
      case "store":
      case "put":
        return this.#walk(event.value, inner);
    }
  }

  #add(state: Walk, ref: Ref, collection: Ref, how: Read["how"], key?: Ref): void {
    const { values } = this.#analysis;
    const place = values.resolve(values.of(collection));
    const event = values.fn.events[ref]!;
    const gives = how === "entry" && (event.op === "field" || (event.op === "call" && (event.method === "get" || event.method === "at")));
    state.reads.push({ ref, place, how, gives, key: key === undefined ? undefined : values.resolve(values.of(key)), ...flagsOf(state) });
  }

  #slot(state: Walk, ref: Ref, place: AtomId | undefined): void {
    if (place !== undefined) state.reads.push({ ref, place, how: "slot", gives: true, key: undefined, ...flagsOf(state) });
  }

  /** `[...xs]`, `new Set(xs)` */
  #whole(part: Ref, ref: Ref, state: Walk): void {
    const { op } = this.#analysis.values.fn.events[part]!;
    if (op === "load" || op === "field") this.#add(state, ref, part, "whole");
  }

  #field(object: Ref, key: string | Ref, ref: Ref, state: Walk): void {
    const { values } = this.#analysis;
    if (typeof key !== "string") return this.#add(state, ref, object, "entry", key);
    if (key === "length" || key === "size") this.#add(state, ref, object, "size");
    this.#slot(state, ref, values.atoms.intern({ tag: "field", base: values.resolve(values.of(object)), name: key }));
  }

  #load(binding: Binding, ref: Ref, state: Walk): void {
    const { values } = this.#analysis;
    if (binding.kind === "global") return;
    if (binding.owner !== values.fn.id || binding.kind === "variable") this.#slot(state, ref, values.atoms.intern({ tag: "binding", binding }));
    if (binding.owner !== values.fn.id) return;
    this.#stores ??= storesByBinding(this.#analysis);
    const stores = this.#stores.get(binding) ?? [];
    for (const store of stores) if (stores.length === 1 || this.#reaches(store, ref, stores)) this.#walk(store, state);
  }

  /** Is there a way from the store to the load without another store to the same variable? */
  #reaches(store: Ref, load: Ref, stores: readonly Ref[]): boolean {
    const { fn, flow } = this.#analysis.values;
    const target = fn.blockOf[load]!;
    const kills = (block: number, from: Ref, to: Ref): boolean => stores.some((other) => fn.blockOf[other] === block && other > from && other < to);
    const start = fn.blockOf[store]!;
    if (start === target && store < load && !kills(start, store, load)) return true;
    if (kills(start, store, Infinity)) return false;
    const seen = new Set<number>();
    const work = [...flow.successors(start)];
    while (work.length > 0) {
      const block = work.pop()!;
      if (seen.has(block)) continue;
      seen.add(block);
      if (block === target && !kills(block, -1, load)) return true;
      if (!kills(block, -1, Infinity)) work.push(...flow.successors(block));
    }
    return false;
  }

  #call(event: CallEvent, ref: Ref, state: Walk): void {
    const { receiver, method, args } = event;
    const isNamed = receiver !== undefined && typeof method === "string";
    if (isNamed && entryMethods.has(method) && args.length > 0) this.#add(state, ref, receiver, "entry", args[0]);
    else if (isNamed && searchMethods.has(method)) this.#add(state, ref, receiver, "search");
    else if (isNamed && args[0] !== undefined && this.#isCopyFunction(receiver, method)) this.#add(state, ref, args[0], "whole");
    else if (isNamed && (copyMethods.has(method) || viewMethods.has(method))) this.#add(state, ref, receiver, "whole");
    if (isNamed && method === "resolve" && args[0] !== undefined && calledName(this.#analysis.values.fn, event) === "Promise.resolve") return this.#walk(args[0], state);
    const known = this.#calls.get(ref);
    if (known && !known.target.info.async && !known.target.info.generator) this.#ofAnswer(known, state);
    const awaited = state.awaited || state.atAwait;
    if (!awaited || state.loose) {
      const inner = { ...state, awaited, atAwait: false, partly: true, computed: !awaited };
      if (receiver !== undefined) this.#walk(receiver, inner);
      if (state.loose || !known) for (const arg of args) this.#walk(arg, inner);
    }
  }

  #isCopyFunction(receiver: Ref, method: string): boolean {
    const owner = this.#analysis.values.fn.events[receiver]!;
    return owner.op === "load" && owner.binding.kind === "global" && copyFunctions.has(`${owner.binding.name}.${method}`);
  }

  /** What a small function looks at to give its answer: `has(k) { return this.map.has(k); }`. */
  #ofAnswer(call: KnownCall, state: Walk): void {
    if (state.depth > 4) return;
    const { target } = call;
    const { values } = target.analysis;
    if (values.fn.blocks.length > 40) return;
    const translation = new CallTranslation(this.#analysis.values, values, call);
    const finder = new ReadFinder(target.analysis, []);
    for (const { terminator } of values.fn.blocks) {
      if (terminator.type !== "return" || terminator.value === undefined) continue;
      for (const read of finder.of(terminator.value)) {
        const place = translation.translate(read.place);
        if (place === undefined) continue;
        const key = read.key === undefined ? undefined : translation.translate(read.key);
        if (read.key !== undefined && key === undefined) continue;
        state.reads.push({ ...read, ...flagsOf(state), ref: call.ref, place, key, partly: state.partly || read.partly || read.computed });
      }
    }
  }
}

const flagsOf = ({ awaited, partly, computed }: Walk): Pick<Read, "awaited" | "partly" | "computed"> => ({ awaited, partly, computed });

interface Walk {
  readonly reads: Read[];
  readonly loose: boolean;
  readonly awaited: boolean;
  /** The call at hand is the one that is awaited. */
  readonly atAwait: boolean;
  readonly partly: boolean;
  readonly computed: boolean;
  readonly seen: Set<Ref>;
  readonly depth: number;
}

function storesByBinding({ values }: FunctionAnalysis): Map<Binding, Ref[]> {
  const stores = new Map<Binding, Ref[]>();
  values.fn.events.forEach((event, ref) => {
    if (event.op !== "store" || event.binding.owner !== values.fn.id) return;
    const list = stores.get(event.binding);
    if (list) list.push(ref);
    else stores.set(event.binding, [ref]);
  });
  return stores;
}
