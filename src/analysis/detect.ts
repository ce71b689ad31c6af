import type { Confidence, Level } from "../hazards/types.ts";
import type { Ref } from "../ir/types.ts";
import { callbackMethods, liveMembers, mutatorMethods } from "../semantics/methods.ts";
import { consequenceOf } from "../semantics/table.ts";
import type { CollectionKind, Consequence, KeyRelation, Operation } from "../semantics/types.ts";
import { type Alias, alias } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import { domEffectsOf, isDomChange, isDomOnly } from "./dom.ts";
import { isAlwaysEmpty } from "./empty.ts";
import { isFeasible } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import { linear } from "./index-loops.ts";
import type { KindAnswer } from "./kinds.ts";
import { isGoRange, type Iteration } from "./iterations.ts";
import { isCurrentKey, relationOf } from "./relations.ts";
import { removedAgainBy } from "./removals.ts";
import type { AnalysisOptions, Mutation, RawFinding, TypeOracle } from "./types.ts";
import type { Values } from "./values.ts";
import { worklistOf } from "./worklists.ts";

/** What the code that makes the change takes the collection for. */
function kindInOrigin({ effect }: Mutation): KindAnswer {
  if (!effect) return undefined;
  const { analysis } = effect.origin.fn;
  const own = analysis.ownMutations.find(({ ref, operation }) => ref === effect.origin.ref && operation === effect.operation);
  return own && analysis.kinds.kindOf(analysis.values.of(own.target));
}

/**
 * Finds the collections that a function changes inside its own iteration.
 *
 * @param mayBeDom - Something in the file speaks of live collections of nodes.
 */
export function detect(analysis: FunctionAnalysis, oracle: TypeOracle | undefined, options: AnalysisOptions, mayBeDom = true): RawFinding[] {
  if (analysis.iterations.length === 0) return [];
  const detector = new Detector(analysis, oracle, options, mayBeDom);
  const findings: RawFinding[] = [];
  for (const iteration of analysis.iterations) findings.push(...detector.findingsOf(iteration));
  return findings;
}

interface Kind {
  readonly kind: CollectionKind;
  readonly confidence: Confidence;
}

class Detector {
  readonly #analysis: FunctionAnalysis;
  readonly #oracle: TypeOracle | undefined;
  readonly #options: AnalysisOptions;
  readonly #mayBeDom: boolean;
  #domChanges: readonly Ref[] | undefined;
  #methods: ReadonlyMap<AtomId, ReadonlySet<string>> | undefined;

  constructor(analysis: FunctionAnalysis, oracle: TypeOracle | undefined, options: AnalysisOptions, mayBeDom: boolean) {
    this.#mayBeDom = mayBeDom;
    this.#analysis = analysis;
    this.#oracle = oracle;
    this.#options = options;
  }

