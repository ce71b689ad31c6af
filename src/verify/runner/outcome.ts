import { standInNumber } from "../inputs/stand-in.ts";
import type { LoopResult } from "../loop/result.ts";
import { outcomeText } from "../oracles/index.ts";
import type { RunFacts } from "./run-maker.ts";

/** Moments of the virtual clock, as numbers and as ISO texts: they tell orders apart that are the same otherwise. */
const moments = /\b1735\d{9}(\.\d+)?\b|\b2025-01-0\dT[\d:.]+Z/g;

/** What can be told of a run from outside, as a text: results or errors of its calls, state afterwards, calls of stubs. `hidden` is what the receivers do not show. */
export function outcomeOf(results: readonly unknown[], { receivers, external }: RunFacts, hidden: readonly unknown[]): string {
  const calls = external.map((call) => plain(outcomeText(call))).sort();
  return plain(outcomeText({ results, receivers, hidden, calls }));
}

/** Without what depends on the order in which things happened, and nobody can tell from outside. */
function plain(text: string): string {
  return text.replaceAll(moments, "a moment").replaceAll(standInNumber, "");
}

/** The results of the calls of a run, as `RunMaker.serialCalls` gives them. */
export function resultsOf({ calls }: LoopResult, count: number): unknown[] {
  return calls.slice(0, count).map(({ state, value }) => (state === "fulfilled" ? { value } : state === "rejected" ? { error: String(value) } : { state }));
}
