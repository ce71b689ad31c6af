import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { changedMark, folderVariable, loadedMark, loadsFile, type Plan } from "../plan.ts";
import { hashOf } from "./text-hash.ts";

/** The plan's folder, as a process of the suite sees it. */
export class Session {
  readonly folder: string;
  readonly plan: Plan;
  readonly #told = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
    this.plan = JSON.parse(readFileSync(join(folder, "plan.json"), "utf8")) as Plan;
  }

  /** @returns the session that this process was started for: undefined if there is none. */
  static ofEnvironment(): Session | undefined {
    const folder = process.env[folderVariable];
    return folder === undefined ? undefined : new Session(folder);
  }

  /** The text with hooks that stands in for a file: undefined if it has none, or another text than it had. */
  instrumented(file: string, text: string): string | undefined {
    const planned = Object.hasOwn(this.plan.files, file) ? this.plan.files[file] : undefined;
    if (planned === undefined) return undefined;
    const isOriginal = hashOf(text) === planned.hash;
    this.#tell(file, isOriginal);
    return isOriginal ? readFileSync(join(this.folder, planned.code), "utf8") : undefined;
  }

  #tell(file: string, isOriginal: boolean): void {
    const line = `${isOriginal ? loadedMark : changedMark}${file}\n`;
    if (this.#told.has(line)) return;
    this.#told.add(line);
    appendFileSync(join(this.folder, loadsFile), line);
  }
}
