import type { IterationHazardId, Level } from "../hazards/types.ts";
import type { Binding, CallEvent, Ref } from "../ir/types.ts";
import { callbackMethods, mutatorMethods, queryMethods, viewMethods } from "../semantics/methods.ts";
import { consequenceOf } from "../semantics/table.ts";
import type { CollectionKind, Consequence, KeyRelation, Operation } from "../semantics/types.ts";
import type { AtomId } from "./atoms.ts";
import { type Escape, escapesOf } from "./escapes.ts";
import { calledName } from "./names.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import type { ProgramFunction, ProgramUnit } from "./program.ts";
import { copiedFrom } from "./membership.ts";
import { linear } from "./index-loops.ts";
import { append, once } from "./once.ts";
import { dominates, isEffectHeldBack, placesOf, testsBefore } from "./protocol.ts";
import { isCurrentKey } from "./relations.ts";
import { isStillHeld, type Shape, shapesOf } from "./shapes.ts";
import type { Effect, EventPlace, Summaries } from "./summaries.ts";
import type { Mutation, RawFinding, TypeOracle } from "./types.ts";

/** A change of a collection that code outside can have made. */
export interface EscapingMutator {
  readonly fn: ProgramFunction;
  readonly escape: Escape;
  readonly effect: Effect;
}

/** What an iteration hands control to. `element`: a function that the collection itself holds. `member`: a method of an element. */
type Called = "element" | "member" | "parameter";

/**
 * Iterations that call functions they do not know, over a collection that has a mutator in the hands of just such functions: a
 * listener that unsubscribes itself. The unknown call is taken to call every such mutator.
 */
export function storedCallbackFindings(fn: ProgramFunction, summaries: Summaries, oracle: TypeOracle | undefined): RawFinding[] {
  const { analysis } = fn;
  const findings: RawFinding[] = [];
  for (const iteration of analysis.iterations) {
    const calls = unknownCalls(fn, summaries, iteration);
    if (calls.length === 0) continue;
    const shapes = shapesOf(fn, analysis, analysis.values.of(iteration.source));
    if (shapes.length === 0) continue;
    const mutators = mutatorsOf(fn, summaries, shapes);
    for (const { ref, called } of calls) {
      const finding = strongest(fn, iteration, ref, called, mutators, summaries, oracle);
      if (finding) findings.push(finding);
    }
  }
  return findings;
}

/** The first finding that is recommended, or just the first one. */
function strongest(
  fn: ProgramFunction,
  iteration: Iteration,
  ref: Ref,
  called: Called,
  mutators: readonly EscapingMutator[],
  summaries: Summaries,
  oracle: TypeOracle | undefined,
): RawFinding | undefined {
  if (!seesChanges(fn, iteration, ref)) return undefined;
  let best: Judgement | undefined;
  const judged = new Set<string>();
  for (const mutator of mutators) {
    if (mutator.fn === fn) continue;
    // Those that are alike in all that counts have one outcome. Where there is an index, it counts what else the function writes.
    const traits = iteration.index === undefined ? traitsOf(mutator, summaries) : undefined;
    if (traits !== undefined && judged.has(traits)) continue;
    if (traits !== undefined) judged.add(traits);
    const found = judge(fn, iteration, ref, called, mutator, summaries, oracle);
    if (found && (!best || found.level === "recommended")) best = found;
    if (best?.level === "recommended") break;
  }
  return best && toFinding(fn, iteration, ref, best);
}

/** Is the collection still in its place when the call is made, and does the loop go on after it? One that runs backwards is written for elements that go. */
function seesChanges({ analysis }: ProgramFunction, iteration: Iteration, ref: Ref): boolean {
  if (iteration.form === "index-backward" || iteration.form === "callback-backward") return false;
  return isStillHeld(analysis, analysis.values.of(iteration.source), ref) && analysis.roundsOf(iteration).reachesStep(ref);
}

function toFinding({ analysis }: ProgramFunction, iteration: Iteration, ref: Ref, { mutator, kind, consequence, hazard, level }: Judgement): RawFinding {
  const { effect } = mutator;
  const target = analysis.values.synthesize(analysis.values.of(iteration.source), ref);
  const mutation: Mutation = { ref, operation: effect.operation as Operation, target, key: undefined, inserted: [], kinds: effect.kinds, effect, mutator };
  return { analysis, hazard, level, confidence: "medium", kind, consequence, mutation, iteration };
}