  findingsOf(iteration: Iteration): RawFinding[] {
    const findings: RawFinding[] = [];
    const { values } = this.#analysis;
    const source = values.of(iteration.source);
    for (const mutation of this.#analysis.mutationsIn(iteration)) {
      const related = alias(values, source, values.of(mutation.target));
      if (related === "no") continue;
      const kind = this.#kindOf(iteration, mutation);
      const finding = kind && this.#judge(mutation, iteration, kind, related);
      if (finding) findings.push(finding);
    }
    findings.push(...this.#domFindings(iteration));
    return findings.length > 0 && isAlwaysEmpty(this.#analysis, iteration) ? [] : findings;
  }

  /** The kind of the collection: what the text says, else its type, else what is done with it. */
  #kindOf(iteration: Iteration, mutation: Mutation): Kind | undefined {
    const { values, kinds } = this.#analysis;
    const known =
      kinds.kindOf(values.of(iteration.source)) ??
      kinds.kindOf(values.of(mutation.target)) ??
      kindInOrigin(mutation) ??
      this.#typeOf(iteration.source) ??
      this.#typeOf(mutation.target);
    if (known === "other" || (known !== "GoMap" && isGoRange(values.fn.events[iteration.ref]!))) return undefined;
    if (known !== undefined) return mutation.kinds.includes(known) ? { kind: known, confidence: "high" } : undefined;
    const guess = guessKind(mutation, iteration, this.#takesItem(mutation, iteration));
    return guess && this.#isUsedAs(guess, iteration) ? { kind: guess, confidence: "low" } : undefined;
  }

  /** `for (const x of s) s.delete(x)`: what the loop yields is the key itself. */
  #takesItem({ key }: Mutation, { ref, view }: Iteration): boolean {
    const { values } = this.#analysis;
    const item = values.atoms.intern({ tag: "item", iteration: ref });
    return key !== undefined && view !== "key" && values.resolve(values.of(key)) === item;
  }

  /** A thing that is called by methods which the collection has not is another thing. */
  #isUsedAs(kind: CollectionKind, { source }: Iteration): boolean {
    const { values } = this.#analysis;
    const value = values.of(source);
    // `this` of an unknown class is as a rule an object with a few methods of such names.
    if (values.atom(value).tag === "this") return false;
    this.#methods ??= methodsCalled(values);
    return [...(this.#methods.get(value) ?? [])].every((method) => hasMethod(kind, method));
  }

  #typeOf(ref: Ref): CollectionKind | "other" | undefined {
    const { origin } = this.#analysis.values.fn.sites[ref]!;
    return origin === undefined ? undefined : this.#oracle?.kindOf(origin);
  }

  #judge(mutation: Mutation, iteration: Iteration, { kind, confidence }: Kind, related: Alias): RawFinding | undefined {
    if (!isFeasible(this.#analysis.values, mutation.ref)) return undefined;
    const relation = relationOf(this.#analysis, mutation, iteration, kind);
    const operation = operationOf(mutation.operation, kind, relation);
    if (!operation) return undefined;
    const consequence = consequenceOf(kind, iteration.form, operation, relation);
    const level = this.#levelOf(mutation, iteration, consequence, related, relation);
    if (!level || !consequence.hazard || !this.#nextStepReached(mutation, iteration, consequence)) return undefined;
    return {
      analysis: this.#analysis,
      hazard: consequence.hazard,
      level,
      confidence: related === "may" ? "low" : confidence,
      kind,
      consequence,
      mutation,
      iteration,
    };
  }

  #levelOf(
    mutation: Mutation,
    iteration: Iteration,
    consequence: Consequence,
    related: Alias,
    relation: KeyRelation,
  ): Level | undefined {
    const { hazard, level, certain } = consequence;
    if (!hazard || !level) return undefined;
    if (iteration.index !== undefined && this.#isDeliberate(mutation, iteration, relation)) return undefined;
    const worklist = hazard === "insert-during-iteration" ? worklistOf(this.#analysis, mutation, iteration) : "no";
    const { checkWorklists } = this.#options;
    if (worklist === "intended" && !checkWorklists) return undefined;
    if (related === "may" || (worklist === "likely" && !checkWorklists)) return "strict";
    // Who asks for work-lists means them all, whether or not each value is new.
    if (worklist === "intended") return level;
    // A splice at an unknown place still shifts what comes after it, but an index loop may have passed that place on purpose; an
    // insertion of an unknown key may be an update.
    const shifts = hazard === "shift-during-iteration" && iteration.index === undefined;
    // Moving another entry to the end may be meant: it is to be looked at once more.
    const isCurrent = hazard !== "reinsert-during-iteration" || this.#isCurrent(mutation, iteration);
    return (certain && isCurrent) || shifts ? level : "strict";
  }

  #isCurrent({ key, kinds }: Mutation, iteration: Iteration): boolean {
    const { values } = this.#analysis;
    return key !== undefined && kinds.some((kind) => isCurrentKey(this.#analysis, values.resolve(values.of(key)), iteration, kind));
  }

  /**
   * An index loop asks for length and element anew in each round, so some changes are what it is made for: taking out or putting in
   * what is ahead (lists are merged and split so), cutting off at the index, and, where it only counts, turning the sequence round (`xs.push(xs.shift())`).
   */
  #isDeliberate(mutation: Mutation, iteration: Iteration, relation: KeyRelation): boolean {
    const { values } = this.#analysis;
    const { operation, key, inserted } = mutation;
    if (relation === "ahead") return true;
    // Whatever a helper takes out while the index falls: such loops are written for that.
    if (iteration.form === "index-backward" && (relation === "unknown" || mutation.effect)) return true;
    if (operation === "length-shrink" && key !== undefined) return linear(values, values.of(key)).base === iteration.index;
    if (iteration.loop?.reads !== false) return false;
    const changes = this.#analysis.changesIn(iteration, values.of(mutation.target));
    return inserted.length > 0 ? changes.hasOthers : changes.inserts;
  }

  /** One change takes out and another puts in, in one round of an index loop: what follows both stays where it was. */
  #isMove(mutation: Mutation, iteration: Iteration): boolean {
    const { values } = this.#analysis;
    const opposites = moves.get(mutation.operation);
    if (!opposites) return false;
    const rounds = this.#analysis.roundsOf(iteration);
    return this.#analysis.changesOf(values.of(mutation.target)).some(
      opposites,
      (other) =>
        alias(values, values.of(other.target), values.of(mutation.target)) === "must" &&
        (rounds.reachesInRound(mutation.ref, other.ref) || rounds.reachesInRound(other.ref, mutation.ref)),
    );
  }

  #nextStepReached(mutation: Mutation, iteration: Iteration, consequence: Consequence): boolean {
    const rounds = this.#analysis.roundsOf(iteration);
const answer = mutation.effect?.answer;
    if (iteration.index === undefined) {
      const removing = removedAgainBy(this.#analysis, mutation);
      return removing.length > 0 ? rounds.reachesStepWithout(mutation.ref, removing) : rounds.reachesStep(mutation.ref, undefined, undefined, answer);
    }
    if (consequence.effect === "visits-inserted") {
      const isNode = mutation.operation === "tree-insert";
      return rounds.reachesStep(mutation.ref, (offset) => offset !== undefined && (!isNode || offset === 1), undefined, answer);
    }
    if (iteration.form === "index-backward") return rounds.reachesStep(mutation.ref, (offset) => offset === -1 || offset === -2, undefined, answer);
    if (this.#isMove(mutation, iteration)) return false;
    return rounds.reachesStep(mutation.ref, this.#isUnadjusted(mutation, iteration), (event) => this.#looksAgain(event, iteration), answer);
  }

  /**
   * Is an element skipped or repeated when the index has moved by `offset` since the start of the round? What follows the change
   * stands `inserted - removed` places further on: after a removal the index has to stay behind, after an insertion to pass.
   */
  #isUnadjusted({ operation, key, inserted, removed = 0 }: Mutation, { index }: Iteration): (offset: number | undefined) => boolean {
    const { values } = this.#analysis;
    const from = key === undefined ? undefined : linear(values, values.of(key));
    const start = from?.base === index ? (from?.offset ?? 0) : 0;
    if (operation === "unshift" || operation === "splice-insert") {
      // Where the current element is replaced, none comes up again once the new ones are passed.
      const last = inserted.length + start - Math.min(removed, 1);
      return (offset) => offset !== undefined && offset >= 1 && offset <= last;
    }
    const kept = operation.startsWith("splice") ? inserted.length + start : 0;
    return (offset) => offset !== undefined && offset >= 1 && offset > kept;
  }

  /** `xs[i]` read anew after the change: the element that has come to the place is seen. */
  #looksAgain(ref: Ref, { source, index }: Iteration): boolean {
    const { values } = this.#analysis;
    const event = values.fn.events[ref]!;
    if (event.op !== "field" || typeof event.key === "string") return false;
    return values.of(event.object) === values.of(source) && linear(values, values.of(event.key)).base === index;
  }

  #domFindings(iteration: Iteration): RawFinding[] {
    // Nodes taken out behind a falling index move nothing that is still to come.
    if (iteration.form === "index-backward" || !this.#mayBeDom) return [];
    const { values } = this.#analysis;
    this.#domChanges ??= values.fn.events.flatMap((event, ref) => (isDomChange(event) ? [ref] : []));
    if (this.#domChanges.length === 0) return [];
    const rounds = this.#analysis.roundsOf(iteration);
    const inRound = this.#domChanges.filter((ref) => rounds.contains(ref));
    const found = inRound.length > 0 ? this.#domKind(iteration, inRound) : undefined;
    if (!found) return [];
    const findings: RawFinding[] = [];
    for (const ref of inRound) {
      // By name alone, only what nothing but a node has counts.
      if (found.confidence === "low" && !isDomOnly(values.fn.events[ref]!)) continue;
      const finding = this.#domFinding(ref, iteration, found);
      if (finding) findings.push(finding);
    }
    return findings;
  }

  #domKind(iteration: Iteration, changes: readonly Ref[]): Kind | undefined {
    const { values, kinds } = this.#analysis;
    const source = values.of(iteration.source);
    const atom = values.atom(source);
    // `list.remove(x)` and the like are many things' methods: by themselves they are no reason to ask for a type.
    const isLikely = (atom.tag === "field" && liveMembers.has(atom.name)) || changes.some((ref) => isDomOnly(values.fn.events[ref]!));
    const known = kinds.kindOf(source) ?? (isLikely ? this.#typeOf(iteration.source) : undefined);
    if (known === "LiveTree" || known === "LiveClass") return { kind: known, confidence: "high" };
    const named = known === undefined && atom.tag === "field" ? liveMembers.get(atom.name) : undefined;
    return named === "LiveTree" ? { kind: named, confidence: "low" } : undefined;
  }

  #domFinding(ref: Ref, iteration: Iteration, { kind, confidence }: Kind): RawFinding | undefined {
    for (const { operation, relation } of domEffectsOf(this.#analysis, ref, iteration, kind)) {
      const consequence = consequenceOf(kind, iteration.form, operation, relation);
      const { hazard, level } = consequence;
      const mutation = { ref, operation, target: iteration.source, key: undefined, inserted: [], kinds: [kind] };
      if (!hazard || !level || !this.#nextStepReached(mutation, iteration, consequence)) continue;
      return { analysis: this.#analysis, hazard, level, confidence, kind, consequence, mutation, iteration };
    }
    return undefined;
  }
}

/** The methods that are called on each value. */
function methodsCalled(values: Values): Map<AtomId, Set<string>> {
  const methods = new Map<AtomId, Set<string>>();
  for (const event of values.fn.events) {
    if (event.op !== "call" || event.receiver === undefined || typeof event.method !== "string") continue;
    const value = values.of(event.receiver);
    const known = methods.get(value);
    if (known) known.add(event.method);
    else methods.set(value, new Set([event.method]));
  }
  return methods;
}

const moves: ReadonlyMap<Operation, readonly Operation[]> = new Map<Operation, readonly Operation[]>([
  ["splice-remove", ["splice-insert", "unshift"]],
  ["splice-insert", ["splice-remove"]],
  ["unshift", ["splice-remove"]],
]);

/** What the table has no row for, or what is no hazard whatever the table says. */
function operationOf(operation: Operation, kind: CollectionKind, relation: KeyRelation): Operation | undefined {
  if (operation === "index-write" && (kind === "Array" || kind === "TypedArray")) {
    // Overwriting an element in place moves nothing; only a write past the end makes the walk longer.
    return relation === "absent" ? operation : undefined;
  }
  return operation;
}

const prototypes: ReadonlyMap<CollectionKind, object> = new Map<CollectionKind, object>([
  ["Array", Array.prototype],
  ["Map", Map.prototype],
  ["Set", Set.prototype],
]);

/** Methods of the running platform count, and those that a newer one may have: what the mutator and query tables know. */
function hasMethod(kind: CollectionKind, method: string): boolean {
  const prototype = prototypes.get(kind);
  return !prototype || method in prototype || method.startsWith("@@") || mutatorMethods.has(method) || callbackMethods.has(method);
}

/** What an object is taken for by its methods alone. */
const guessable: ReadonlySet<CollectionKind> = new Set(["Array", "Map", "Set", "URLSearchParams", "FormData"]);

/** Without types, the operation and the way of walking say what the collection must be. */
function guessKind(mutation: Mutation, iteration: Iteration, takesItem: boolean): CollectionKind | undefined {
  const { kinds, operation } = mutation;
  if (iteration.form === "for-in") return kinds.includes("Object") ? "Object" : undefined;
  if (iteration.index !== undefined) return kinds.includes("Array") ? "Array" : undefined;
  const candidates = kinds.filter((kind) => guessable.has(kind));
  if (takesItem && candidates.includes("Set")) return "Set";
  if (operation === "index-write" || operation === "property-delete") return candidates.includes("Array") ? "Array" : undefined;
  const [first] = candidates;
  return first;
}
