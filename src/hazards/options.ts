import type { HazardId } from "./types.ts";

/** A setting of one hazard: an option of its ESLint rule and, in another spelling, of `scan`. */
export interface HazardOption {
  /** As in the rule's options object: `checkWorklists`. */
  readonly name: string;
  /** As on the command line: `--check-worklists`. */
  readonly flag: string;
  readonly default: boolean;
  /** A sentence in Markdown. */
  readonly description: string;
}

const checkWorklists: HazardOption = {
  name: "checkWorklists",
  flag: "--check-worklists",
  default: false,
  description:
    "Also report intended work-lists: loops that only insert values reached from the current one, into a `Set` or under a `has` test.",
};

/** The options of a hazard; most have none. */
export function optionsOf(id: HazardId): readonly HazardOption[] {
  return id === "insert-during-iteration" ? [checkWorklists] : [];
}
