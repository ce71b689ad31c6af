import type { Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import { reachedWithout } from "./gomap-reach.ts";
import { bodyCall, type GoAccess, GoWorks, isOneObject, type LockUse, seenFrom } from "./gomap-work.ts";
import type { ProgramFunction, ProgramUnit } from "./program.ts";
import type { Summaries } from "./summaries.ts";
import type { TaskFinding } from "./task-context.ts";

/** A task that a function starts, as that function sees it. */
interface Started {
  readonly ref: Ref;
  readonly accesses: readonly GoAccess[];
  readonly usesLocks: LockUse;
}

/** Two uses of one map, by tasks that run at the same time. */
interface Conflict {
  readonly started: Ref;
  readonly first: GoAccess;
  readonly second: GoAccess;
}

/** Go maps that tasks use at the same time, with no lock that both hold. Each function is looked at for the tasks that it starts itself. */
export function unsynchronizedMaps(unit: ProgramUnit, summaries: Summaries): TaskFinding[] {
  if (!unit.usesEngine || !/\bgo\b/.test(unit.ir.text)) return [];
  const works = new GoWorks(summaries);
  const all = unit.all();
  for (const fn of all) works.of(fn);
  return all.flatMap((fn) => new Starter(fn, works).findings());
}

class Starter {
  readonly #fn: ProgramFunction;
  readonly #works: GoWorks;
  readonly #reached = new Map<string, ReadonlySet<Ref>>();

  constructor(fn: ProgramFunction, works: GoWorks) {
    this.#fn = fn;
    this.#works = works;
  }

  findings(): TaskFinding[] {
    const tasks = this.#tasks();
    const conflicts = tasks.flatMap((task) => [...tasks.flatMap((other) => this.#between(task, other)), ...this.#withStarter(task)]);
    return withoutRepetition(conflicts).map((conflict) => toFinding(this.#fn, conflict));
  }

  #tasks(): Started[] {
    const fn = this.#fn;
    const { values } = fn.analysis;
    return this.#works.of(fn).spawns.flatMap(({ ref, body }): Started[] => {
      const call = bodyCall(fn, ref, body);
      if (!call) return [];
      const { accesses, usesLocks } = this.#works.of(call.target);
      const around = { locks: [], isFree: true, isTested: "none" as const, isConditional: false };
      return [{ ref, usesLocks, accesses: accesses.flatMap((access) => seenFrom(values, call, access, around)).filter(({ place }) => isOneObject(values, place)) }];
    });
  }

  /** `other` is started while `task` may be running. */
  #between(task: Started, other: Started): Conflict[] {
    return task.accesses.flatMap((first, index) =>
      other.accesses.flatMap((second, at): Conflict[] => {
        if (task === other && at < index) return [];
        if (!this.#reaches(task.ref, other.ref, first.place) || !first.isFree || !second.isFree) return [];
        const isOrdered = mayFollow(first, other.usesLocks) || mayFollow(second, task.usesLocks);
        return isOrdered || !conflicts(first, second) ? [] : [{ started: other.ref, first, second }];
      }),
    );
  }

  /** What the function does itself with the map, before it has waited for anything. */
  #withStarter(task: Started): Conflict[] {
    const work = this.#works.of(this.#fn);
    if (this.#works.calledWithLock.has(this.#fn)) return [];
    return task.accesses.flatMap((first) =>
      work.accesses.flatMap((second): Conflict[] => {
        if (!first.isFree || !second.isFreeInside || !this.#reaches(task.ref, second.ref, first.place)) return [];
        const isOrdered = mayFollow(first, work.usesLocks) || mayFollow(second, task.usesLocks);
        return isOrdered || !conflicts(first, second) ? [] : [{ started: task.ref, first, second }];
      }),
    );
  }

  /** Can the starter come from one event to the other without a wait, and without making the map anew? */
  #reaches(from: Ref, to: Ref, place: AtomId): boolean {
    const { analysis } = this.#fn;
    const atom = analysis.values.atom(place);
    const made = atom.tag === "result" || atom.tag === "allocation" ? atom.ref : -1;
    const key = `${from} ${made}`;
    let reached = this.#reached.get(key);
    if (!reached) {
      const { isBarrier } = this.#works.of(this.#fn);
      reached = reachedWithout(analysis, from, (ref) => ref === made || isBarrier(ref));
      this.#reached.set(key, reached);
    }
    return reached.has(to);
  }
}

/** May the use have waited for what the other task has told under a lock? Of two that hold it for reading, neither waits for the other. */
function mayFollow({ isTested }: GoAccess, others: LockUse): boolean {
  return isTested !== "none" && others !== "none" && (isTested === "alone" || others === "alone");
}

function conflicts(first: GoAccess, second: GoAccess): boolean {
  if (first.place !== second.place || !(first.writes || second.writes)) return false;
  return !first.locks.some((lock) => second.locks.some((other) => isExclusive(lock, other)));
}

/** A lock that nobody can name may be any; one that both hold for reading keeps nobody out. */
function isExclusive(lock: GoAccess["locks"][number], other: GoAccess["locks"][number]): boolean {
  if (lock.place === undefined || other.place === undefined) return true;
  return lock.place === other.place && !(lock.reads && other.reads);
}

const siteOf = ({ at: { fn, ref } }: GoAccess): string => `${fn.id} ${fn.analysis.values.fn.sites[ref]!.start}`;

/**
 * The conflicts to tell, the side to report first: the one without a lock, else the one that writes. Where that one has been reported, the
 * other is told if it writes as well; and nothing is told of two that have been named.
 */
function withoutRepetition(found: readonly Conflict[]): Conflict[] {
  const named = new Set<string>();
  const reported = new Set<string>();
  return found.flatMap((conflict): Conflict[] => {
    const { first, second, started } = conflict;
    const sides = isToBlame(second, first) ? [second, first] : [first, second];
    const told = sides.find((side, index) => (index === 0 || side.writes) && !reported.has(siteOf(side)));
    if (!told || sides.every((side) => named.has(siteOf(side)))) return [];
    reported.add(siteOf(told));
    for (const side of sides) named.add(siteOf(side));
    return [{ started, first: told, second: told === first ? second : first }];
  });
}

function isToBlame(side: GoAccess, other: GoAccess): boolean {
  const [isBare, isOtherBare] = [side.locks.length === 0, other.locks.length === 0];
  return isBare === isOtherBare ? side.writes && !other.writes : isBare;
}

function toFinding(starter: ProgramFunction, { started, first, second }: Conflict): TaskFinding {
  const { fn, ref } = first.at;
  const { start, end } = fn.analysis.values.fn.sites[first.map]!;
  const place = { ref: first.map, name: fn.unit.ir.text.slice(start, end), kind: "GoMap" };
  const act = { ref: second.at.ref, place: second.place, shape: undefined, operation: "set" as const, kinds: [], key: undefined, value: undefined, effect: undefined };
  const common = { fn, hazard: "gomap-unsynchronized" as const, level: "recommended" as const, at: ref, first: ref, suspension: ref, place };
  return { ...common, second: { fn: second.at.fn, act }, form: "tasks", started: { fn: starter, ref: started } };
}
