/** The output formats of `scan`, most used first. */
export const reportFormats = ["pretty", "json", "sarif", "github"] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** What a report needs besides the result of the scan. */
export interface ReportContext {
  /** Version of rangeguard. */
  readonly version: string;
  /**
   * Text of a file of the result (a path relative to the result's root), without byte order mark; undefined when it cannot be
   * read any more. Only needed for code frames and fingerprints.
   */
  readonly readSource: (file: string) => string | undefined;
  /** Whether `pretty` may use ANSI colours. */
  readonly colour: boolean;
  /** Absolute directory that reported paths are relative to; usually the result's root. */
  readonly cwd: string;
}