/** Functions that others can call and that change a collection of one of the shapes. */
function mutatorsOf(fn: ProgramFunction, summaries: Summaries, shapes: readonly Shape[]): readonly EscapingMutator[] {
  const index = mutatorIndex(fn.unit, summaries);
  const [only, ...others] = shapes;
  const first = (only === undefined ? undefined : index.get(only)) ?? [];
  if (others.length === 0) return first.map(({ mutator }) => mutator);
  const all = new Set([...first, ...others.flatMap((shape) => index.get(shape) ?? [])]);
  return [...all].sort((a, b) => a.position - b.position).map(({ mutator }) => mutator);
}

interface Indexed {
  readonly mutator: EscapingMutator;
  /** In the order of the functions. */
  readonly position: number;
}

const indexes = new WeakMap<ProgramUnit, ReadonlyMap<Shape, readonly Indexed[]>>();

/** The mutators of a file by the shapes of what they change. */
function mutatorIndex(unit: ProgramUnit, summaries: Summaries): ReadonlyMap<Shape, readonly Indexed[]> {
  const known = indexes.get(unit);
  if (known) return known;
  const index = new Map<Shape, Indexed[]>();
  const passed = passedShapes(unit, summaries);
  let position = 0;
  for (const [fn, escape] of escapesOf(unit)) {
    for (const effect of summaries.of(fn).effects) {
      if (effect.operation === "assign") continue;
      const entry = { mutator: { fn, escape, effect }, position: position++ };
      const shapes = shapesOf(fn, fn.analysis, effect.target);
      for (const shape of new Set(shapes.flatMap((each) => [each, ...(passed.get(each) ?? [])]))) append(index, shape, entry);
    }
  }
  indexes.set(unit, index);
  return index;
}

const passedIn = new WeakMap<ProgramUnit, ReadonlyMap<Shape, ReadonlySet<Shape>>>();

/** What the parameters that closures keep stand for, by the calls of the file: `genericSubscribe(listener, this.listeners)`. */
function passedShapes(unit: ProgramUnit, summaries: Summaries): ReadonlyMap<Shape, ReadonlySet<Shape>> {
  let known = passedIn.get(unit);
  if (!known) {
    const found = new Map<Shape, Set<Shape>>();
    for (const caller of unit.all()) {
      for (const { target, args } of summaries.callsIn(caller)) {
        if (target.unit !== unit) continue;
        for (const [index, binding] of parameterBindings(target)) {
          const shapes = args[index] === undefined ? [] : shapesOf(caller, caller.analysis, args[index]);
          if (shapes.length > 0) found.set(`b${binding.id}`, new Set([...(found.get(`b${binding.id}`) ?? []), ...shapes]));
        }
      }
    }
    known = found;
    passedIn.set(unit, known);
  }
  return known;
}

function parameterBindings({ unit, id }: ProgramFunction): [number, Binding][] {
  const { events } = unit.ir.lowered(id).ir;
  return events.flatMap((event): [number, Binding][] => {
    const value = event.op === "store" ? events[event.value]! : undefined;
    return event.op === "store" && value?.op === "parameter" ? [[value.index, event.binding]] : [];
  });
}

function unknownCalls(fn: ProgramFunction, summaries: Summaries, iteration: Iteration): { ref: Ref; called: Called }[] {
  const { analysis } = fn;
  const rounds = analysis.roundsOf(iteration);
  const known = new Map(summaries.callsIn(fn).map((call) => [call.ref, call]));
  return analysis.values.fn.events.flatMap((event, ref) => {
    if (event.op !== "call" || event.construct || !rounds.contains(ref)) return [];
    const call = known.get(ref);
    if (!call || call.open) {
      const called = calledBy(analysis, event, iteration);
      return called ? [{ ref, called }] : [];
    }
    // `safely(listener)`: it is called all the same.
    const summary = summaries.of(call.target);
    // `client.close()` calls who waits for that.
    if (summary.callsOut && event.receiver !== undefined && isElement(analysis, analysis.values.of(event.receiver), iteration)) return [{ ref, called: "member" as const }];
    const passed = [...summary.callsParameters].some((index) => call.args[index] !== undefined && isElement(analysis, call.args[index], iteration));
    return passed ? [{ ref, called: "element" as const }] : [];
  });
}

