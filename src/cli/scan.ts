import path from "node:path";
import type { Finding, Verification } from "../hazards/finding.ts";
import { formatReport, type ReportFormat, summaryOf } from "../report/index.ts";
import { visible } from "../report/text.ts";
import type { ScanResult } from "../scanner/types.ts";
import type { VerifiedFinding } from "../verify/types.ts";
import type { CliHost } from "./host.ts";
import type { ParsedArguments } from "./parse.ts";
import { withProgress } from "./progress.ts";
import { reportContextFor } from "./report-context.ts";
import { ReportFile } from "./report-file.ts";
import type { ExitCode } from "./run.ts";
import { scanOptionsOf, valueOf, wholeNumberOf } from "./values.ts";

/** `rangeguard scan`: scans, writes the report and says by the exit status whether there are findings. */
export async function scanCommand(parsed: ParsedArguments, host: CliHost): Promise<ExitCode> {
  const { switches } = parsed;
  const tolerated = wholeNumberOf(parsed, "max-issues", 0) ?? 0;
  const format = (valueOf(parsed, "format") ?? "pretty") as ReportFormat;
  const output = valueOf(parsed, "output");
  const file = output === undefined ? undefined : new ReportFile(output, host.cwd);
  const result = await (switches.has("verify") ? runVerifiedScan : runScan)(parsed, host);
  const context = { ...reportContextFor(result, file === undefined, host), cwd: baseFor(format, host) };
  const report = formatReport(result, format, context);
  if (file) {
    file.write(report);
    host.stderr.write(`${summaryOf(result).join("\n")}\nreport: ${visible(file.name)}\n`);
  } else {
    host.stdout.write(report);
  }
  return result.findings.length > tolerated && !switches.has("no-exit-code") ? 1 : 0;
}

async function runScan(parsed: ParsedArguments, host: CliHost): Promise<ScanResult> {
  const scan = host.scan ?? (await import("../scanner/scan.ts")).scan;
  return withProgress(parsed, host, (onProgress) => scan({ ...scanOptionsOf(parsed, host.cwd), onProgress }));
}

/** The findings carry their verdicts. This executes the scanned code. */
async function runVerifiedScan(parsed: ParsedArguments, host: CliHost): Promise<ScanResult> {
  const verify = host.verify ?? (await import("../verify/verify.ts")).verify;
  const options = scanOptionsOf(parsed, host.cwd);
  const { scan, results } = await withProgress(parsed, host, (onProgress) => verify({ ...options, onProgress }));
  const verifications = new Map(results.map((verified) => [keyOf(verified.finding), verificationOf(verified)]));
  const findings = scan.findings.map((finding) => {
    const verification = verifications.get(keyOf(finding));
    return verification === undefined ? finding : { ...finding, verification };
  });
  return { ...scan, findings };
}

/** The place as well: ids alone are fingerprints. */
function keyOf({ id, file, range }: Finding): string {
  return JSON.stringify([id, file, range]);
}

function verificationOf({ verdict, reason, detail, witness, runs, schedules, reached }: VerifiedFinding): Verification {
  return {
    verdict,
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(witness !== undefined && { witness: witness.text }),
    runs,
    schedules,
    reached,
  };
}

/** GitHub takes paths as relative to the checked-out repository, wherever in it the scan was started. */
function baseFor(format: ReportFormat, { cwd, env }: CliHost): string {
  const workspace = env["GITHUB_WORKSPACE"];
  if (!workspace || (format !== "github" && format !== "sarif")) return cwd;
  const relative = path.relative(workspace, cwd);
  return relative.startsWith("..") || path.isAbsolute(relative) ? cwd : path.resolve(workspace);
}
