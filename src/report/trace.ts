import type { Finding, TraceStep } from "../hazards/finding.ts";

/**
 * The steps to show: the finding's trace and, where it does not tell of the second writer itself, a step for it after the last
 * suspension. Without a suspension it comes last.
 */
export function stepsOf({ trace, secondWriter }: Finding): readonly TraceStep[] {
  if (!secondWriter || trace.some(({ role }) => role === "second-writer")) return trace;
  const { name, file, range } = secondWriter;
  const step: TraceStep = { role: "second-writer", file, range, text: `\`${name}\` can run meanwhile` };
  const suspended = trace.findLastIndex(({ role }) => role === "suspend");
  return suspended === -1 ? [...trace, step] : trace.toSpliced(suspended + 1, 0, step);
}
