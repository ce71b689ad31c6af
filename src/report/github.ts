import type { Finding, Location } from "../hazards/finding.ts";
import type { Level } from "../hazards/types.ts";
import type { ScanResult } from "../scanner/types.ts";
import { shownPath } from "./paths.ts";
import { summaryOf } from "./summary.ts";
import type { ReportContext } from "./types.ts";

type Command = "warning" | "notice";

/** Neither is an error: whether findings fail a job is for the exit status to say. */
const commands: Readonly<Record<Level, Command>> = { recommended: "warning", strict: "notice" };

/**
 * Workflow commands of GitHub Actions, which become annotations in a pull request: `recommended` findings as warnings, `strict`
 * ones and unused suppressions as notices, skipped files as warnings. A summary follows, for the log. GitHub shows no more than ten
 * annotations of each kind per step; the log has all.
 */
export function formatGithub(result: ScanResult, context: ReportContext): string {
  const at = (location: Location) => positionOf(location, shownPath(location.file, result.root, context));
  const lines = [
    ...result.findings.map((finding) =>
      command(commands[finding.level], { ...at(finding), title: titleOf(finding) }, finding.message),
    ),
    ...result.unusedSuppressions.map((unused) =>
      command("notice", { ...at(unused), title: "rangeguard: unused suppression" }, unused.message),
    ),
    ...result.skipped.map(({ file, reason }) => {
      const shown = shownPath(file, result.root, context);
      return command("warning", { file: shown, title: "rangeguard: file skipped" }, `${shown}: ${reason}`);
    }),
    ...summaryOf(result),
  ];
  return `${lines.join("\n")}\n`;
}

function titleOf({ hazard, verification }: Finding): string {
  return `rangeguard: ${hazard}${verification === undefined ? "" : ` (${verification.verdict})`}`;
}

/** The runner drops columns where a range spans lines. */
function positionOf({ range: { start, end } }: Location, file: string): Record<string, string | number> {
  if (start.line !== end.line) return { file, line: start.line, endLine: end.line };
  return { file, line: start.line, col: start.column, endLine: end.line, endColumn: end.column };
}

function command(name: Command, properties: Record<string, string | number>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${list.join(",")}::${escapeMessage(message)}`;
}

function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
