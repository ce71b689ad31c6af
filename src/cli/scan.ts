import path from "node:path";
import type { HazardId, Level } from "../hazards/types.ts";
import { formatReport, type ReportContext, type ReportFormat, summaryOf } from "../report/index.ts";
import { visible } from "../report/text.ts";
import { readSourceText } from "../scanner/source-text.ts";
import type { ScanResult } from "../scanner/types.ts";
import { version } from "../hazards/version.ts";
import { UserError } from "./errors.ts";
import { type CliHost, wantsColour } from "./host.ts";
import { ReportFile } from "./report-file.ts";
import type { ParsedArguments } from "./parse.ts";
import { Progress } from "./progress.ts";
import type { ExitCode } from "./run.ts";

/** `rangeguard scan`: scans, writes the report and says by the exit status whether there are findings. */
export async function scanCommand(parsed: ParsedArguments, host: CliHost): Promise<ExitCode> {
  const { switches, values } = parsed;
  const tolerated = toleratedFindings(values.get("max-issues")?.[0]);
  const format = (values.get("format")?.[0] ?? "pretty") as ReportFormat;
  const output = values.get("output")?.[0];
  const file = output === undefined ? undefined : new ReportFile(output, host.cwd);
  const result = await runScan(parsed, host);
  const report = formatReport(result, format, contextFor(result, format, file === undefined, host));
  if (file) {
    file.write(report);
    host.stderr.write(`${summaryOf(result).join("\n")}\nreport: ${visible(file.name)}\n`);
  } else {
    host.stdout.write(report);
  }
  return result.findings.length > tolerated && !switches.has("no-exit-code") ? 1 : 0;
}

async function runScan({ operands, switches, values }: ParsedArguments, host: CliHost): Promise<ScanResult> {
  const scan = host.scan ?? (await import("../scanner/scan.ts")).scan;
  const progress = new Progress(host, !switches.has("no-progress"));
  try {
    return await scan({
      ...(operands.length > 0 && { paths: operands }),
      cwd: host.cwd,
      level: (values.get("level")?.[0] ?? "recommended") as Level,
      ...(values.has("rule") && { rules: values.get("rule") as HazardId[] }),
      checkWorklists: switches.has("check-worklists"),
      ...(values.has("config") && { config: values.get("config")![0] }),
      onProgress: (state) => progress.show(state),
    });
  } finally {
    progress.clear();
  }
}

function toleratedFindings(text: string | undefined): number {
  if (text === undefined) return 0;
  if (/^\d+$/.test(text)) return Number(text);
  throw new UserError(`\`${text}\` is no value for \`--max-issues\`.`, "Give a whole number, 0 or more.");
}

function contextFor(result: ScanResult, format: ReportFormat, isStdout: boolean, host: CliHost): ReportContext {
  return {
    version,
    readSource: (file) => {
      const source = readSourceText(path.resolve(result.root, file));
      return "text" in source ? source.text : undefined;
    },
    colour: isStdout && wantsColour(host.stdout, host.env),
    cwd: baseFor(format, host),
  };
}

/** GitHub takes paths as relative to the checked-out repository, wherever in it the scan was started. */
function baseFor(format: ReportFormat, { cwd, env }: CliHost): string {
  const workspace = env["GITHUB_WORKSPACE"];
  if (!workspace || (format !== "github" && format !== "sarif")) return cwd;
  const relative = path.relative(workspace, cwd);
  return relative.startsWith("..") || path.isAbsolute(relative) ? cwd : path.resolve(workspace);
}
