import { EngineInputError, requireCount } from "../errors.ts";
import { sharedFields } from "../gomap/steps.ts";
import type { Buckets } from "../gomap/memory.ts";
import type { Monitor, Operation, SyncPoint } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import { readKind, type Shared, syncKind, writeKind } from "../step/step.ts";
import type { Race } from "./race.ts";
import { RaceLog } from "./race-log.ts";
import { bucketsMemory, Shadow, userMemory } from "./shadow.ts";
import { taskStack } from "./stacks.ts";
import { type Start, TaskState } from "./task-state.ts";
import { VectorClock } from "./vector-clock.ts";

export interface RaceDetectorOptions {
  /** The most races that are kept: 100 by default. */
  readonly limit?: number;
  /**
   * Whether to note where in the user's code tasks were started and operations called, at some microseconds for each: not by default.
   * With the races of an earlier run of the same schedule, only what they need is noted.
   */
  readonly stacks?: boolean | readonly Race[];
}

const extraField = sharedFields.indexOf("extra");
const extraOverflowField = sharedFields.indexOf("extraOverflow");
const tophashField = sharedFields.indexOf("tophash");
const overflowField = sharedFields.indexOf("overflow");

/**
 * A happens-before race detector: FastTrack (Flanagan and Freund 2009), over the memory of maps and over what users share. It reports
 * only races that there are in this run, and the first one of each cell of memory that has any; those in the same field (of the same
 * object, or of any memory of that kind of a map) by the same two operations of the same two tasks count as one. It watches one run,
 * and is not to be used for another; of two detectors that watch the same run at the same time neither works.
 *
 * Where accesses were made takes a second run: a replay of the schedule, with `stacks`, finds the same races.
 *
 * In the memory of maps, what Go's detector takes for a read is one here too, though it writes: iterations may start at the same time.
 * - `atomic.Or8` of the iterator flags is a read of `hmap.flags`: it races with plain writes only.
 * - `createOverflow`, which `mapiterinit` calls, reads `hmap.extra` and `mapextra.overflow`.
 * The one other atomic step, `memclr` of `mapclear`, writes all cells of the buckets. Go reports operations on the map (a lookup and
 * an assignment race, whatever they touch), this detector what they do to memory: a lookup in an empty map touches `hmap.count` alone.
 *
 * Objects whose steps are atomic otherwise say with `acquire` and `release` whom they order. An object without a property `shadow` is
 * not watched.
 */
export class RaceDetector implements Monitor {
  /** In the order in which they were found. */
  readonly races: readonly Race[];
  readonly #tasks: TaskState[] = [];
  readonly #log: RaceLog;
  readonly #stacks: boolean;
  /** The beginnings of those operations whose stacks are wanted: null for all. */
  readonly #wanted: ReadonlySet<number> | null;
  #shadows = 0;

  /** @throws EngineInputError "invalid-count" for a limit that is no count. */
  constructor({ limit = 100, stacks = false }: RaceDetectorOptions = {}) {
    requireCount("limit", limit);
    this.#stacks = stacks !== false;
    const times = typeof stacks === "boolean" ? null : stacks.flatMap((race) => [race.current.operationTime, race.previous.operationTime]);
    this.#wanted = times && new Set(times);
    this.#log = new RaceLog(this.#tasks, limit);
    this.races = this.#log.races;
  }

  /** Whether there were more races than the limit. */
  get isCut(): boolean {
    return this.#log.isCut;
  }

