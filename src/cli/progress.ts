import { visible } from "../report/text.ts";
import type { VerifyProgress } from "../verify/types.ts";
import { type CliHost, isTerminal, type Output } from "./host.ts";
import type { ParsedArguments } from "./parse.ts";

const INTERVAL_MILLISECONDS = 80;
const CLEAR_LINE = "\r\x1b[K";

const phases: Readonly<Record<VerifyProgress["phase"], string>> = {
  load: "loading",
  analyse: "analysing",
  prepare: "preparing",
  run: "running",
};

/** A single line on the terminal that says how far the work is. Writes nothing where stderr is no terminal, or in CI. */
class Progress {
  readonly #stream: Output;
  readonly #isOn: boolean;
  #shownAt = -Infinity;

  constructor(host: CliHost, isWanted: boolean) {
    this.#stream = host.stderr;
    this.#isOn = isWanted && !host.env["CI"] && isTerminal(host.stderr, host.env);
  }

  /** The phases of a scan are the first ones of a verification. */
  show({ phase, done, total, file }: VerifyProgress): void {
    const now = performance.now();
    if (!this.#isOn || now - this.#shownAt < INTERVAL_MILLISECONDS) return;
    this.#shownAt = now;
    const line = visible(`${phases[phase]} ${done}/${total}${file === undefined ? "" : ` ${file}`}`);
    this.#stream.write(CLEAR_LINE + line.slice(0, (this.#stream.columns || 80) - 1));
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isOn && this.#shownAt > -Infinity) this.#stream.write(CLEAR_LINE);
  }
}

/** Shows the progress of an action, unless `--no-progress` is given, and takes it away when the action has ended. */
export async function withProgress<Result>(
  { switches }: ParsedArguments,
  host: CliHost,
  act: (onProgress: (state: VerifyProgress) => void) => Promise<Result>,
): Promise<Result> {
  const progress = new Progress(host, !switches.has("no-progress"));
  try {
    return await act((state) => progress.show(state));
  } finally {
    progress.clear();
  }
}
