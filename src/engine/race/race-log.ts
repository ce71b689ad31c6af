import { atomicKind, readKind } from "../step/step.ts";
import type { FieldShadow } from "./field-shadow.ts";
import type { Access, Race, RaceKind } from "./race.ts";
import type { OpenOperation, TaskState } from "./task-state.ts";

const kinds = ["read", "write", "atomic"] as const;

/** Entries of the table of races seen last, and numbers in each. */
const tableSize = 256;
const entryWidth = 5;

/** The races found. Those in the same place, of the same two tasks in the same two operations, count as one. */
export class RaceLog {
  readonly races: Race[] = [];
  /** Whether there were more than the limit. */
  isCut = false;
  readonly #limit: number;
  readonly #tasks: readonly TaskState[];
  readonly #known = new Set<string>();
  /** What repeats, which it does at nearly every step of a program that races, is found here without a string. */
  readonly #table = new Int32Array(tableSize * entryWidth).fill(-1);
  readonly #identities = new Map<object, Map<string, number>>();
  #identityCount = 0;

  constructor(tasks: readonly TaskState[], limit: number) {
    this.#tasks = tasks;
    this.#limit = limit;
  }

  /** The task makes an access of this kind that races with an earlier one of another task. */
  found(
    memory: FieldShadow,
    cell: number,
    kind: number,
    state: TaskState,
    previousKind: number,
    previousTask: number,
    previousStamp: number,
    previousOperation: OpenOperation | null,
  ): void {
    if (this.isCut) return;
    const { open, index } = state;
    if (this.#isKnown(memory.place, index, this.#identityOf(open), previousTask, this.#identityOf(previousOperation))) return;
    if (this.races.length === this.#limit) {
      this.isCut = true;
      return;
    }
    const { object, field } = memory;
    this.races.push({
      kind: raceKind(kind, previousKind),
      location: { name: object.nameOf(field, cell), object, field, index: cell },
      current: accessOf(kind, state, state.now, open),
      previous: accessOf(previousKind, this.#tasks[previousTask]!, previousStamp, previousOperation),
    });
  }

  /** Whether the pair is not new. The order does not matter. */
  #isKnown(place: number, task: number, operation: number, otherTask: number, otherOperation: number): boolean {
    const isInOrder = task < otherTask;
    const low = isInOrder ? task : otherTask;
    const high = isInOrder ? otherTask : task;
    const lowOperation = isInOrder ? operation : otherOperation;
    const highOperation = isInOrder ? otherOperation : operation;
    const table = this.#table;
    const hash = Math.imul(place ^ Math.imul(low ^ (high << 6), 0x9e3779b1) ^ (lowOperation << 9) ^ (highOperation << 14), 0x85ebca6b);
    const at = (hash >>> 24) * entryWidth;
    const isThere = table[at] === place && table[at + 1] === low && table[at + 2] === high;
    if (isThere && table[at + 3] === lowOperation && table[at + 4] === highOperation) return true;
    table.set([place, low, high, lowOperation, highOperation], at);
    const key = `${place} ${low} ${high} ${lowOperation} ${highOperation}`;
    if (this.#known.has(key)) return true;
    if (this.races.length < this.#limit) this.#known.add(key);
    return false;
  }

  #identityOf(open: OpenOperation | null): number {
    if (open === null) return 0;
    if (open.identity < 0) open.identity = this.#intern(open.operation.object, open.operation.name);
    return open.identity;
  }

  #intern(object: object, name: string): number {
    let names = this.#identities.get(object);
    if (names === undefined) {
      names = new Map<string, number>();
      this.#identities.set(object, names);
    }
    let identity = names.get(name);
    if (identity === undefined) {
      identity = ++this.#identityCount;
      names.set(name, identity);
    }
    return identity;
  }
}

function accessOf(kind: number, { ref, start }: TaskState, stamp: number, open: OpenOperation | null): Access {
  return {
    kind: kinds[kind]!,
    task: ref,
    start,
    time: stamp - 1,
    operation: open?.operation ?? null,
    operationTime: open?.time ?? -1,
    stack: open?.stack ?? null,
  };
}

function raceKind(one: number, other: number): RaceKind {
  if (one === atomicKind || other === atomicKind) return one === readKind || other === readKind ? "atomic-read" : "atomic-write";
  return one === readKind || other === readKind ? "read-write" : "write-write";
}
