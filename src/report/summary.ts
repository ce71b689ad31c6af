import type { ScanResult } from "../scanner/types.ts";
import { count, duration } from "./text.ts";

/** What a scan came to, in one to three lines without colours: how many findings, of which hazards, what was scanned. */
export function summaryOf(result: ScanResult): string[] {
  const { findings, stats, suppressed, skipped } = result;
  const files = new Set(findings.map(({ file }) => file)).size;
  const headline =
    findings.length === 0 ? "No findings" : `${count("finding", findings.length)} in ${count("file", files)}`;
  const byHazard = [...countByHazard(result)].map(([hazard, number]) => `${number} ${hazard}`).join(", ");
  const scanned = [
    `scanned ${count("file", stats.files)}, ${count("line", stats.lines)} in ${duration(stats.milliseconds)}`,
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
    ...(suppressed === 0 ? [] : [`${suppressed} suppressed`]),
  ].join(", ");
  return [headline, ...(byHazard === "" ? [] : [byHazard]), scanned];
}

/** Most frequent first. */
function countByHazard({ findings }: ScanResult): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { hazard } of findings) counts.set(hazard, (counts.get(hazard) ?? 0) + 1);
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}
