import type { ReportContext } from "../types.ts";

/** The output formats of `verify`, most used first. */
export const verifyFormats = ["pretty", "json"] as const;

export type VerifyFormat = (typeof verifyFormats)[number];

/** What a report needs besides the result. */
export interface VerifyReportContext extends ReportContext {
  /** The command that makes the run of a witness again, to be pasted into a shell. */
  readonly replayCommand: (witness: string) => string;
  /** Whether only the run of a witness was made. */
  readonly isReplay?: boolean;
}
