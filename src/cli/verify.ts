import { visible } from "../report/text.ts";
import { formatVerifyReport, type VerifyFormat, type VerifyReportContext, verifySummaryOf } from "../report/verify/index.ts";
import type { VerifyOptions, VerifyResult } from "../verify/types.ts";
import { UserError } from "./errors.ts";
import type { CliHost } from "./host.ts";
import type { ParsedArguments } from "./parse.ts";
import { withProgress } from "./progress.ts";
import { replayCommandOf } from "./replay-command.ts";
import { reportContextFor } from "./report-context.ts";
import { ReportFile } from "./report-file.ts";
import type { ExitCode } from "./run.ts";
import { scanOptionsOf, valueOf, wholeNumberOf } from "./values.ts";
import { openWitnessFiles, type WitnessFile } from "./witness-files.ts";

/**
 * `rangeguard verify`: runs the flagged code, writes the report and what else is asked for, and says by the exit status whether something is
 * confirmed.
 */
export async function verifyCommand(parsed: ParsedArguments, host: CliHost): Promise<ExitCode> {
  const options = verifyOptionsOf(parsed, host.cwd);
  const output = valueOf(parsed, "output");
  const file = output === undefined ? undefined : new ReportFile(output, host.cwd);
  const witnessFiles = openWitnessFiles(parsed, host.cwd);
  const verify = host.verify ?? (await verifierFor(parsed));
  const result = await withProgress(parsed, host, (onProgress) => verify({ ...options, onProgress }));
  if (options.finding !== undefined && result.results.length === 0) throw noFinding(options.finding);
  const context = contextFor(result, parsed, file === undefined, host);
  const report = formatVerifyReport(result, (valueOf(parsed, "format") ?? "pretty") as VerifyFormat, context);
  if (file) {
    file.write(report);
    host.stderr.write(`${verifySummaryOf(result, context).join("\n")}\nreport: ${visible(file.name)}\n`);
  } else {
    host.stdout.write(report);
  }
  writeWitnesses(result, context, witnessFiles, host);
  return result.stats.confirmed > 0 && !parsed.switches.has("no-exit-code") ? 1 : 0;
}

function noFinding(id: string): UserError {
  return new UserError(
    `No finding has an id that begins with \`${id}\`.`,
    "`rangeguard scan --format json` gives the ids. Findings of level strict are there with `--level strict` only.",
  );
}

/** @throws UserError for a value that is none, or options that exclude each other */
function verifyOptionsOf(parsed: ParsedArguments, cwd: string): Omit<VerifyOptions, "onProgress"> {
  const { switches, values } = parsed;
  if (switches.has("no-hooks") && values.has("hooks")) {
    throw new UserError("`--hooks` and `--no-hooks` exclude each other.", "Leave one of them out.");
  }
  const numbers = {
    seed: wholeNumberOf(parsed, "seed", 0),
    runs: wholeNumberOf(parsed, "runs", 1),
    timeLimit: wholeNumberOf(parsed, "time-limit", 1),
    concurrency: wholeNumberOf(parsed, "concurrency", 1),
  };
  return {
    ...scanOptionsOf(parsed, cwd),
    ...Object.fromEntries(Object.entries(numbers).filter(([, number]) => number !== undefined)),
    ...(values.has("finding") && { finding: valueOf(parsed, "finding") }),
    sites: (valueOf(parsed, "sites") ?? "flagged") as "flagged" | "all",
    ...(values.has("hooks") && { hooks: valueOf(parsed, "hooks") }),
    ...(switches.has("no-hooks") && { hooks: false as const }),
    ...(values.has("replay") && { replay: valueOf(parsed, "replay") }),
  };
}

/** With the project's own tests, nothing is made up: their runs are watched. */
async function verifierFor({ switches, values }: ParsedArguments): Promise<(options: VerifyOptions) => Promise<VerifyResult>> {
  if (!switches.has("with-tests")) return (await import("../verify/verify.ts")).verify;
  const excluded = ["replay", "runs", "seed", "hooks", "concurrency", "emit-test", "chrome-trace"].find((name) => values.has(name));
  if (excluded !== undefined) {
    throw new UserError(`\`--with-tests\` and \`--${excluded}\` exclude each other.`, "The project's own tests make the runs: nothing is generated, and there is no witness.");
  }
  return (await import("../verify/verify-tests.ts")).verifyTests;
}

function contextFor(result: VerifyResult, parsed: ParsedArguments, isStdout: boolean, host: CliHost): VerifyReportContext {
  const replayCommand = (witness: string): string => replayCommandOf(parsed, witness);
  return { ...reportContextFor(result.scan, isStdout, host), replayCommand, isReplay: parsed.values.has("replay") };
}

/** Standard output is for the report alone. */
function writeWitnesses(result: VerifyResult, context: VerifyReportContext, files: readonly WitnessFile[], host: CliHost): void {
  for (const { what, file, textOf } of files) {
    const text = textOf(result, context);
    if (text !== undefined) file.write(text);
    host.stderr.write(`${what}: ${text === undefined ? "none is written, since nothing is confirmed" : visible(file.name)}\n`);
  }
}
