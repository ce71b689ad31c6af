import type { VerifyCase } from "../case.ts";
import type { UnbuildableError } from "../inputs/unbuildable.ts";
import type { LoopResult } from "../loop/result.ts";
import type { NotExecutableReason } from "../reasons.ts";
import { lacksBrowser } from "./browsers.ts";

interface Unable {
  readonly verdict: "not executable";
  readonly reason: NotExecutableReason;
  readonly detail?: string;
}

/** Why runs did not come to the flagged place, or no further. */
export class Failures {
  readonly #errors = new Map<string, number>();
  /** Errors that nobody caught. */
  readonly #faults = new Map<string, number>();
  #unbuildable: UnbuildableError | null = null;
  #ended = 0;
  #threw = 0;
  /** How those have ended in which calls had not settled. */
  readonly #stuck = new Map<string, number>();
  #faulted = 0;
  /** Of the runs that came to the place. */
  #came = 0;
  /** What each of those lacked that only a browser has. */
  readonly #browsers: string[] = [];

  /** No run could be made. */
  note(error: UnbuildableError): void {
    this.#unbuildable ??= error;
  }

  /** A run that came there. */
  came({ calls, uncaught }: LoopResult): void {
    this.#came++;
    const errors = [...calls.filter(({ state }) => state === "rejected").map(({ value }) => value), ...uncaught.map(({ error }) => error)];
    const lack = errors.map(messageOf).find(lacksBrowser);
    if (lack !== undefined) this.#browsers.push(lack);
  }

  /** What keeps runs from going on beyond the place, if it is the same kind for all. */
  reasonBeyond(): Unable | null {
    const [detail] = this.#browsers;
    return detail !== undefined && this.#browsers.length === this.#came ? { verdict: "not executable", reason: "needs-browser", detail } : null;
  }

  /** A run that did not come there. */
  ended({ calls, outcome, uncaught: [fault] }: LoopResult): void {
    const errors = calls.filter(({ state }) => state === "rejected").map(({ value }) => messageOf(value));
    this.#ended++;
    if (outcome.kind !== "completed") count(this.#stuck, outcome.message);
    if (errors.length > 0) this.#threw++;
    for (const error of errors) count(this.#errors, error);
    if (fault === undefined) return;
    this.#faulted++;
    count(this.#faults, messageOf(fault.error));
  }

  /** What most runs have come to, that never reached the place. */
  reason(verifyCase: VerifyCase): Unable {
    if (this.#unbuildable !== null) return this.unbuildable(this.#unbuildable, verifyCase);
    const most = mostFrequent(this.#errors);
    const fault = mostFrequent(this.#faults);
    const areMost = (runs: number): boolean => runs * 10 >= this.#ended * 9;
    if (most !== undefined && areMost(this.#threw)) return { verdict: "not executable", ...reasonOfMessage(most, "always-throws") };
    if (fault !== undefined && areMost(this.#faulted)) return { verdict: "not executable", ...reasonOfMessage(fault, "crash") };
    const open = [...this.#stuck.values()].reduce((sum, runs) => sum + runs, 0);
    const how = mostFrequent(this.#stuck);
    if (how !== undefined && open === this.#ended) return { verdict: "not executable", reason: "hang", detail: how };
    const stuck = open > 0 ? ` ${open} of ${this.#ended} runs waited for what never came.` : "";
    const threw = most === undefined ? "" : ` The most frequent error: ${most}`;
    return { verdict: "not executable", reason: "state-not-reached", detail: `${this.#ended} runs were made.${stuck}${threw}` };
  }

  unbuildable(error: UnbuildableError, { receivers }: VerifyCase): Unable {
    const isReceiver = receivers.some(({ label }) => error.message.includes(label));
    const cause = error.cause === undefined ? "" : ` ${messageOf(error.cause)}`;
    if (error.reason === "hook-failed" || error.reason === "no-hooks") return { verdict: "not executable", reason: "hook-failed", detail: `${error.message}${cause}` };
    const reason = error.reason === "dom" ? "needs-browser" : isReceiver ? "unconstructable-receiver" : "unconstructable-parameter";
    return { verdict: "not executable", reason, detail: `${error.message}${cause}` };
  }
}

function count(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** @param other for a message that says nothing more. */
function reasonOfMessage(message: string, other: NotExecutableReason): Omit<Unable, "verdict"> {
  if (lacksBrowser(message)) return { reason: "needs-browser", detail: message };
  if (/BlockedAccessError.*process\.dlopen/.test(message)) return { reason: "native-module", detail: message };
  if (/BlockedAccessError|ERR_ACCESS_DENIED/.test(message)) return { reason: "blocked-access", detail: message };
  if (message === "RangeError: Maximum call stack size exceeded") return { reason: "stack-overflow", detail: message };
  return { reason: other, detail: message };
}

export function messageOf(error: unknown): string {
  try {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return text.length > 300 ? `${text.slice(0, 300)}...` : text;
  } catch {
    return "an error that cannot be told";
  }
}
