import type { Ref } from "../ir/types.ts";
import { type Act, actsOf, ownActs } from "./acts.ts";
import { callsOf, type KnownCall } from "./calls.ts";
import { type Escape, escapesOf } from "./escapes.ts";
import { append } from "./once.ts";
import { isHeldBack } from "./protocol.ts";
import type { ProgramFunction, ProgramUnit } from "./program.ts";
import type { Shape } from "./shapes.ts";
import type { Summaries } from "./summaries.ts";

/** A function, and the event in it that writes. */
export interface Writer {
  readonly fn: ProgramFunction;
  readonly act: Act;
}

interface CallSite {
  readonly caller: ProgramFunction;
  readonly ref: Ref;
}

/** Who calls whom in one file, who writes what, and which functions other tasks can be in while one waits. */
export class TaskGraph {
  readonly #unit: ProgramUnit;
  readonly #escapes: ReadonlyMap<ProgramFunction, Escape>;
  readonly #calls = new Map<ProgramFunction, readonly KnownCall[]>();
  readonly #acts = new Map<ProgramFunction, readonly Act[]>();
  readonly #callers = new Map<ProgramFunction, CallSite[]>();
  readonly #writers = new Map<Shape, Writer[]>();
  /** Those that can come while something waits. */
  readonly #lateWriters = new Map<Shape, readonly Writer[]>();
  #reachable: ReadonlySet<ProgramFunction> | undefined;
  #reentrant: ReadonlySet<ProgramFunction> | undefined;
  #handedOut: Map<ProgramFunction, ProgramFunction[]> | undefined;

