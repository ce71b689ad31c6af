import type { Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import type { KnownCall } from "./calls.ts";
import { factsAt } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import { type GoOperation, type GoOperations, goOperations, isConditional } from "./gomap-operations.ts";
import { heldAt, reachedWithout } from "./gomap-reach.ts";
import type { ProgramFunction } from "./program.ts";
import type { EventPlace, Summaries } from "./summaries.ts";
import { CallTranslation } from "./translate.ts";
import type { Values } from "./values.ts";

/** A lock that may be held; `place` is undefined where nobody can say which one. */
export interface HeldLock {
  readonly place: AtomId | undefined;
  readonly reads: boolean;
}

/** `reading`: only locks that readers share. */
export type LockUse = "none" | "reading" | "alone";

/** A use of a Go map by a function or by what it calls; values are those of the function. */
export interface GoAccess {
  readonly place: AtomId;
  readonly writes: boolean;
  /** The event that uses the map, and the one whose text names it. */
  readonly at: EventPlace;
  readonly map: Ref;
  /** The event of the function itself: `at`, or the call that leads there. */
  readonly ref: Ref;
  readonly locks: readonly HeldLock[];
  /** In the called function, it can be come to without a wait. */
  readonly isFreeInside: boolean;
  /** The same from the start of the function itself. */
  readonly isFree: boolean;
  /** Whether it happens may depend on something that was asked with a lock held: held alone, or with other readers. */
  readonly isTested: LockUse;
  readonly isConditional: boolean;
}

/** How things stand at an event of a function. */
type State = Pick<GoAccess, "locks" | "isFree" | "isTested" | "isConditional">;

/** What a function does with Go maps. */
export interface GoWork {
  readonly accesses: readonly GoAccess[];
  readonly spawns: readonly { readonly ref: Ref; readonly body: Ref }[];
  /** What comes after a call of it may have been made to wait for others. */
  readonly waits: boolean;
  readonly usesLocks: LockUse;
  /** Does what follows the event perhaps come after something that another task has done? */
  readonly isBarrier: (ref: Ref) => boolean;
}

/** Each call on the way costs stack. */
const MAX_DEPTH = 40;
/** Of a function that calls itself, on the way back, nothing is told. */
const nothing: GoWork = { accesses: [], spawns: [], waits: true, usesLocks: "alone", isBarrier: () => true };

interface Nested {
  readonly call: KnownCall;
  readonly work: GoWork;
}

/** The uses of Go maps in the functions of a file, through calls within it. */
export class GoWorks {
  readonly #summaries: Summaries;
  readonly #known = new Map<ProgramFunction, GoWork>();
  readonly #asked: ProgramFunction[] = [];
  /** Functions that are called somewhere with a lock held. */
  readonly calledWithLock = new Set<ProgramFunction>();

  constructor(summaries: Summaries) {
    this.#summaries = summaries;
  }

  of(fn: ProgramFunction): GoWork {
    const known = this.#known.get(fn);
    if (known) return known;
    if (this.#asked.includes(fn) || this.#asked.length >= MAX_DEPTH) return nothing;
    this.#asked.push(fn);
    const work = this.#find(fn);
    this.#asked.pop();
    this.#known.set(fn, work);
    return work;
  }

  #find(fn: ProgramFunction): GoWork {
    const { analysis } = fn;
    const found = goOperations(analysis);
    const { operations } = found;
    const locks = new Locks(analysis, operations);
    const nested = this.#nestedIn(fn, found, locks);
    const isBarrier = (ref: Ref): boolean => {
      const type = operations.get(ref)?.type;
      // What is known of the called function says more than that it is waited for.
      if (type === "wait" && !nested.has(ref)) return true;
      return type === "release" || type === "with" || type === "sleep" || (nested.get(ref)?.some(({ work }) => work.waits) ?? false);
    };
    const free = reachedWithout(analysis, undefined, (ref) => isBarrier(ref) && operations.get(ref)?.type !== "sleep");
    const stateAt = (ref: Ref): State => ({
      locks: locks.at(ref),
      isFree: free.has(ref),
      isTested: useOf(factsAt(analysis.values, ref).flatMap(({ condition }) => locks.at(condition))),
      isConditional: isConditional(analysis, ref),
    });
    const all = [...operations];
    const own = all.flatMap(([, operation]) => (operation.type === "acquire" || operation.type === "with" ? [operation] : []));
    const usesLocks = mostOf([useOf(own), ...[...nested.values()].flat().map(({ work }) => work.usesLocks)]);
    return {
      accesses: accessesOf(fn, operations, nested, locks, stateAt),
      spawns: all.flatMap(([ref, operation]) => (operation.type === "go" ? [{ ref, body: operation.body }] : [])),
      waits: usesLocks !== "none" || [...operations.keys(), ...nested.keys()].some(isBarrier),
      usesLocks,
      isBarrier,
    };
  }

  /** What is run by calls of known functions, and by `mutex.with(body)`. */
  #nestedIn(fn: ProgramFunction, { operations, walked }: GoOperations, locks: Locks): Map<Ref, Nested[]> {
    const nested = new Map<Ref, Nested[]>();
    const add = (call: KnownCall, isLocked: boolean): void => {
      if (isLocked) this.calledWithLock.add(call.target);
      // A member that is found by its name alone may be another one; the code of other files is not looked at.
      if (call.open || call.construct || call.target.unit !== fn.unit) return;
      nested.set(call.ref, [...(nested.get(call.ref) ?? []), { call, work: this.of(call.target) }]);
    };
    for (const [ref, operation] of operations) {
      const call = operation.type === "with" && operation.body !== undefined ? bodyCall(fn, ref, operation.body) : undefined;
      if (call) add(call, true);
    }
    for (const call of this.#summaries.callsIn(fn)) {
      const type = operations.get(call.ref)?.type;
      if (call.target.info.generator && !walked.has(call.ref)) continue;
      if (type === undefined || type === "wait") add(call, locks.at(call.ref).length > 0);
    }
    return nested;
  }
}