function calledBy(analysis: FunctionAnalysis, event: CallEvent, iteration: Iteration): Called | undefined {
  const { values } = analysis;
  if (settles.test(lastPart(calledName(values.fn, event)))) return undefined;
  if (event.callee !== undefined) {
    const callee = values.resolve(values.of(event.callee));
    if (isElement(analysis, callee, iteration)) return "element";
    return values.atom(callee).tag === "parameter" ? "parameter" : undefined;
  }
  if (event.receiver === undefined) return undefined;
  const isOfElement = isElement(analysis, values.of(event.receiver), iteration);
  // `listeners[i](...)`, `item[name](...)`
  if (typeof event.method !== "string") {
    const isIndexed = iteration.index !== undefined && event.method !== undefined && linear(values, values.of(event.method)).base === iteration.index;
    return isOfElement || (isIndexed && values.resolve(values.of(event.receiver)) === values.resolve(values.of(iteration.source))) ? "element" : undefined;
  }
  if (!isOfElement) return undefined;
  if (event.method === "call" || event.method === "apply") return "element";
  return isPlatformMethod(event.method) || (event.method === "next" && event.args.length === 0) ? undefined : "member";
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

const isPlatformMethod = (name: string): boolean =>
  mutatorMethods.has(name) || callbackMethods.has(name) || queryMethods.has(name) || viewMethods.has(name) || harmless.test(name);
const harmless = /^(?:to[A-Z]\w*|valueOf|get\w*|is[A-Z]\w*|has\w*|equals?|compare\w*|match\w*|includes|starts?With|ends?With|trim|split|join|slice|concat|replace\w*|test|exec|then|catch|finally|clone|substr\w*|charAt|localeCompare|find\w*|parse\w*|serialize|format|bind|return)$/;

/** Is the value what the iteration yields, or a part of it? */
function isElement(analysis: FunctionAnalysis, value: AtomId, iteration: Iteration): boolean {
  const { values } = analysis;
  const source = values.resolve(values.of(iteration.source));
  for (let id = values.resolve(value), depth = 0; depth < 6; depth++) {
    const atom = values.atom(id);
    if (atom.tag === "item") return atom.iteration === iteration.ref;
    if (atom.tag === "entry" && atom.how === "index" && iteration.index !== undefined && values.resolve(atom.base) === source) return true;
    if (atom.tag !== "field" && atom.tag !== "entry") return false;
    id = values.resolve(atom.base);
  }
  return false;
}

const closing = /^(?:close|destroy|dispose|release|terminate|disconnect|abort|kill|shutdown|teardown)(?![a-z])/;
/** What settles a promise calls nobody before the code at hand has ended. */
const settles = /^_?(?:resolve|reject)(?:Fn|r|or)?$|(?:Resolve|Reject)$/;
const notifying = /^(?:on[A-Z_]|notify|handle|emit|dispatch|fire|trigger|callback|cb$|fn$|listener|handler|observer|next$|invoke|run|call|execute|apply|update|tick)/;
const listening = /listener|handler|callback|observer|subscri|watcher|hook|cbs?$|effect|reaction|sink|consumer|waiter|pending|queue/i;

interface Judgement {
  readonly mutator: EscapingMutator;
  readonly kind: CollectionKind;
  readonly consequence: Consequence;
  readonly hazard: IterationHazardId;
  readonly level: Level;
}

function judge(
  fn: ProgramFunction,
  iteration: Iteration,
  ref: Ref,
  called: Called,
  mutator: EscapingMutator,
  summaries: Summaries,
  oracle: TypeOracle | undefined,
): Judgement | undefined {
  const { analysis } = fn;
  const { effect } = mutator;
  if (!effect.certain || mutator.fn === fn) return undefined;
  const origin = originOf(effect);
  const kind = kindOf(analysis, iteration, effect, origin, oracle);
  if (!kind || effect.operation === "assign" || !effect.kinds.includes(kind)) return undefined;
  const relation = relationOf(analysis, iteration, ref, effect, kind);
  const consequence = consequenceOf(kind, iteration.form, effect.operation, relation);
  const { hazard } = consequence;
  if (!hazard || consequence.effect === "misses-removed" || consequence.effect === "none") return undefined;
  // That a method of an element leads to code which adds to the collection, is what most methods could do.
  if (called === "parameter" && consequence.effect !== "skips-or-repeats") return undefined;
  if (called === "member" && (consequence.effect === "visits-inserted" || consequence.effect === "unspecified") && !isNotice(fn, ref, iteration)) return undefined;
  if (origin.isOfOwnLoop || adjustsIndex(analysis, iteration, effect)) return undefined;
  if (isReplacedByCall(summaries, effect) || isEffectHeldBack(fn, iteration.ref, effect)) return undefined;
  return { mutator, kind, consequence, hazard, level: levelOf(fn, ref, called, consequence.effect, mutator) };
}

/** What there is to know of the event that makes a change, whoever leads there. */
interface Origin {
  readonly own: Mutation | undefined;
  /** What kind of collection it is, as far as the function there tells. */
  readonly kind: CollectionKind | "other" | undefined;
  readonly isOfOwnLoop: boolean;
  readonly mayNameAgain: boolean;
  isReplaced?: boolean;
}

const knownTraits = new WeakMap<EscapingMutator, string>();

/** All that `judge` asks of a mutator, apart from which function it is. */
function traitsOf(mutator: EscapingMutator, summaries: Summaries): string {
  let traits = knownTraits.get(mutator);
  if (traits === undefined) {
    const { effect, escape, fn } = mutator;
    const { kind, isOfOwnLoop: isOwn, mayNameAgain: mayName } = originOf(effect);
    const asked = placesOf(effect).flatMap((place) => testsBefore(place.fn, place.ref)).map(({ shape, truth }) => `${shape} ${String(truth)}`);
    const told = [listening.test(sourceText(effect)), escape.how !== "method" || isCalledByName(fn)];
    traits = [effect.certain, effect.operation, effect.kinds, effect.key === undefined, kind, isOwn, mayName, isReplacedByCall(summaries, effect), told, asked].join(" ");
    knownTraits.set(mutator, traits);
  }
  return traits;
}

const originsIn = once(() => new Map<Ref, Origin>());

function originOf({ origin: { fn, ref } }: Effect): Origin {
  const known = originsIn(fn).get(ref);
  if (known) return known;
  const { analysis } = fn;
  const own = analysis.ownMutations.find((mutation) => mutation.ref === ref);
  const kind = own && analysis.kinds.kindOf(analysis.values.of(own.target));
  const found = { own, kind, isOfOwnLoop: isOfOwnLoop(analysis, own), mayNameAgain: mayNameAgain(analysis, own) };
  originsIn(fn).set(ref, found);
  return found;
}

/** The mutator walks the collection itself, or a copy of it: that one calls the other is not what such code is for. */
function isOfOwnLoop(analysis: FunctionAnalysis, own: Mutation | undefined): boolean {
  if (!own) return false;
  const { values } = analysis;
  const target = values.resolve(values.of(own.target));
  return analysis.iterationsAround(own.ref).some(({ source }) => {
    const walked = values.of(source);
    return values.resolve(walked) === target || copiedFrom(analysis, walked)?.source === target;
  });
}

/** The loop's index is a variable that the mutator moves along: `if (at <= firing) firing--`. */
function adjustsIndex({ values }: FunctionAnalysis, { index }: Iteration, { origin }: Effect): boolean {
  const phi = index === undefined ? undefined : values.atom(index);
  if (phi?.tag !== "phi") return false;
  return origin.fn.analysis.values.fn.events.some((event) => {
    if (event.op === "put") return typeof event.key === "string" && phi.variable.startsWith("f") && phi.variable.endsWith(`.${event.key}`);
    return event.op === "store" && `b${event.binding.id}` === phi.variable;
  });
}

/** The mutator first calls what puts a copy in the place of the collection: `ensureCanMutate(); list.splice(...)`. */
function isReplacedByCall(summaries: Summaries, effect: Effect): boolean {
  const origin = originOf(effect);
  return (origin.isReplaced ??= origin.own !== undefined && findReplacement(summaries, effect.origin, origin.own));
}

function findReplacement(summaries: Summaries, { fn, ref }: EventPlace, own: Mutation): boolean {
  const places = new Set(shapesOf(fn, fn.analysis, fn.analysis.values.of(own.target)));
  return summaries.callsIn(fn).some((call) => {
    if (!dominates(fn.analysis, call.ref, ref) || call.ref === ref) return false;
    summaries.of(call.target);
    const effects = summaries.translated(fn, fn.analysis.values, call);
    return effects.some(({ operation, target }) => operation === "assign" && shapesOf(fn, fn.analysis, target).some((shape) => places.has(shape)));
  });
}

function kindOf(analysis: FunctionAnalysis, iteration: Iteration, effect: Effect, changed: Origin, oracle: TypeOracle | undefined): CollectionKind | undefined {
  const { values, kinds } = analysis;
  const { origin } = values.fn.sites[iteration.source]!;
  const declared = kinds.kindOf(values.of(iteration.source)) ?? changed.kind;
  // What is spliced is an array.
  const [only, ...others] = effect.kinds;
  const spliced = effect.operation.startsWith("splice") || effect.operation === "unshift" ? "Array" : undefined;
  const known = declared ?? spliced ?? (origin === undefined ? undefined : oracle?.kindOf(origin)) ?? (others.length === 0 ? only : undefined);
  return known === "other" ? undefined : known;
}

/** The entry that the round has deleted itself before it calls out is put in again by who puts in anything. */
function relationOf(analysis: FunctionAnalysis, iteration: Iteration, call: Ref, effect: Effect, kind: CollectionKind): KeyRelation {
  if (effect.key === undefined) return effect.operation === "push" || effect.operation === "append" ? "absent" : "none";
  if (effect.operation !== "add" && effect.operation !== "set") return "unknown";
  if (!originOf(effect).mayNameAgain) return "unknown";
  const { values } = analysis;
  const rounds = analysis.roundsOf(iteration);
  const source = values.resolve(values.of(iteration.source));
  const isDeleted = analysis.ownMutations.some(
    ({ ref, operation, target, key }) =>
      operation === "delete" &&
      key !== undefined &&
      values.resolve(values.of(target)) === source &&
      isCurrentKey(analysis, values.resolve(values.of(key)), iteration, kind) &&
      rounds.contains(ref) &&
      rounds.reachesInRound(ref, call),
  );
  return isDeleted ? "current-deleted" : "unknown";
}

/** Can the mutator be given a key that was there before? A number that is counted up, or a new id, is none. */
function mayNameAgain({ values }: FunctionAnalysis, own: Mutation | undefined): boolean {
  const key = own?.key;
  if (key === undefined) return true;
  for (let id = values.resolve(values.of(key)); ; ) {
    const atom = values.atom(id);
    if (atom.tag !== "field" && atom.tag !== "entry") return atom.tag === "parameter" || atom.tag === "binding" || atom.tag === "this" || atom.tag === "item";
    id = values.resolve(atom.base);
  }
}

/** Recommended where what the collection holds is called, and leaves by a mutator that such code has for just that. */
function levelOf(fn: ProgramFunction, ref: Ref, called: Called, consequence: string, mutator: EscapingMutator): Level {
  const { effect } = mutator;
  if (consequence === "visits-inserted" || called === "parameter") return "strict";
  const matters = isRemoval(effect) || consequence === "revisits";
  if (called === "element") return matters ? "recommended" : "strict";
  const event = fn.analysis.values.fn.events[ref]!;
  const method = event.op === "call" && typeof event.method === "string" ? event.method : "";
  const isTold = closing.test(method) || (notifying.test(method) && listening.test(sourceText(effect)));
  // A public method of the owner is nothing that an element is sure to call.
  return isTold && matters && (mutator.escape.how !== "method" || isCalledByName(mutator.fn)) ? "recommended" : "strict";
}

/** `observer.next(value)`: what the collection holds are those who are told. */
function isNotice({ analysis, unit }: ProgramFunction, ref: Ref, iteration: Iteration): boolean {
  const { fn } = analysis.values;
  const event = fn.events[ref]!;
  const { start, end } = fn.sites[iteration.source]!;
  return event.op === "call" && typeof event.method === "string" && notifying.test(event.method) && listening.test(unit.ir.text.slice(start, end));
}

/** Does any code of the file call a method of that name on something else than `this`? */
function isCalledByName({ info, unit }: ProgramFunction): boolean {
  return calledNames(unit).has(lastPart(info.name));
}

/** The methods that code of the file calls on something else than `this`. */
const calledNames = once((unit: ProgramUnit): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { ir } of unit.ir.all()) {
    for (const event of ir.events) {
      if (event.op === "call" && typeof event.method === "string" && event.receiver !== undefined && ir.events[event.receiver]!.op !== "this") names.add(event.method);
    }
  }
  return names;
});

const isRemoval = ({ operation }: Effect): boolean => operation === "splice-remove";

function sourceText({ origin }: Effect): string {
  const { start, end } = origin.fn.analysis.values.fn.sites[origin.ref]!;
  return origin.fn.unit.ir.text.slice(start, end);
}
