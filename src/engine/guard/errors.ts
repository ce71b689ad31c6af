import { describeValue } from "../errors.ts";
import { captureStack, placeOf } from "./stacks.ts";

/** What a guard refuses while an iteration is open. */
export type Modification = "insert" | "delete" | "clear";

/** The iteration that a modification would have disturbed. */
export interface DisturbedIteration {
  /** Its number: the first iteration of a collection is 1. */
  readonly id: number;
  /** How many entries it had given out. */
  readonly visited: number;
  /** Where it was started: frames outside of the engine, innermost first. */
  readonly stack: string;
}

/** A collection was about to be changed in a way that an open iteration does not bear. It is as it was before. */
export class ConcurrentModificationError extends Error {
  override readonly name = "ConcurrentModificationError";
  /** The key, undefined for `clear`. */
  readonly key: unknown;
  readonly operation: Modification;
  readonly iteration: DisturbedIteration;
  /** Where the modification was tried: as `iteration.stack`. */
  readonly modificationStack: string;

  /** @internal */
  constructor(operation: Modification, key: unknown, { id, visited, stack }: DisturbedIteration) {
    const entries = visited === 1 ? "1 entry" : `${visited} entries`;
    const iteration = `iteration ${id}, started at ${placeOf(stack)} and open, ${reason[operation]} ${entries}`;
    super(`${subject[operation](key)}: ${iteration}. ${advice[operation]}`);
    this.key = key;
    this.operation = operation;
    this.iteration = { id, visited, stack };
    this.modificationStack = captureStack();
  }
}

const subject: Readonly<Record<Modification, (key: unknown) => string>> = {
  insert: (key) => `Cannot insert the key ${describeValue(key)}`,
  delete: (key) => `Cannot delete the key ${describeValue(key)}`,
  clear: () => "Cannot clear the collection",
};

const reason: Readonly<Record<Modification, string>> = {
  insert: "has visited",
  delete: "has passed it among",
  clear: "has visited",
};

const advice: Readonly<Record<Modification, string>> = {
  insert: "Insert after the loop, or iterate over a copy.",
  delete: "Delete an entry while it is visited, or after the loop.",
  clear: "Leave the loop before you clear, or iterate over a copy.",
};
