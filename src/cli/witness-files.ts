import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { chromeTraceOf, isEmittedTest, testFileOf, type VerifyReportContext } from "../report/verify/index.ts";
import type { VerifyResult } from "../verify/types.ts";
import { UserError } from "./errors.ts";
import type { ParsedArguments } from "./parse.ts";
import { ReportFile } from "./report-file.ts";
import { valueOf } from "./values.ts";

const TEST_FILE = "rangeguard.test.ts";

/** A file that is written besides the report, for what is confirmed. */
export interface WitnessFile {
  /** `tests`, `trace` */
  readonly what: string;
  readonly file: ReportFile;
  /** Undefined where nothing is confirmed. */
  readonly textOf: (result: VerifyResult, context: VerifyReportContext) => string | undefined;
}

/** The files that `--emit-test` and `--chrome-trace` name. @throws UserError when one cannot be written, or is not to be overwritten */
export function openWitnessFiles(parsed: ParsedArguments, cwd: string): WitnessFile[] {
  const tests = valueOf(parsed, "emit-test");
  const trace = valueOf(parsed, "chrome-trace");
  return [...(tests === undefined ? [] : [testsIn(tests, cwd)]), ...(trace === undefined ? [] : [traceIn(trace, cwd)])];
}

function testsIn(name: string, cwd: string): WitnessFile {
  const fileName = isFolder(name, cwd) ? path.join(name, TEST_FILE) : name;
  const file = new ReportFile(fileName, cwd, { what: "the tests", option: "--emit-test" });
  const existing = textIn(file.path);
  if (existing !== "" && !isEmittedTest(existing)) {
    throw new UserError(`\`${file.name}\` is there, and \`--emit-test\` has not written it.`, "Name another file: this one is not overwritten.");
  }
  return { what: "tests", file, textOf: (result, context) => testFileOf(result, { ...context, testFile: file.path }) };
}

function traceIn(name: string, cwd: string): WitnessFile {
  const file = new ReportFile(name, cwd, { what: "the trace", option: "--chrome-trace" });
  const textOf = (result: VerifyResult, context: VerifyReportContext): string | undefined => {
    const trace = chromeTraceOf(result, context);
    return trace.traceEvents.length === 0 ? undefined : `${JSON.stringify(trace)}\n`;
  };
  return { what: "trace", file, textOf };
}

function isFolder(name: string, cwd: string): boolean {
  if (/[\\/]$/.test(name)) return true;
  try {
    return statSync(path.resolve(cwd, name)).isDirectory();
  } catch {
    return false;
  }
}

function textIn(file: string): string {
  return statSync(file, { throwIfNoEntry: false }) === undefined ? "" : readFileSync(file, "utf8");
}
