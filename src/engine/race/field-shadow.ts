import { atomicKind, readKind, type Shared, writeKind } from "../step/step.ts";
import { AccessSet } from "./access-set.ts";
import type { RaceLog } from "./race-log.ts";
import type { OpenOperation, TaskState } from "./task-state.ts";

/** Stands for the task of the last read where several tasks have read, none of them before the other: see the cell's read set. */
const several = -1;

/** Numbers for each cell: task and stamp of the last read, task and stamp of the last write. */
const width = 4;

type Sets = (AccessSet | undefined)[];

/**
 * FastTrack's state of the cells of one field: Flanagan and Freund, "FastTrack: efficient and precise dynamic race detection"
 * (2009). An epoch is a task and a stamp. Of the reads, as long as each one happened before the next, the last one is kept, and else
 * the last one of each task; of the writes the last one. Atomic accesses, which the paper does not have, are kept like reads, apart
 * from them: they race with reads and writes, not with each other.
 */
export class FieldShadow {
  readonly object: Shared;
  readonly field: number;
  readonly place: number;
  #epochs: Float64Array;
  readonly #readers: (OpenOperation | null)[];
  readonly #writers: (OpenOperation | null)[];
  #readSets: Sets | null = null;
  #atomics: Sets | null = null;

  /** @param cells for how many there is room at first, from 1 on. */
  constructor(object: Shared, field: number, place: number, cells: number) {
    this.object = object;
    this.field = field;
    this.place = place;
    this.#epochs = new Float64Array(cells * width);
    this.#readers = new Array<OpenOperation | null>(cells).fill(null);
    this.#writers = new Array<OpenOperation | null>(cells).fill(null);
  }

  read(cell: number, state: TaskState, log: RaceLog): void {
    if (cell * width >= this.#epochs.length) this.reserve(cell + 1);
    const epochs = this.#epochs;
    const at = cell * width;
    const reader = epochs[at]!;
    if (reader === state.index && epochs[at + 1]! > state.since) return;
    const set = reader === several ? this.#readSets![cell]! : null;
    if (set !== null && set.last(state.index) > state.since) return;
    if (!state.knows(epochs[at + 2]!, epochs[at + 3]!)) this.#raceWithWrite(cell, readKind, state, log);
    if (this.#atomics !== null) this.#check(this.#atomics[cell], atomicKind, cell, readKind, state, log);
    if (set !== null) set.add(state);
    else if (state.knows(reader, epochs[at + 1]!)) {
      epochs[at] = state.index;
      epochs[at + 1] = state.now;
      this.#readers[cell] = state.open;
    } else this.#promote(cell, state);
  }

  write(cell: number, state: TaskState, log: RaceLog): void {
    if (cell * width >= this.#epochs.length) this.reserve(cell + 1);
    const epochs = this.#epochs;
    const at = cell * width;
    const writer = epochs[at + 2]!;
    if (writer === state.index && epochs[at + 3]! > state.since) return;
    if (!state.knows(writer, epochs[at + 3]!)) this.#raceWithWrite(cell, writeKind, state, log);
    this.#checkReads(cell, writeKind, state, log);
    if (this.#atomics !== null) {
      this.#check(this.#atomics[cell], atomicKind, cell, writeKind, state, log);
      this.#atomics[cell]?.clear();
    }
    if (epochs[at] === several) {
      // Who is ordered after this write is ordered after the reads before it.
      this.#readSets![cell]!.clear();
      epochs[at] = 0;
      epochs[at + 1] = 0;
    }
    epochs[at + 2] = state.index;
    epochs[at + 3] = state.now;
    this.#writers[cell] = state.open;
  }

  atomic(cell: number, state: TaskState, log: RaceLog): void {
    const atomics = (this.#atomics ??= []);
    while (atomics.length <= cell) atomics.push(undefined);
    const set = (atomics[cell] ??= new AccessSet());
    if (set.last(state.index) > state.since) return;
    set.add(state);
    // Most atomic memory is never accessed otherwise.
    const at = cell * width;
    if (at >= this.#epochs.length) return;
    if (!state.knows(this.#epochs[at + 2]!, this.#epochs[at + 3]!)) this.#raceWithWrite(cell, atomicKind, state, log);
    this.#checkReads(cell, atomicKind, state, log);
  }

  /** Makes room for so many cells. */
  reserve(cells: number): void {
    let size = this.#epochs.length / width;
    if (size >= cells) return;
    while (size < cells) size *= 2;
    const before = this.#epochs;
    this.#epochs = new Float64Array(size * width);
    this.#epochs.set(before);
    while (this.#readers.length < size) {
      this.#readers.push(null);
      this.#writers.push(null);
    }
  }

  /** The last read of another task did not happen before this one: from now on the last one of each task is kept. */
  #promote(cell: number, state: TaskState): void {
    const sets = (this.#readSets ??= []);
    while (sets.length <= cell) sets.push(undefined);
    const set = (sets[cell] ??= new AccessSet());
    const at = cell * width;
    set.put(this.#epochs[at]!, this.#epochs[at + 1]!, this.#readers[cell]!);
    set.add(state);
    this.#epochs[at] = several;
    this.#readers[cell] = null;
  }

  #raceWithWrite(cell: number, kind: number, state: TaskState, log: RaceLog): void {
    const at = cell * width + 2;
    log.found(this, cell, kind, state, writeKind, this.#epochs[at]!, this.#epochs[at + 1]!, this.#writers[cell]!);
  }

  #checkReads(cell: number, kind: number, state: TaskState, log: RaceLog): void {
    const at = cell * width;
    const reader = this.#epochs[at]!;
    const stamp = this.#epochs[at + 1]!;
    if (reader === several) this.#check(this.#readSets![cell], readKind, cell, kind, state, log);
    else if (!state.knows(reader, stamp)) log.found(this, cell, kind, state, readKind, reader, stamp, this.#readers[cell]!);
  }

  #check(set: AccessSet | undefined, previous: number, cell: number, kind: number, state: TaskState, log: RaceLog): void {
    if (set === undefined) return;
    const { stamps } = set;
    for (let task = 0; task < stamps.length; task++) {
      const stamp = stamps[task]!;
      if (!state.knows(task, stamp)) log.found(this, cell, kind, state, previous, task, stamp, set.operations[task]!);
    }
  }
}
