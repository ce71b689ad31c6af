import type { Finding, SourceRange } from "../hazards/finding.ts";
import type { ProtectionSettings } from "../hazards/settings.ts";
import type { HazardId, Level } from "../hazards/types.ts";

export interface ScanOptions {
  /** Files, directories or tsconfig files; relative ones against `cwd`. Default: `["."]`. */
  readonly paths?: readonly string[];
  /** Findings are reported relative to this directory. Default: the process's. */
  readonly cwd?: string;
  /** Default: `recommended`. */
  readonly level?: Level;
  /** Only these hazards; default: all of the level. Naming a hazard here lifts its level. */
  readonly rules?: readonly HazardId[];
  /** Also report intended work-lists. Default: false. */
  readonly checkWorklists?: boolean;
  /** Replaces what configuration files say. */
  readonly settings?: Partial<ProtectionSettings>;
  /**
   * A configuration file, relative to `cwd`. Default: `rangeguard.config.json` or the key `rangeguard` of `package.json`, in the
   * nearest directory from `cwd` upwards that has one, within the repository.
   */
  readonly config?: string;
  readonly onProgress?: (progress: ScanProgress) => void;
}

export interface ScanProgress {
  readonly phase: "load" | "analyse";
  readonly done: number;
  readonly total: number;
  readonly file?: string;
}

export interface Skipped {
  /** Relative to `cwd`. */
  readonly file: string;
  /** One line: what happened and, where it helps, what to do. */
  readonly reason: string;
}

export interface UnusedSuppression {
  readonly file: string;
  readonly range: SourceRange;
  readonly message: string;
}

export interface ScanResult {
  /** Sorted by file, then position. */
  readonly findings: readonly Finding[];
  /** How many findings comments have silenced. */
  readonly suppressed: number;
  readonly unusedSuppressions: readonly UnusedSuppression[];
  readonly skipped: readonly Skipped[];
  readonly stats: { readonly files: number; readonly lines: number; readonly milliseconds: number };
  /** Absolute directory that the findings' files are relative to. */
  readonly root: string;
}
