import type { ts } from "ts-morph";
import type { Finding } from "../hazards/finding.ts";
import type { ProtectionSettings } from "../hazards/settings.ts";
import type { HazardId, Level } from "../hazards/types.ts";

/** One parsed file, handed to the analysis. */
export interface FileInput {
  /** As reported: relative to where the scan started, with forward slashes. */
  readonly file: string;
  /** Free of syntax errors. Bound, and with parent pointers, only once `checker` has been called. */
  readonly sourceFile: ts.SourceFile;
  /** Without a byte order mark. */
  readonly text: string;
  readonly language: "ts" | "tsx" | "js" | "jsx";
  /**
   * The type checker of the file's project. The first call in a project is expensive: it resolves every import, parses what
   * they lead to and binds the whole program. Ask only for a file that has a candidate. Do not keep it across files.
   */
  readonly checker: () => ts.TypeChecker;
  /** `fileName` of any source file of the program -> as reported in `Location.file`. */
  readonly relative: (fileName: string) => string;
  /** The file of the same project that `specifier`, as imported by this one, means; undefined for packages and for files that are skipped. */
  readonly imported: (specifier: string) => FileInput | undefined;
  /** The file of the same project that is reported as `file`; undefined for files of other projects and for those that are skipped. */
  readonly reported: (file: string) => FileInput | undefined;
  readonly compilerOptions: ts.CompilerOptions;
  /** Absolute, of the file's project: where its relative names start. */
  readonly directory: string;
  /** The same object for all files that are scanned together: what is known of one file may be kept for the others. */
  readonly project: object;
}

export interface AnalysisOptions {
  readonly level: Level;
  readonly rules: readonly HazardId[] | undefined;
  readonly checkWorklists: boolean;
  readonly settings: ProtectionSettings;
}

/**
 * Finds the hazards of one file. It may return findings beyond `level` and `rules`, and had better: the driver drops them,
 * but only after the suppression comments have been matched, so that a comment for a strict finding does not count as unused.
 * What it throws is reported as an internal error of that file; the scan goes on.
 */
export type FileAnalyser = (input: FileInput, options: AnalysisOptions) => readonly Finding[];
