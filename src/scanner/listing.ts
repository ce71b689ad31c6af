import { readdirSync, realpathSync, statSync, type Dirent } from "node:fs";
import path from "node:path";
import { ts } from "ts-morph";
import { describeFileError, fileErrorCode } from "./errors.ts";
import { isSourceFile } from "./file-kinds.ts";

/** Says that a file or directory is left out of the scan. */
export type ReportSkip = (file: string, reason: string) => void;

export interface ListingOptions {
  readonly extensions: readonly string[];
  /** Globs as in a tsconfig, relative to the directory. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** How many levels of directories; default: all. */
  readonly depth?: number;
  /** A directory that is reached twice, also through links, is listed once. Default: false. */
  readonly followDirectoryLinks?: boolean;
}

interface Entries {
  readonly files: string[];
  readonly directories: string[];
}

/**
 * TypeScript's own glob matcher, which its `sys.readDirectory` runs over a file system that hides what it could not read. Not
 * in its public typings.
 */
const { matchFiles } = ts as unknown as {
  matchFiles: (
    path: string,
    extensions: readonly string[],
    excludes: readonly string[] | undefined,
    includes: readonly string[] | undefined,
    useCaseSensitiveFileNames: boolean,
    currentDirectory: string,
    depth: number | undefined,
    getFileSystemEntries: (path: string) => Entries,
    realpath: (path: string) => string,
  ) => string[];
};

/** The absolute paths of the files below `directory`, by TypeScript's rules for globs. */
export function listFiles(directory: string, options: ListingOptions, report: ReportSkip): string[] {
  return matchFiles(
    directory,
    options.extensions,
    options.exclude,
    options.include,
    ts.sys.useCaseSensitiveFileNames,
    directory,
    options.depth,
    (folder) => readEntries(folder, options.followDirectoryLinks ?? false, report),
    realPath,
  );
}

/** The path without symbolic links; the path itself where it cannot be resolved. */
export function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return file;
  }
}

function readEntries(directory: string, followDirectoryLinks: boolean, report: ReportSkip): Entries {
  const entries: Entries = { files: [], directories: [] };
  for (const entry of readDirectory(directory, report)) {
    if (entry.isFile()) entries.files.push(entry.name);
    else if (entry.isDirectory()) entries.directories.push(entry.name);
    else if (entry.isSymbolicLink()) {
      const kind = linkTarget(path.join(directory, entry.name), report);
      if (kind === "file") entries.files.push(entry.name);
      if (kind === "directory" && followDirectoryLinks) entries.directories.push(entry.name);
    }
  }
  return entries;
}

function readDirectory(directory: string, report: ReportSkip): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    // A tsconfig may include a folder that is not there.
    if (fileErrorCode(error) !== "ENOENT") report(directory, describeFileError(error));
    return [];
  }
}

function linkTarget(link: string, report: ReportSkip): "file" | "directory" | undefined {
  try {
    const stats = statSync(link);
    if (stats.isDirectory()) return "directory";
    return stats.isFile() ? "file" : undefined;
  } catch (error) {
    if (isSourceFile(link)) {
      report(link, fileErrorCode(error) === "ENOENT" ? "a broken symbolic link" : describeFileError(error));
    }
    return undefined;
  }
}
