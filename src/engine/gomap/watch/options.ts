import { describeValue, EngineInputError } from "../../errors.ts";

/** `m[key] = value` was done. */
export interface AssignEvent<K = unknown, V = unknown> {
  /** As the map stores it. */
  readonly key: K;
  readonly value: V;
  /** Whether there was no entry before. */
  readonly isNew: boolean;
}

/** `delete(m, key)` was done, or `clear` for this entry. */
export interface DeleteEvent<K = unknown> {
  readonly key: K;
  /** Whether there was an entry. */
  readonly found: boolean;
}

/** The map got new buckets. The entries move later. */
export interface GrowEvent {
  /** B before and after: the map has 2^B buckets. */
  readonly from: number;
  readonly to: number;
  /** Whether the growth is one to as many buckets, which gets rid of overflow buckets. */
  readonly sameSize: boolean;
  /** How many entries there were, without the one whose insertion started the growth. */
  readonly count: number;
}

/** The entries of an old bucket were moved to the new buckets. */
export interface EvacuateEvent {
  readonly oldbucket: number;
  /** How many entries there were. */
  readonly moved: number;
}

/** An iteration arrived at an entry. */
export interface IterateEvent<K = unknown, V = unknown> {
  readonly key: K;
  readonly value: V;
  /** The iteration's number: the first one of a map is 1. */
  readonly iteration: number;
}

/**
 * What a map does besides its work. Without any of this nothing is wrapped or recorded.
 *
 * Hooks are called when the operation is done, in the order in which things happened: a growth comes before the assignment that
 * started it. A hook may use the map; the events of that come after those that wait already. All of an operation's hooks are
 * called, then what one of them has thrown is thrown to the caller (an `AggregateError` where it is more than one): the map has
 * changed all the same.
 */
export interface WatchOptions<K = unknown, V = unknown> {
  /**
   * Throws a `ConcurrentModificationError` before a new key is inserted while an iteration is open, an entry is deleted from a
   * bucket that an open iteration has left behind, or the map is cleared.
   */
  readonly guard?: "fail-fast";
  readonly onAssign?: (event: AssignEvent<K, V>) => void;
  /** `clear` tells of each entry, so that the events of a map tell what is in it. */
  readonly onDelete?: (event: DeleteEvent<K>) => void;
  readonly onGrow?: (event: GrowEvent) => void;
  readonly onEvacuate?: (event: EvacuateEvent) => void;
  /** Called before the entry is given out. If it throws, the iteration is over. */
  readonly onIterate?: (event: IterateEvent<K, V>) => void;
}

const hooks = ["onAssign", "onDelete", "onGrow", "onEvacuate", "onIterate"] as const;

/** Whether there is anything to do. @throws EngineInputError for a guard that does not exist and hooks that are no functions. */
export function isWatched(options: WatchOptions): boolean {
  const { guard } = options;
  if (guard !== undefined && guard !== "fail-fast") {
    throw new EngineInputError("bad-guard", `The guard must be "fail-fast" or left out, not ${describeValue(guard)}.`);
  }
  const given = hooks.filter((name) => options[name] !== undefined);
  const wrong = given.find((name) => typeof options[name] !== "function");
  if (wrong !== undefined) throw new EngineInputError("bad-hook", `${wrong} must be a function, not ${describeValue(options[wrong])}.`);
  return guard !== undefined || given.length > 0;
}
