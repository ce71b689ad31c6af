/** What a collection is to the trace: `keyed` iterates in order of insertion, `list` by index. */
export type CollectionKind = "keyed" | "weak" | "list" | "object" | "other";

/** What happened. */
export type LogKind =
  /** An iteration begins, gives out an entry, ends. */
  | "open"
  | "visit"
  | "close"
  /** An entry comes in, goes, or gets another value in its place. */
  | "insert"
  | "delete"
  | "overwrite"
  /** The entries of a list have another order: `order` is the new one. Only while an iteration of it is open. */
  | "order"
  /** Questions: `outcome` is the answer. `query` is one without a key, such as `find`. */
  | "has"
  | "get"
  | "size"
  | "query"
  /** Announced by the instrumented source, with the role of the site. */
  | "check"
  | "act"
  | "read"
  | "write"
  | "mutate"
  | "defer"
  | "suspend"
  /** A Go map is about to be used. */
  | "use"
  /** The body of a loop that is driven by hand begins. */
  | "step"
  /** The collection is part of what a call has returned. */
  | "return"
  /** Marks of the child: a call starts or ends, an external operation begins. */
  | "start"
  | "end"
  | "external";

/** How an iteration ended: at its end, by `break` or `return`, by an error, or stopped since it would not end. */
export type CloseReason = "end" | "early" | "throw" | "endless";

/** One thing that happened in a run. */
export interface LogEntry {
  /** Its place in the log, from 0 on. */
  readonly at: number;
  readonly kind: LogKind;
  /** The number of the turn of the event loop. */
  readonly turn: number;
  /** The path of the task whose code did it; "?" where that is not known. */
  readonly task: string;
  readonly site?: number;
  /** For operations: the number of the log entry in which the instrumented source announced it. */
  readonly announced?: number;
  readonly collection?: number;
  readonly loop?: number;
  /** The entry: it keeps its number while it moves. One that is deleted and inserted again is another one. */
  readonly entry?: number;
  readonly key?: unknown;
  /** For `open`: the elements of a list. For `query`: the predicate. For `read` and `check`: what was there, as far as it could be seen. */
  readonly value?: unknown;
  /** For `overwrite` and `delete`: the value that was there. */
  readonly before?: unknown;
  /** The same number for the same place: a key of a map, a property of an object, a variable. */
  readonly place?: number;
  /** The method or operator, such as `set`, `splice`, `length`. */
  readonly operation?: string;
  /** For lists: the index of a visit. */
  readonly index?: number;
  /** For `has`, `get`, `size`, `query`, `check`: what came out. */
  readonly outcome?: unknown;
  readonly reason?: CloseReason;
  /** For `open` and `order`: the entries of a list, or those of another collection at the beginning. 0 is a hole. */
  readonly order?: readonly number[];
  /** For `open`: indices from here on are not visited. */
  readonly limit?: number;
  readonly isBackwards?: boolean;
  /** For `open`: driven by hand, so that nobody knows whether it came to its end or was left. */
  readonly isByHand?: boolean;
}

/** A collection that was traced. */
export interface TracedCollection {
  readonly id: number;
  readonly kind: CollectionKind;
  /** Such as `Map`. */
  readonly type: string;
}

/** What one run has shown. */
export interface RunLog {
  readonly entries: readonly LogEntry[];
  readonly collections: readonly TracedCollection[];
}
