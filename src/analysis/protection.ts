import { isLock } from "../hazards/lock-names.ts";
import { standsFor } from "../hazards/settings.ts";
import type { Ref } from "../ir/types.ts";
import { type Act, ownActs } from "./acts.ts";
import { calledName } from "./names.ts";
import { type Fact, factsAt, subjectOf } from "./facts.ts";
import type { ProgramFunction } from "./program.ts";
import { dominates, placesRead } from "./protocol.ts";
import type { Read } from "./reads.ts";
import type { TaskContext } from "./task-context.ts";
import type { TaskGraph } from "./task-graph.ts";
import type { Values } from "./values.ts";

const heldLock = /(?:^|\.|_|#)(?:acquire|lock|acquire(?:Lock|Mutex|Semaphore|Slot|Permit|Exclusive)|\w+Lock|waitForTurn|waitForLock)$/;

/** Does who has awaited a call of this name hold a lock from then on? `runExclusive` has given it back. */
function holds(name: string, lockFunctions: readonly string[]): boolean {
  return heldLock.test(name) || lockFunctions.some((lock) => standsFor(lock, name));
}

/** `this.tail = this.tail.then(...)`: one after the other. */
const waitsForTail = /\b(?:tail|chain|queue|last|prev\w*|pending|lock|mutex|serial\w*)\.(?:then|finally|catch)$/i;

/** The functions of a graph that have a way in without a lock, as `lockFunctions` name them. */
const unlocked = new WeakMap<TaskGraph, { readonly lockFunctions: readonly string[]; readonly functions: ReadonlySet<ProgramFunction> }>();

/** Does every way into the function go through a lock? */
export function isCalledUnderLock(graph: TaskGraph, fn: ProgramFunction, lockFunctions: readonly string[]): boolean {
  let known = unlocked.get(graph);
  if (known?.lockFunctions !== lockFunctions) {
    const isGuard = (to: string): boolean => isLock(to, lockFunctions) || waitsForTail.test(to);
    known = { lockFunctions, functions: graph.enteredUnguarded(isGuard, (caller, ref) => isInTurn(graph, caller, ref)) };
    unlocked.set(graph, known);
  }
  return !known.functions.has(fn);
}

/** `this.tail.then(() => this.create(id))`, where the answer becomes the new tail: nobody comes in before it has ended. */
function isInTurn(graph: TaskGraph, fn: ProgramFunction, at: Ref): boolean {
  return graph.unit === fn.unit && turnsOf(fn).some((ref) => dominates(fn.tasks, ref, at));
}

const turns = new WeakMap<ProgramFunction, readonly Ref[]>();

/** The starts of promise callbacks that wait for what the function writes anew. */
function turnsOf(fn: ProgramFunction): readonly Ref[] {
  let known = turns.get(fn);
  if (!known) {
    known = findTurns(fn);
    turns.set(fn, known);
  }
  return known;
}

function findTurns(fn: ProgramFunction): Ref[] {
  const { values } = fn.tasks;
  const reactions = values.fn.events.flatMap((event, ref) => (event.op === "suspend" && event.value !== undefined && isReaction(values, ref) ? [{ ref, value: event.value }] : []));
  if (reactions.length === 0) return [];
  const written = new Set(ownActs(fn).flatMap(({ operation, shape }) => (operation === "assign" && shape !== undefined ? [shape] : [])));
  return reactions.filter(({ value }) => placesRead(fn, fn.tasks, value).some((shape) => written.has(shape))).map(({ ref }) => ref);
}

/** The start of a promise callback. */
function isReaction({ fn, flow }: Values, ref: Ref): boolean {
  const block = fn.blockOf[ref]!;
  return flow.predecessors[block]!.some((before) => {
    const { terminator } = fn.blocks[before]!;
    return terminator.type === "detach" && terminator.later === block;
  });
}

/** A suspension on every way to `at` that waits for one's turn: for a lock, or for a promise that the next one will wait for in turn. */
export function holdsLock(context: TaskContext, at: Ref): boolean {
  const { values, analysis, settings } = context;
  return isInTurn(context.graph, context.fn, at) || context.suspensions.refs.some((ref) => {
    if (!dominates(analysis, ref, at)) return false;
    const event = values.fn.events[ref]!;
    const value = event.op === "suspend" && event.value !== undefined ? values.fn.events[event.value] : undefined;
    if (value?.op === "call" && holds(calledName(values.fn, value), settings.lockFunctions)) return true;
    return event.op === "suspend" && event.value !== undefined && isTurn(context, event.value, ref);
  });
}

/** `const before = this.tail; this.tail = mine; await before;` */
function isTurn(context: TaskContext, value: Ref, suspension: Ref): boolean {
  return context.reads.of(value).some((read) => {
    if (read.how !== "slot" || read.awaited) return false;
    return context.writesTo(read.place, undefined).some(({ ref }) => ref > read.ref && dominates(context.analysis, ref, suspension));
  });
}

/**
 * Has the function, before it waits at `suspension`, made sure that nobody else gets there: tested a flag or an entry and changed it, so that the
 * test fails for the next one? Where there is room for several (`ofRoom`), one more that is counted is a place reserved.
 */
export function isClaimed(context: TaskContext, suspension: Ref, ofRoom = false): boolean {
  const claims = ofRoom ? context.reservations : context.claims;
  let known = claims.get(suspension);
  if (known === undefined) {
    known = findClaim(context, suspension, ofRoom);
    claims.set(suspension, known);
  }
  return known;
}

function findClaim(context: TaskContext, suspension: Ref, ofRoom: boolean): boolean {
  const { analysis, values } = context;
  return factsAt(values, suspension).some((fact) => {
    const reads = context.reads.of(fact.condition);
    return reads.some((read) =>
      context.acts.some((act) => {
        if (!isSamePlace(read, act) || act.ref < read.ref) return false;
        if (!dominates(analysis, act.ref, suspension) && !publishes(context, act, suspension)) return false;
        if (context.suspensions.between(read.ref, act.ref) !== undefined) return false;
        if (isGivenUp(context, act, suspension)) return false;
        return act.shape !== undefined && (ofRoom || read.partly || falsifies(context, act, fact));
      }),
    );
  });
}

/** The claim was taken back before the wait: `busy = false`. */
function isGivenUp({ acts, analysis }: TaskContext, claim: Act, suspension: Ref): boolean {
  return acts.some((act) => act !== claim && act.place === claim.place && act.key === claim.key && act.ref > claim.ref && act.ref < suspension && dominates(analysis, act.ref, suspension));
}

/** `this.pending = (async () => { ... })()`, or `= load().then(...)`: what waits here is what the write has made known. */
function publishes({ values, suspensions }: TaskContext, act: Act, suspension: Ref): boolean {
  if (act.value === undefined) return false;
  const end = suspensions.endOf(suspension);
  const { fn } = values;
  const made = values.atom(values.resolve(values.of(act.value)));
  const value = made.tag === "result" || made.tag === "allocation" || made.tag === "choice" ? made.ref : act.value;
  const { start, end: stop } = fn.sites[value]!;
  const site = fn.sites[suspension]!;
  // The callback that waits is written inside what makes the promise.
  return (end !== undefined || isReaction(values, suspension)) && start <= site.start && site.end <= stop;
}

/** The write and the read are about the same slot, or about the same entry, or one of them about all entries. */
function isSamePlace(read: Read, act: Act): boolean {
  if (read.place !== act.place) return false;
  if ((read.how === "slot") !== (act.operation === "assign")) return false;
  return read.key === undefined || act.key === undefined || read.key === act.key;
}

/** Would the test that has come out as `fact` says come out otherwise after the write? One more of many is no claim. */
function falsifies({ values }: TaskContext, act: Act, fact: Fact): boolean {
  const { ref, truth, compared } = subjectOf(values, fact);
  const tested = values.fn.events[ref]!;
  if (tested.op === "compute" && /^[<>]=?$/.test(tested.operator)) return false;
  if (act.operation !== "assign") return true;
  const written = act.value === undefined ? undefined : values.fn.events[act.value];
  if (compared !== undefined) {
    const other = values.fn.events[compared]!;
    return other.op === "constant" && written?.op === "constant" && truth === (other.value !== written.value);
  }
  return written?.op !== "constant" || Boolean(written.value) !== truth;
}

/** A branch on every way to the act that has looked, after the last wait, at the place itself or at what tells of it. */
export function isRechecked(context: TaskContext, act: Act): boolean {
  const { values } = context;
  return factsAt(values, act.ref).some((fact) =>
    context.reads.of(fact.condition).some((read) => {
      if (context.suspensions.between(read.ref, act.ref) !== undefined) return false;
      // Nothing has been waited for before it: that is the check itself.
      if (!context.suspensions.refs.some((suspension) => dominates(context.analysis, suspension, read.ref))) return false;
      return looksAgain(read, act) || isVersionTest(context, fact, read);
    }),
  );
}

function looksAgain(read: Read, { place, key, operation }: Act): boolean {
  if (read.place !== place || (read.how === "slot") !== (operation === "assign")) return false;
  // How many there are says nothing of one of them.
  if (read.how === "size") return key === undefined;
  return read.key === undefined || key === undefined || read.key === key;
}

/** `if (version !== this.version) return;`: what was kept of a place from before, or was put there, is compared with what is there now. */
function isVersionTest(context: TaskContext, { condition }: Fact, read: Read): boolean {
  const { values } = context;
  const event = values.fn.events[condition]!;
  if (event.op === "choose") return event.operands.some((operand) => isVersionTest(context, { condition: operand, truth: true }, read));
  if (event.op !== "compute" || !/^[!=]==?$|^[<>]=?$/.test(event.operator)) return false;
  return event.operands.some((operand) => {
    const others = context.reads.of(operand);
    if (others.some(({ ref }) => ref === read.ref)) return false;
    const value = values.resolve(values.of(operand));
    const wasRead = others.some((other) => other.place === read.place && other.key === read.key);
    return wasRead || context.acts.some((act) => act.place === read.place && act.value !== undefined && values.resolve(values.of(act.value)) === value && values.atom(value).tag !== "constant");
  });
}