  constructor(unit: ProgramUnit) {
    this.#unit = unit;
    this.#escapes = escapesOf(unit);
    for (const fn of unit.all()) {
      for (const call of this.callsIn(fn)) {
        append(this.#callers, call.target, { caller: fn, ref: call.ref });
      }
      for (const act of ownActs(fn)) {
        if (act.shape !== undefined) append(this.#writers, act.shape, { fn, act });
      }
    }
  }

  /** Calls of known functions, those of the later parts of callbacks included. */
  callsIn(fn: ProgramFunction): readonly KnownCall[] {
    let calls = this.#calls.get(fn);
    if (!calls) {
      calls = callsOf(fn, true);
      this.#calls.set(fn, calls);
    }
    return calls;
  }

  /** What `fn` writes, through calls as well. */
  actsOf(fn: ProgramFunction, summaries: Summaries): readonly Act[] {
    let acts = this.#acts.get(fn);
    if (!acts) {
      acts = actsOf(fn, summaries, this.callsIn(fn));
      this.#acts.set(fn, acts);
    }
    return acts;
  }

  callersOf(fn: ProgramFunction): readonly CallSite[] {
    return this.#callers.get(fn) ?? [];
  }

  escapeOf(fn: ProgramFunction): Escape | undefined {
    return this.#escapes.get(fn);
  }

  /** Can a second call of `fn` come in while a first one waits, with the same `owner` of the place that both are about? */
  isReentrant(fn: ProgramFunction, owner: number): boolean {
    this.#reentrant ??= this.#spread((each) => isEnteredAgain(this.#escapes.get(each)), (each) => !isSetUp(each) && !runsAlone(this.#escapes.get(each)), true);
    if (!this.#reentrant.has(fn)) return false;
    return owner <= 0 || this.#isReentrantOn(fn, owner);
  }

  /** A closure runs for each call of the function that makes it: on variables of that function it is alone. */
  #isReentrantOn(fn: ProgramFunction, owner: number): boolean {
    const seen = new Set([fn]);
    for (const each of seen) {
      if (!this.#reentrant!.has(each)) continue;
      const escape = this.#escapes.get(each);
      if (isEnteredAgain(escape)) return true;
      if (escape?.by && escape.by.id !== owner) seen.add(escape.by);
      for (const { caller } of this.callersOf(each)) if (caller.id !== owner) seen.add(caller);
    }
    return false;
  }

  /** Can code that runs while something waits come to `fn`? What only runs while an instance or the module is set up cannot. */
  isReachable(fn: ProgramFunction): boolean {
    this.#reachable ??= this.#spread((each) => this.#escapes.has(each), (each) => !isSetUp(each) && !runsAlone(this.#escapes.get(each)), false);
    return this.#reachable.has(fn);
  }

  /**
   * The functions that can be entered without passing a guard.
   *
   * @param isGuard - Of the name of what a closure is handed to: does it let in one after the other?
   * @param isGuardedCall - Does the call wait for its turn?
   */
  enteredUnguarded(isGuard: (to: string) => boolean, isGuardedCall: (caller: ProgramFunction, ref: Ref) => boolean): ReadonlySet<ProgramFunction> {
    const isOpen = (fn: ProgramFunction): boolean => {
      const escape = this.#escapes.get(fn);
      if (!escape) return this.callersOf(fn).length === 0;
      return escape.how !== "passed" || escape.to === undefined || (escape.by === undefined && !isGuard(escape.to));
    };
    const found = new Set(this.#unit.all().filter(isOpen));
    // A set walks what is put in while it is walked.
    for (const fn of found) {
      for (const inner of this.#handedOutBy(fn)) {
        const { how, to } = this.#escapes.get(inner)!;
        if (how === "passed" && to !== undefined && !isGuard(to)) found.add(inner);
      }
      for (const { target, ref } of this.#ownCalls(fn)) {
        if (!found.has(target) && !this.#escapes.has(target) && !isGuardedCall(fn, ref)) found.add(target);
      }
    }
    return found;
  }

  /** The functions that `isStart` names, and whatever they call, as far as `isPassable`; closures that they hand out, too, when asked for. */
  #spread(isStart: (fn: ProgramFunction) => boolean, isPassable: (fn: ProgramFunction) => boolean, handedOut: boolean): ReadonlySet<ProgramFunction> {
    const found = new Set(this.#unit.all().filter((fn) => isPassable(fn) && isStart(fn)));
    for (const fn of found) {
      for (const { target } of this.#ownCalls(fn)) if (isPassable(target)) found.add(target);
      for (const inner of handedOut ? this.#handedOutBy(fn) : []) if (isPassable(inner)) found.add(inner);
    }
    return found;
  }

  /** Calls in functions of this file. */
  #ownCalls(fn: ProgramFunction): readonly KnownCall[] {
    return fn.unit === this.#unit ? this.callsIn(fn) : [];
  }

  #handedOutBy(fn: ProgramFunction): readonly ProgramFunction[] {
    if (!this.#handedOut) {
      this.#handedOut = new Map();
      for (const [inner, { by }] of this.#escapes) if (by) append(this.#handedOut, by, inner);
    }
    return this.#handedOut.get(fn) ?? [];
  }

  /** Writes of functions other than `fn` to a place of this shape that can come while `fn` waits at `at`; those that `isAsked` tells alone. */
  *otherWriters(fn: ProgramFunction, shape: Shape, at: Ref, isAsked: (writer: Writer) => boolean = () => true): Generator<Writer> {
    for (const writer of this.#reachableWriters(shape)) {
      const { fn: other, act } = writer;
      if (other === fn || !isAsked(writer) || isInside(fn, other) || this.#isOnlyCalledFrom(other, fn)) continue;
      if (!isHeldBack(fn, at, { fn: other, ref: act.ref })) yield writer;
    }
  }

  /** The first of them. */
  otherWriter(fn: ProgramFunction, shape: Shape, at: Ref, isAsked?: (writer: Writer) => boolean): Writer | undefined {
    for (const writer of this.otherWriters(fn, shape, at, isAsked)) return writer;
    return undefined;
  }

  #reachableWriters(shape: Shape): readonly Writer[] {
    let writers = this.#lateWriters.get(shape);
    if (!writers) {
      writers = this.writersOf(shape).filter(({ fn }) => this.isReachable(fn));
      this.#lateWriters.set(shape, writers);
    }
    return writers;
  }

  /** All writes to places of this shape, whoever makes them. */
  writersOf(shape: Shape): readonly Writer[] {
    return this.#writers.get(shape) ?? [];
  }

  /** A private helper of the function itself. */
  #isOnlyCalledFrom(other: ProgramFunction, fn: ProgramFunction): boolean {
    const callers = this.callersOf(other);
    return !this.#escapes.has(other) && callers.length > 0 && callers.every(({ caller }) => caller === fn);
  }

  get unit(): ProgramUnit {
    return this.#unit;
  }
}

/** Whom a function is handed to, when it will be called again and again. */
const repeats = /(?:^|\.)(?:on|once|addListener|addEventListener|subscribe|listen|watch|setInterval|get|post|put|patch|delete|use|all|route|handle|handler|command|register|registerCommand|action|middleware|createServer|serve|observe|tap|tapPromise|tapAsync|hook|intercept|provide|define|method|procedure|query|mutation|resolver)$/;

/** Whom a function is handed to, when many calls of it will run side by side. */
const sideBySide = /(?:^|\.)(?:p-?[mM]ap|pAll|pEach|pFilter|mapLimit|eachLimit|forEachLimit|mapConcurrent\w*|concurrent\w*|parallel\w*|mapParallel|forEachParallel|mapAsync|asyncMap|asyncForEach|forEachAsync)$/;

/** Whom a function is handed to, when it will run alone: tests and their hooks. */
const alone = /^(?:it|test|describe|suite|specify|context|bench|before|after|beforeEach|afterEach|beforeAll|afterAll|setup|teardown|suiteSetup|suiteTeardown)(?:\.\w+)*$|^(?:t|tap)\.(?:test|before|after|beforeEach|afterEach)$/;

const runsAlone = (escape: Escape | undefined): boolean => escape?.to !== undefined && alone.test(escape.to);

/** Can those who got hold of the function call it while a call of it waits? */
const isEnteredAgain = (escape: Escape | undefined): boolean =>
  escape !== undefined && (escape.how !== "passed" || (escape.to !== undefined && (repeats.test(escape.to) || sideBySide.test(escape.to))));

/** Runs once, before anybody else has the object. */
const isSetUp = ({ info: { role } }: ProgramFunction): boolean => role === "constructor" || role === "fields" || role === "module";

/** A function that the other one makes: a closure of it. */
function isInside(inner: ProgramFunction, outer: ProgramFunction): boolean {
  if (inner.unit !== outer.unit) return false;
  for (let id = inner.info.outer; id !== 0; id = inner.unit.ir.info(id).outer) if (id === outer.id) return true;
  return false;
}
