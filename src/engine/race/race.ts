import type { Operation } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import type { Shared } from "../step/step.ts";
import type { Start } from "./task-state.ts";

/** What the two accesses of a race are, whichever came first. */
export type RaceKind = "write-write" | "read-write" | "atomic-read" | "atomic-write";

/** A cell of shared memory. */
export interface Location {
  /** As reports have it: `hmap.count`, `bmap.tophash[3]`. */
  readonly name: string;
  readonly object: Shared;
  /** The field and the cell of the step. */
  readonly field: number;
  readonly index: number;
}

/** One of the two accesses of a race. */
export interface Access {
  readonly kind: "read" | "write" | "atomic";
  readonly task: TaskRef;
  /** Who started the task: null for the program's own. */
  readonly start: Start | null;
  /** The number of the step of the whole program, from 0 on. */
  readonly time: number;
  /** The innermost operation that the task was in, or null. */
  readonly operation: Operation | null;
  /** The steps of the whole program when that began: -1 where there is none. */
  readonly operationTime: number;
  /** Where in the user's code the operation was called: frames, one a line. Null unless stacks were asked for. */
  readonly stack: string | null;
}

/** Two accesses to the same memory, at least one of them a plain write or an atomic one, of which neither happened before the other. */
export interface Race {
  readonly kind: RaceKind;
  readonly location: Location;
  /** The one that was made last: there the race was found. */
  readonly current: Access;
  readonly previous: Access;
}
