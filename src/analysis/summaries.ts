import type { Binding, Event, Ref } from "../ir/types.ts";
import type { CollectionKind, Operation } from "../semantics/types.ts";
import { alternatives } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import { callsOf, type KnownCall } from "./calls.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { ProgramFunction } from "./program.ts";
import { stronglyConnected } from "./strongly-connected.ts";
import { CallTranslation } from "./translate.ts";
import type { Values } from "./values.ts";

/** An event of a function. */
export interface EventPlace {
  readonly fn: ProgramFunction;
  readonly ref: Ref;
}

/** A change that a function makes to something that its caller can name. Values are those of the summarised function. */
export interface Effect {
  /** `assign`: another value is put into a variable or member. */
  readonly operation: Operation | "assign";
  readonly kinds: readonly CollectionKind[];
  /** The collection; for `assign` the value that is replaced. */
  readonly target: AtomId;
  readonly key: AtomId | undefined;
  readonly inserted: readonly (AtomId | undefined)[];
  readonly removed: number | undefined;
  /** The event that makes the change. */
  readonly origin: EventPlace;
  /** The calls that lead there, outermost first; empty for a change of the function's own. */
  readonly via: readonly EventPlace[];
  /** It may come after the function has suspended, so after a call that is not awaited. */
  readonly late: boolean;
  /** An assignment of an empty collection. */
  readonly empties: boolean;
  /** Whether the change is made to that collection whenever it is made: not to a copy that was put in its place. */
  readonly certain: boolean;
  /** What the function returns, as a condition, whenever it has made the change. */
  readonly answer: boolean | undefined;
}

/** What a call of a function does to what its caller can see. */
export interface Summary {
  readonly effects: readonly Effect[];
  /** Parameters that it calls before it returns. */
  readonly callsParameters: ReadonlySet<number>;
  /** It calls functions that nobody here knows: members that hold one, parameters, emitters. */
  readonly callsOut: boolean;
}

const nothing: Summary = { effects: [], callsParameters: new Set(), callsOut: false };

/** A function that does more than this is cut off: it is a hub, and what it does says little about one caller. */
const MAX_EFFECTS = 64;
const MAX_VIA = 8;

/** Function summaries, bottom-up over the strongly connected components of the call graph, on demand. */
export class Summaries {
  readonly #known = new WeakMap<ProgramFunction, Summary>();
  /** By the analysis, whose values the calls are told in: it may be made anew. */
  readonly #calls = new WeakMap<FunctionAnalysis, readonly KnownCall[]>();
  readonly #own = new WeakMap<ProgramFunction, Summary>();

  /** The calls of known functions in `fn`, what it does before it returns. */
  callsIn(fn: ProgramFunction): readonly KnownCall[] {
    if (!mayCall(fn)) return [];
    let calls = this.#calls.get(fn.analysis);
    if (!calls) {
      calls = callsOf(fn);
      this.#calls.set(fn.analysis, calls);
    }
    return calls;
  }

  of(fn: ProgramFunction): Summary {
    const known = this.#known.get(fn);
    if (known) return known;
    const successors = (each: ProgramFunction): ProgramFunction[] =>
      this.#known.has(each) ? [] : [...this.#targets(each)].filter((target) => !this.#known.has(target));
    for (const component of stronglyConnected(fn, successors)) this.#summarise(component);
    return this.#known.get(fn) ?? nothing;
  }

