import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { threadId } from "node:worker_threads";
import type { Report, ReportedEvidence } from "../plan.ts";
import type { SiteState } from "./site-state.ts";

// Tests may replace the functions of modules.
const { appendFileSync } = fs;
const { stringify } = JSON;

/** Writes what this process, or thread, has seen to a file of its own. Nothing is lost when the process is killed: counts within a factor of two. */
export class Reporter {
  readonly #file: string;
  readonly #sites: () => readonly SiteState[];

  constructor(folder: string, sites: () => readonly SiteState[]) {
    this.#file = join(folder, `${process.pid}-${threadId}-${process.hrtime.bigint()}.jsonl`);
    this.#sites = sites;
  }

  evidence(found: ReportedEvidence): void {
    this.#write({ type: "evidence", ...found });
  }

  /** Writes the counts so far. */
  flush(): void {
    const counts = this.#sites().filter(({ reached }) => reached > 0).map(({ site, reached, tests }) => [site.id, reached, tests] as const);
    if (counts.length > 0) this.#write({ type: "reached", counts });
  }

  #write(report: Report): void {
    try {
      appendFileSync(this.#file, `${stringify(report)}\n`);
    } catch {
      // A full disk, or no right to write: the suite goes on as without us.
    }
  }
}
