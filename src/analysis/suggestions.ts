import type { Binding, IrFunction, Ref } from "../ir/types.ts";
import type { Suggestion } from "../hazards/finding.ts";
import { collectSuggestion, type Source } from "./collect-suggestion.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import { once } from "./once.ts";
import type { RawFinding } from "./types.ts";
import { snippet } from "./wording.ts";

/** Rewrites that a person may apply: only where the result means what the loop was meant to. */
export function suggestionsFor(finding: RawFinding, source: Source): Suggestion[] {
  return [snapshotSuggestion(finding, source.text), collectSuggestion(finding, source)].filter((suggestion) => suggestion !== undefined);
}

function snapshotSuggestion(finding: RawFinding, text: string): Suggestion | undefined {
  if (!survivesSnapshot(finding)) return undefined;
  const site = iteratedExpression(finding);
  if (!site) return undefined;
  const source = text.slice(site.start, site.end);
  // `xs?.forEach(...)` does nothing without `xs`; a copy of nothing throws.
  const isOptional = source.includes("?.") || /^\s*\?\./.test(text.slice(site.end, site.end + 20));
  const copy = isReceiver(finding, site) ? callbackCopy(finding, source) : `[...${source}]`;
  if (!copy || isOptional) return undefined;
  return {
    kind: "snapshot",
    title: `Iterate over a copy: \`${snippet(copy)}\`.`,
    edits: [{ start: site.start, end: site.end, text: copy }],
  };
}

/** Is a method called on the expression, or does it stand in the head of a loop? */
function isReceiver({ analysis, iteration }: RawFinding, site: { end: number }): boolean {
  const { fn } = analysis.values;
  return analysis.openingsOf(iteration).some((ref) => fn.sites[ref]!.end !== site.end);
}

function callbackCopy({ kind, iteration }: RawFinding, source: string): string | undefined {
  if (iteration.form === "iterator") return `Array.from(${source})`;
  switch (kind) {
    case "Array":
    case "LiveTree":
    case "LiveClass":
    case "DOMTokenList":
      // Not `[...xs]`: without semicolons, a bracket at the start of a line goes on with the line before.
      return `Array.from(${source})`;
    case "Map":
    case "Set":
    case "URLSearchParams":
    case "Headers":
      return `new ${kind}(${source})`;
    default:
      return undefined;
  }
}

/** Would the body still mean the same when the loop walks a copy? */
function survivesSnapshot({ analysis, iteration, mutation }: RawFinding): boolean {
  const { values } = analysis;
  if (iteration.index !== undefined || iteration.form === "for-in") return false;
  // The callback's third argument would be the copy.
  if (readParameters(values.fn).has(iteration.source)) return false;
  // Positions in the copy are no positions in the collection once something has been removed.
  if (mutation.operation.startsWith("splice")) {
    return mutation.key !== undefined && values.atom(values.resolve(values.of(mutation.key))).tag === "result";
  }
  return true;
}

/** What the function gives to parameters of callbacks and reads there. */
const readParameters = once(({ events }: IrFunction): ReadonlySet<Ref> => {
  const read = new Set<Binding>();
  for (const event of events) if (event.op === "load" && event.binding.kind === "parameter") read.add(event.binding);
  return new Set(events.flatMap((event) => (event.op === "store" && read.has(event.binding) ? [event.value] : [])));
});

function iteratedExpression({ analysis, iteration }: RawFinding): { start: number; end: number } | undefined {
  const ref = iteratedRef(analysis, iteration);
  return ref === undefined ? undefined : analysis.values.fn.sites[ref];
}

/** What a copy would be made of: the head of the `for...of` (`m.keys()`, not `m`), or the receiver of the callback method. */
export function iteratedRef(analysis: FunctionAnalysis, iteration: Iteration): Ref | undefined {
  if (analysis.values.fn.events[iteration.ref]!.op === "iterate-open") return iteration.source;
  // `for (const x of m.keys())`: the iterator is made in the head and goes nowhere else.
  return analysis.openingsOf(iteration).length === 1 ? iteration.ref : undefined;
}
