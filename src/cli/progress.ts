import { visible } from "../report/text.ts";
import type { ScanProgress } from "../scanner/types.ts";
import { type CliHost, isTerminal, type Output } from "./host.ts";

const INTERVAL_MILLISECONDS = 80;
const CLEAR_LINE = "\r\x1b[K";

/** A single line on the terminal that says how far the scan is. Writes nothing where stderr is no terminal, or in CI. */
export class Progress {
  readonly #stream: Output;
  readonly #isOn: boolean;
  #shownAt = -Infinity;

  constructor(host: CliHost, isWanted: boolean) {
    this.#stream = host.stderr;
    this.#isOn = isWanted && !host.env["CI"] && isTerminal(host.stderr, host.env);
  }

  show({ phase, done, total, file }: ScanProgress): void {
    const now = performance.now();
    if (!this.#isOn || now - this.#shownAt < INTERVAL_MILLISECONDS) return;
    this.#shownAt = now;
    const what = phase === "load" ? "loading" : "analysing";
    const line = visible(`${what} ${done}/${total}${file === undefined ? "" : ` ${file}`}`);
    this.#stream.write(CLEAR_LINE + line.slice(0, (this.#stream.columns || 80) - 1));
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isOn && this.#shownAt > -Infinity) this.#stream.write(CLEAR_LINE);
  }
}