  /** @throws EngineInputError "detector-used" at the start of another run. */
  spawned(task: TaskRef, parent: TaskRef | null): void {
    if (parent === null && this.#tasks.length > 0) {
      const message = "A RaceDetector watches one run, and this one has watched a run already: make a new one for each run.";
      throw new EngineInputError("detector-used", message);
    }
    const starter = parent === null ? null : this.#tasks[parent.index]!;
    const start: Start | null = starter && { parent: starter.ref, time: starter.now, stack: this.#stacks ? taskStack() : null };
    const state = new TaskState(task, start);
    this.#tasks[task.index] = state;
    if (starter === null) return;
    state.clock.copy(starter.clock);
    state.clock.raise(starter.index, starter.now);
    starter.since = starter.now;
  }

  /** Others may still race with what it did, which takes no clock. */
  finished(task: TaskRef): void {
    const state = this.#tasks[task.index]!;
    state.clock.times = new Float64Array(0);
    state.open = null;
  }

  stepped(task: TaskRef, step: number, object: object, time: number): void {
    const state = this.#tasks[task.index]!;
    state.now = time + 1;
    const kind = step & 3;
    if (kind === syncKind) return;
    let shadow = (object as Shared).shadow as Shadow | null | undefined;
    if (shadow === undefined) return;
    if (shadow === null || shadow.owner !== this) shadow = this.#adopt(object as Shared);
    const field = (step >> 2) & 15;
    const memory = shadow.fields[field] ?? shadow.field(field);
    if (kind === readKind) memory.read(step >> 6, state, this.#log);
    else if (kind !== writeKind) this.#atomic(shadow, field, step >> 6, state);
    else if ((field === extraField || field === extraOverflowField) && isOfRange(shadow, state)) memory.read(step >> 6, state, this.#log);
    else memory.write(step >> 6, state, this.#log);
  }

  began(task: TaskRef, operation: Operation, time: number): void {
    const state = this.#tasks[task.index]!;
    const isWanted = this.#stacks && (this.#wanted === null || this.#wanted.has(time));
    state.open = { operation, time, outer: state.open, stack: isWanted ? taskStack() : null, identity: -1 };
  }

  ended(task: TaskRef, operation: Operation): void {
    const state = this.#tasks[task.index]!;
    let { open } = state;
    while (open !== null && open.operation !== operation) open = open.outer;
    if (open !== null) state.open = open.outer;
  }

  acquire(task: TaskRef, point: SyncPoint): void {
    const { clock, releasedBy } = this.#shadowOf(point);
    const state = this.#tasks[task.index]!;
    if (clock !== null && releasedBy !== state.index) state.clock.join(clock);
  }

  release(task: TaskRef, point: SyncPoint): void {
    const shadow = this.#shadowOf(point);
    const state = this.#tasks[task.index]!;
    const clock = (shadow.clock ??= new VectorClock());
    clock.copy(state.clock);
    clock.raise(state.index, state.now);
    shadow.releasedBy = state.index;
    state.since = state.now;
  }

  releaseMerge(task: TaskRef, point: SyncPoint): void {
    const shadow = this.#shadowOf(point);
    const state = this.#tasks[task.index]!;
    const isFirst = shadow.clock === null;
    const clock = (shadow.clock ??= new VectorClock());
    clock.join(state.clock);
    clock.raise(state.index, state.now);
    shadow.releasedBy = isFirst || shadow.releasedBy === state.index ? state.index : -1;
    state.since = state.now;
  }

  #atomic(shadow: Shadow, field: number, cell: number, state: TaskState): void {
    if (shadow.memory === userMemory) shadow.field(field).atomic(cell, state, this.#log);
    else if (shadow.memory === bucketsMemory) this.#clear(shadow, state);
    else shadow.field(field).read(cell, state, this.#log);
  }

  /** `memclr`. */
  #clear(shadow: Shadow, state: TaskState): void {
    const { tophash, overflow } = shadow.object as unknown as Buckets;
    for (let field = tophashField; field <= overflowField; field++) {
      const memory = shadow.field(field);
      const cells = field === overflowField ? overflow.length : tophash.length;
      memory.reserve(cells);
      for (let cell = 0; cell < cells; cell++) memory.write(cell, state, this.#log);
    }
  }

  #shadowOf(object: SyncPoint): Shadow {
    const shadow = object.shadow as Shadow | null;
    return shadow !== null && shadow.owner === this ? shadow : this.#adopt(object);
  }

  #adopt(object: Shared | SyncPoint): Shadow {
    const shadow = new Shadow(this, object, this.#shadows++);
    object.shadow = shadow;
    return shadow;
  }
}

/** Whether it is an access of `mapiterinit` to the map. */
function isOfRange({ memory }: Shadow, { open }: TaskState): boolean {
  return memory !== userMemory && open !== null && open.operation.name === "range";
}
