import type { Finding } from "../../hazards/finding.ts";
import type { HazardId } from "../../hazards/types.ts";
import type { SiteRole } from "../site.ts";

/** A place to try: a finding of the scan, or a site that none of them covers. */
export interface Candidate {
  readonly finding: Finding;
  /** Whose oracles judge the runs. */
  readonly hazards: readonly HazardId[];
  /** Whether evidence of a harm that may be none counts: for findings of level strict. */
  readonly acceptsWeak: boolean;
  /** No finding is about it: see `VerifyCase.isUnflagged`. */
  readonly isUnflagged?: boolean;
  /** To be watched besides those of the finding's trace. */
  readonly extraSites?: readonly ExtraSite[];
}

/** A place that no step of a trace names. */
export interface ExtraSite {
  readonly role: SiteRole;
  /** Absolute. */
  readonly file: string;
  /** Offset of the first UTF-16 code unit, counted from 0, after a byte order mark. */
  readonly start: number;
  /** Offset just after the last code unit. */
  readonly end: number;
  /** Source text of the collection's expression. */
  readonly collection?: string;
}
