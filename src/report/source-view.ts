import type { Location } from "../hazards/finding.ts";
import type { ScanResult } from "../scanner/types.ts";
import { splitLines } from "./code-frame.ts";
import { shownPath } from "./paths.ts";
import { visible } from "./text.ts";
import type { ReportContext } from "./types.ts";

/** How a report for people names the places of a result, and shows the code there. */
export class SourceView {
  readonly #root: string;
  readonly #context: ReportContext;
  /** Of the file read last: findings come sorted by file. */
  #source: { readonly file: string; readonly lines: readonly string[] } | undefined;

  constructor({ root }: Pick<ScanResult, "root">, context: ReportContext) {
    this.#root = root;
    this.#context = context;
  }

  /** `src/jobs.ts:10:21` */
  place({ file, range }: Location): string {
    return `${this.path(file)}:${range.start.line}:${range.start.column}`;
  }

  path(file: string): string {
    return visible(shownPath(file, this.#root, this.#context));
  }

  linesOf(file: string): readonly string[] {
    if (this.#source?.file !== file) {
      this.#source = { file, lines: splitLines(this.#context.readSource(file) ?? "") };
    }
    return this.#source.lines;
  }
}
