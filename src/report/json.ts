import type { ScanResult } from "../scanner/types.ts";
import { shownPath } from "./paths.ts";
import type { ReportContext } from "./types.ts";

/** The result as JSON, for programs. Fields may be added in later versions; none changes its meaning in a minor one. */
export function formatJson(result: ScanResult, context: ReportContext): string {
  const { stats, findings, skipped, suppressed, unusedSuppressions } = result;
  const report = {
    tool: "rangeguard",
    version: context.version,
    stats: { ...stats, milliseconds: Math.round(stats.milliseconds) },
    findings,
    skipped,
    suppressed,
    unusedSuppressions,
  };
  // Every path of a result stands in a field of this name.
  const rebase = (key: string, value: unknown) =>
    key === "file" && typeof value === "string" ? shownPath(value, result.root, context) : value;
  return `${JSON.stringify(report, rebase, 2)}\n`;
}
