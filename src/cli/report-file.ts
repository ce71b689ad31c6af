import { accessSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileErrorCode } from "../scanner/errors.ts";
import { UserError } from "./errors.ts";

/** What a file is for: `what` is the object of a sentence. */
export interface ReportFileUse {
  readonly what: string;
  readonly option: string;
}

const report: ReportFileUse = { what: "the report", option: "--output" };

/** The file that an option names, such as `--output`. */
export class ReportFile {
  /** As the user wrote it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly #use: ReportFileUse;

  /**
   * Makes missing directories and looks whether the file can be written, so that nobody waits for a scan in vain.
   * @throws UserError when it cannot
   */
  constructor(name: string, cwd: string, use: ReportFileUse = report) {
    this.name = name;
    this.#use = use;
    this.path = path.resolve(cwd, name);
    this.#attempt(() => {
      const directory = path.dirname(this.path);
      mkdirSync(directory, { recursive: true });
      const existing = statSync(this.path, { throwIfNoEntry: false });
      if (existing?.isDirectory()) throw Object.assign(new Error("a directory"), { code: "EISDIR" });
      accessSync(existing ? this.path : directory, constants.W_OK);
    });
  }

  /** @throws UserError when the file cannot be written */
  write(text: string): void {
    this.#attempt(() => writeFileSync(this.path, text));
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw new UserError(
        `Cannot write ${this.#use.what} to \`${this.name}\`: ${reasonOf(error)}.`,
        `Name a file that can be written with \`${this.#use.option}\`, or leave it out.`,
      );
    }
  }
}

function reasonOf(error: unknown): string {
  switch (fileErrorCode(error)) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "permission denied";
    case "EISDIR":
      return "it is a directory";
    case "EEXIST":
    case "ENOTDIR":
      return "a part of its path is a file";
    case "ENOSPC":
      return "the disk is full";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
