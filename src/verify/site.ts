/**
 * What a place in the code under test does. The names are those of the roles in a finding's trace; `defer` is a function that runs later. Of Go maps:
 * `range` iterates, `use` is any other use, and `step` a use by a task, which is taken apart into the steps that Go's map makes.
 */
export type SiteRole = "iterate" | "check" | "act" | "read" | "write" | "mutate" | "suspend" | "defer" | GoMapRole;

export type GoMapRole = "range" | "use" | "step";

/** A place at which the instrumented program calls a hook. Plain JSON. */
export interface Site {
  /** Unique within a case: the hooks are called with it. */
  readonly id: number;
  readonly role: SiteRole;
  /** The file that `start` and `end` count in, as the parent names it. */
  readonly file: string;
  /** Offset of the first UTF-16 code unit, counted from 0, after a byte order mark. */
  readonly start: number;
  /** Offset just after the last code unit. */
  readonly end: number;
  /** Source text of the collection's expression. */
  readonly collection?: string;
  /** What is awaited here is no promise, by its type: the wait takes no turn of the event loop. */
  readonly isPlain?: boolean;
}

/** A site at which no hook could be placed. `reason` is a sentence part: "there is no loop around it". */
export interface SkippedSite {
  readonly site: Site;
  readonly reason: string;
}