  /** Whom `fn` runs: the functions that it calls, and closures that it hands to those that call their parameters. */
  #targets(fn: ProgramFunction): Set<ProgramFunction> {
    const targets = new Set<ProgramFunction>();
    for (const call of this.callsIn(fn)) {
      targets.add(call.target);
      for (const closure of closuresIn(fn, call)) targets.add(closure.target);
    }
    return targets;
  }

  #summarise(component: readonly ProgramFunction[]): void {
    const inside = new Set(component);
    for (const fn of component) this.#keep(fn, this.#ownOf(fn));
    const callers = new Map<ProgramFunction, Set<ProgramFunction>>();
    for (const fn of component) {
      for (const target of this.#targets(fn)) {
        if (inside.has(target)) callers.set(target, (callers.get(target) ?? new Set()).add(fn));
      }
    }
    const work = new Set(component);
    for (const fn of work) {
      // A set walks what is put in again after it has been taken out.
      work.delete(fn);
      const before = this.#known.get(fn)!;
      const after = this.#withCalls(fn);
      if (after.effects.length === before.effects.length && after.callsParameters.size === before.callsParameters.size && after.callsOut === before.callsOut) continue;
      this.#keep(fn, after);
      for (const caller of callers.get(fn) ?? []) work.add(caller);
    }
  }

  #keep(fn: ProgramFunction, summary: Summary): void {
    this.#known.set(fn, summary);
    fn.isSummarised ||= summary.effects.length > 0;
  }

  #ownOf(fn: ProgramFunction): Summary {
    let own = this.#own.get(fn);
    if (!own) {
      own = mayChange(fn) ? { effects: ownEffects(fn), callsParameters: calledParameters(fn), callsOut: this.#callsOut(fn) } : nothing;
      this.#own.set(fn, own);
    }
    return own;
  }

  #withCalls(fn: ProgramFunction): Summary {
    const own = this.#ownOf(fn);
    const calls = this.callsIn(fn);
    if (calls.length === 0) return own;
    const effects = new EffectSet(own.effects);
    const callsParameters = new Set(own.callsParameters);
    let { callsOut } = own;
    const { values } = fn.analysis;
    for (const call of calls) {
      const callee = this.#known.get(call.target);
      if (!callee) continue;
      callsOut ||= callee.callsOut;
      for (const effect of this.translated(fn, values, call)) if (isForeign(values, effect.target)) effects.add(effect);
      for (const index of callee.callsParameters) {
        const passed = call.args[index] === undefined ? undefined : values.atom(values.resolve(call.args[index]));
        if (passed?.tag === "parameter") callsParameters.add(passed.index);
      }
    }
    return { effects: effects.list, callsParameters, callsOut };
  }

  /** Calls of what a member or a parameter holds, and of emitters. */
  #callsOut(fn: ProgramFunction): boolean {
    const known = new Set(this.callsIn(fn).map(({ ref }) => ref));
    const { values } = fn.analysis;
    return values.fn.events.some((event, ref) => {
      if (event.op !== "call" || event.construct || known.has(ref)) return false;
      if (event.callee !== undefined) return isForeign(values, values.of(event.callee));
      if (event.receiver === undefined || typeof event.method !== "string") return false;
      if (/^(?:emit|dispatchEvent|trigger|fire)$/.test(event.method)) return true;
      return /^(?:on[A-Z_]\w*|on[a-z]{3,}|callback|cb|handler|listener)$/.test(event.method) && isForeign(values, values.of(event.receiver));
    });
  }

  /** What the call changes, in terms of the caller: the called function, and the closures that it is handed and calls. */
  translated(caller: ProgramFunction, values: Values, call: KnownCall): Effect[] {
    const summary = this.#known.get(call.target) ?? nothing;
    const step = { fn: caller, ref: call.ref };
    const found = translateEffects(summary, values, call, step);
    for (const closure of closuresIn(caller, call, values)) {
      if (!summary.callsParameters.has(closure.parameter)) continue;
      found.push(...translateEffects(this.#known.get(closure.target) ?? this.of(closure.target), values, closure, step));
    }
    return found;
  }
}

function translateEffects(summary: Summary, values: Values, call: KnownCall, step: EventPlace): Effect[] {
  // A generator runs when it is walked, not when it is called.
  if (summary.effects.length === 0 || call.target.info.generator) return [];
  const isLate = afterSuspension(step.fn)(step.ref);
  const translation = new CallTranslation(values, call.target.analysis.values, call);
  return summary.effects.flatMap((effect): Effect[] => {
    const target = translation.translate(effect.target);
    if (target === undefined) return [];
    const key = effect.key === undefined ? undefined : (translation.translate(effect.key) ?? values.atoms.intern({ tag: "result", ref: call.ref }));
    const late = effect.late || isLate;
    const inserted = effect.inserted.map((value) => (value === undefined ? undefined : translation.translate(value)));
    return [{ ...effect, answer: effect.via.length === 0 ? effect.answer : undefined, target, key, inserted, late, via: [step, ...effect.via].slice(0, MAX_VIA) }];
  });
}

/** Arguments of a call that are functions made by the caller. */
function closuresIn(caller: ProgramFunction, call: KnownCall, values = caller.analysis.values): (KnownCall & { readonly parameter: number })[] {
  return call.args.flatMap((arg, parameter) => {
    const atom = values.atom(values.resolve(arg));
    if (atom.tag !== "closure") return [];
    const target = caller.unit.function(atom.function);
    const shares = target.info.arrow && target.info.home === caller.info.home;
    const self = shares ? values.atoms.intern({ tag: "this" }) : undefined;
    // Nothing is known of what it is called with.
    return [{ ref: call.ref, target, self, args: [], spreadFrom: 0, construct: false, parameter }];
  });
}

function ownEffects(fn: ProgramFunction): Effect[] {
  const { values, ownMutations } = fn.analysis;
  const effects = new EffectSet([]);
  const isLate = afterSuspension(fn);
  for (const { ref, operation, kinds, target, key, inserted, removed } of ownMutations) {
    const places = alternatives(values, values.of(target));
    const certain = places.length === 1 && !isReplacedBefore(values, places[0]!, ref);
    for (const value of places) {
      if (!isForeign(values, value)) continue;
      effects.add({
        ...{ operation, kinds, removed, target: value, via: [], origin: { fn, ref }, late: isLate(ref), empties: false, certain, answer: answerAfter(values, ref) },
        key: key === undefined ? undefined : values.resolve(values.of(key)),
        inserted: inserted.map((each) => values.resolve(values.of(each))),
      });
    }
  }
  values.fn.events.forEach((event, ref) => {
    if (!values.flow.isReachable(values.fn.blockOf[ref]!)) return;
    const target = assignedBy(values, event);
    if (target !== undefined) effects.add({ operation: "assign", kinds: [], target, key: undefined, inserted: [values.of(ref)], removed: undefined, origin: { fn, ref }, via: [], late: isLate(ref), empties: isEmpty(values, event), certain: true, answer: undefined });
  });
  return effects.list;
}

const lateness = new WeakMap<ProgramFunction, (ref: Ref) => boolean>();

/** Tells of events of `fn` whether they may come after it has suspended. */
function afterSuspension(fn: ProgramFunction): (ref: Ref) => boolean {
  let known = lateness.get(fn);
  if (!known) {
    known = findLateness(fn);
    lateness.set(fn, known);
  }
  return known;
}

function findLateness(fn: ProgramFunction): (ref: Ref) => boolean {
  const { ir } = fn.unit.ir.lowered(fn.id);
  const suspensions = ir.events.flatMap((event, ref) => (event.op === "suspend" ? [ref] : []));
  if (suspensions.length === 0) return () => false;
  const { flow } = fn.analysis.values;
  const first = new Map<number, Ref>();
  const after = new Set<number>();
  for (const ref of suspensions) {
    const block = ir.blockOf[ref]!;
    first.set(block, Math.min(first.get(block) ?? ref, ref));
    const work = [...flow.successors(block)];
    while (work.length > 0) {
      const next = work.pop()!;
      if (after.has(next)) continue;
      after.add(next);
      work.push(...flow.successors(next));
    }
  }
  return (ref) => after.has(ir.blockOf[ref]!) || (first.get(ir.blockOf[ref]!) ?? Infinity) < ref;
}

/** The one constant that every way from event `ref` on returns, as a condition. */
function answerAfter({ fn, flow }: Values, ref: Ref): boolean | undefined {
  const answers = new Set<boolean | undefined>();
  const seen = new Set<number>();
  const work = [fn.blockOf[ref]!];
  while (work.length > 0 && answers.size < 2) {
    const { terminator } = fn.blocks[work.at(-1)!]!;
    const block = work.pop()!;
    if (terminator.type === "return") {
      const value = terminator.value === undefined ? undefined : fn.events[terminator.value];
      answers.add(terminator.value === undefined ? false : value?.op === "constant" ? Boolean(value.value) : undefined);
    }
    for (const next of flow.successors(block)) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return answers.size === 1 ? [...answers][0] : undefined;
}

/** `this.list = this.list.slice(); list.splice(...)`: the variable holds something else by then, on some way. */
function isReplacedBefore(values: Values, place: AtomId, at: Ref): boolean {
  const atom = values.atom(place);
  const now = atom.tag === "field" ? values.fieldAt(atom.base, atom.name, at) : atom.tag === "binding" ? values.bindingAt(atom.binding, at) : place;
  return values.resolve(now) !== place;
}

function isEmpty(values: Values, event: Event): boolean {
  const value = event.op === "put" || event.op === "store" ? values.fn.events[event.value] : undefined;
  return value?.op === "allocate" && value.parts.length === 0;
}

/** What a write to a variable from outside, or to a member, replaces: the place as a value. */
function assignedBy(values: Values, event: Event): AtomId | undefined {
  if (event.op === "store" && event.binding.owner !== values.fn.id && event.binding.owner >= 0) {
    return values.atoms.intern({ tag: "binding", binding: event.binding });
  }
  if (event.op !== "put" || typeof event.key !== "string" || event.key === "length") return undefined;
  const base = values.resolve(values.of(event.object));
  return isForeign(values, base) || values.atom(base).tag === "this" ? values.atoms.intern({ tag: "field", base, name: event.key }) : undefined;
}

function calledParameters(fn: ProgramFunction): Set<number> {
  const { values } = fn.analysis;
  const called = new Set<number>();
  values.fn.events.forEach((event, ref) => {
    if (event.op !== "call" || event.callee === undefined || !values.flow.isReachable(values.fn.blockOf[ref]!)) return;
    const atom = values.atom(values.resolve(values.of(event.callee)));
    if (atom.tag === "parameter") called.add(atom.index);
  });
  return called;
}

/** Is the value reached from a parameter, `this`, or a variable of the code around the function? */
function isForeign(values: Values, value: AtomId): boolean {
  for (let id = values.resolve(value); ; ) {
    const atom = values.atom(id);
    switch (atom.tag) {
      case "this":
      case "parameter":
        return true;
      case "binding":
        return atom.binding.owner !== values.fn.id && isVariable(atom.binding);
      case "field":
      case "entry":
        id = values.resolve(atom.base);
        continue;
      default:
        return false;
    }
  }
}

const isVariable = ({ kind }: Binding): boolean => kind !== "global";

const removals: ReadonlySet<string> = new Set(["delete", "clear", "remove", "property-delete"]);

/** Effects in order without repetition, up to a number. What is done again after a removal is no repetition: it puts
 * the entry back. (A removal from another parameter counts, too: both may be one collection.) */
class EffectSet {
  readonly list: Effect[] = [];
  readonly #lastAt = new Map<string, number>();
  #removedAt = -1;

  constructor(effects: readonly Effect[]) {
    for (const effect of effects) this.add(effect);
  }

  add(effect: Effect): void {
    const { operation, target } = effect;
    const key = `${operation} ${target} ${effect.key ?? ""}`;
    const last = this.#lastAt.get(key);
    const isRemoval = removals.has(operation);
    const isAgain = last !== undefined && (isRemoval || last > this.#removedAt);
    if (isAgain || this.list.length >= MAX_EFFECTS) return;
    this.#lastAt.set(key, this.list.length);
    if (isRemoval) this.#removedAt = this.list.length;
    this.list.push(effect);
  }
}

/** One look at each event tells that a function changes nothing of its caller's. */
function mayChange(fn: ProgramFunction): boolean {
  const { ir } = fn.unit.ir.lowered(fn.id);
  return ir.events.some((event) => {
    switch (event.op) {
      case "call":
      case "put":
      case "remove":
        return true;
      case "store":
        return event.binding.owner !== ir.id;
      default:
        return false;
    }
  });
}

function mayCall(fn: ProgramFunction): boolean {
  return fn.unit.ir.lowered(fn.id).ir.events.some(({ op }) => op === "call" || op === "field" || op === "put");
}
