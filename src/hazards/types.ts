/** What a single task can do to a collection that it iterates: the consequences in the semantics table. */
export type IterationHazardId =
  | "insert-during-iteration"
  | "reinsert-during-iteration"
  | "shift-during-iteration"
  | "remove-ahead-during-iteration"
  | "gomap-insert-in-range";

/** The hazards that rangeguard knows; the ESLint rule of each is `no-<id>`. */
export type HazardId =
  | IterationHazardId
  | "iteration-across-await"
  | "check-then-act-across-await"
  | "lost-update-across-await"
  | "clear-after-await"
  | "escaping-mutation"
  | "gomap-unsynchronized";

/** `recommended` is on by default; `strict` adds what is well defined yet surprising. */
export type Level = "recommended" | "strict";

/** How sure the analysis is that the place is a live collection of the stated kind. */
export type Confidence = "high" | "medium" | "low";

/** One entry of the hazard catalogue: the source of rule metadata, docs pages, SARIF rules and `explain`. */
export interface Hazard {
  readonly id: HazardId;
  /** A few words, sentence case, no full stop: "Insertion during iteration". */
  readonly title: string;
  /** One sentence, for rule `meta.docs.description` and SARIF `shortDescription`. */
  readonly summary: string;
  /** Why it bites, in a paragraph or two of Markdown. */
  readonly why: string;
  /** What a run shows when the hazard bites. */
  readonly oracle: string;
  /** The lowest level at which findings of this hazard are reported. */
  readonly level: Level;
  /** What to write instead, in Markdown. */
  readonly remedy: string;
  /** Programs, each compiled and checked by a test against the rule itself. */
  readonly examples: { readonly unsafe: readonly string[]; readonly safe: readonly string[] };
}