/** The call of a function that is handed on as a value: a closure, or a function by its name. */
export function bodyCall(fn: ProgramFunction, ref: Ref, body: Ref): KnownCall | undefined {
  const { values } = fn.analysis;
  const atom = values.atom(values.resolve(values.of(body)));
  const id = atom.tag === "closure" ? atom.function : atom.tag === "binding" ? fn.unit.ir.functionOf(atom.binding) : undefined;
  if (id === undefined) return undefined;
  const target = fn.unit.function(id);
  const shares = target.info.arrow && target.info.home === fn.info.home;
  const self = shares ? values.atoms.intern({ tag: "this" }) : undefined;
  return { ref, target, self, args: [], spreadFrom: 0, construct: false };
}

/** Which locks a function may hold, and where. */
class Locks {
  readonly #values: Values;
  readonly #operations: ReadonlyMap<Ref, GoOperation>;
  readonly #held: ReadonlyMap<Ref, ReadonlySet<Ref>>;

  constructor(analysis: FunctionAnalysis, operations: ReadonlyMap<Ref, GoOperation>) {
    this.#values = analysis.values;
    this.#operations = operations;
    this.#held = heldAt(analysis, operations, (a, b) => this.#placeOf(a) === this.#placeOf(b));
  }

  at(ref: Ref): HeldLock[] {
    return [...(this.#held.get(ref) ?? [])].flatMap((acquisition) => this.#lockOf(acquisition));
  }

  /** Those that what the event calls is run with. */
  inside(ref: Ref): HeldLock[] {
    return this.#operations.get(ref)?.type === "with" ? [...this.at(ref), ...this.#lockOf(ref)] : this.at(ref);
  }

  #lockOf(ref: Ref): HeldLock[] {
    const operation = this.#operations.get(ref);
    if (!operation || !("lock" in operation)) return [];
    const place = this.#placeOf(ref)!;
    return [{ place: isOneLock(this.#values, place) ? place : undefined, reads: operation.reads }];
  }

  #placeOf(ref: Ref): AtomId | undefined {
    const operation = this.#operations.get(ref);
    return operation && "lock" in operation ? this.#values.resolve(this.#values.of(operation.lock)) : undefined;
  }
}

function accessesOf(
  fn: ProgramFunction,
  operations: ReadonlyMap<Ref, GoOperation>,
  nested: ReadonlyMap<Ref, readonly Nested[]>,
  locks: Locks,
  stateAt: (ref: Ref) => State,
): GoAccess[] {
  const { values } = fn.analysis;
  const accesses: GoAccess[] = [];
  for (const [ref, operation] of operations) {
    if (operation.type !== "access") continue;
    const { map, writes } = operation;
    accesses.push({ place: values.resolve(values.of(map)), writes, at: { fn, ref }, map, ref, isFreeInside: true, ...stateAt(ref) });
  }
  for (const [ref, calls] of nested) {
    const around = { ...stateAt(ref), locks: locks.inside(ref) };
    for (const { call, work } of calls) accesses.push(...work.accesses.flatMap((access) => seenFrom(values, call, access, around)));
  }
  return accesses;
}

/** An access of a called function as its caller sees it; none where the caller has no word for the map. */
export function seenFrom(
  values: Values,
  call: KnownCall,
  access: GoAccess,
  around: State,
): GoAccess[] {
  const inner = call.target.analysis.values;
  if (isReassigned(inner, access.place)) return [];
  const translation = new CallTranslation(values, inner, call);
  const place = translation.translate(access.place);
  if (place === undefined) return [];
  const locks = access.locks.map((lock) => ({ ...lock, place: lock.place === undefined ? undefined : translation.translate(lock.place) }));
  return [{
    ...access,
    place: values.resolve(place),
    ref: call.ref,
    locks: [...around.locks, ...locks],
    isFreeInside: access.isFree,
    isFree: around.isFree && access.isFree,
    isTested: mostOf([access.isTested, around.isTested, access.isConditional ? useOf(around.locks) : "none"]),
    isConditional: access.isConditional || around.isConditional,
  }];
}

function useOf(locks: readonly { readonly reads: boolean }[]): LockUse {
  return mostOf(locks.map(({ reads }) => (reads ? "reading" : "alone")));
}

function mostOf(uses: readonly LockUse[]): LockUse {
  return uses.includes("alone") ? "alone" : uses.includes("reading") ? "reading" : "none";
}

/** Is the value one object for as long as the function runs? An entry, or what a loop gives, may be another one each time. */
export function isOneObject(values: Values, place: AtomId): boolean {
  for (let id = values.resolve(place); ; ) {
    const atom = values.atom(id);
    switch (atom.tag) {
      case "field":
        id = values.resolve(atom.base);
        continue;
      case "binding":
        return atom.binding.kind !== "variable";
      case "this":
      case "parameter":
      case "result":
      case "allocation":
        return true;
      default:
        return false;
    }
  }
}

/** What a function gives may be the lock that it has given before. */
const isOneLock = (values: Values, lock: AtomId): boolean => isOneObject(values, lock) && values.atom(lock).tag !== "result";

/** A variable of the code around that may hold something else when the function runs. */
function isReassigned(values: Values, place: AtomId): boolean {
  for (let id = values.resolve(place); ; ) {
    const atom = values.atom(id);
    if (atom.tag === "field") id = values.resolve(atom.base);
    else return atom.tag === "binding" && atom.binding.kind === "variable";
  }
}
