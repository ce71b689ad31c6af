import type { VerifyResult } from "../../verify/types.ts";
import { formatVerifyJson } from "./json.ts";
import { formatVerifyPretty } from "./pretty.ts";
import type { VerifyFormat, VerifyReportContext } from "./types.ts";

export { chromeTraceOf } from "./chrome-trace.ts";
export { verifySummaryOf } from "./summary.ts";
export { isEmittedTest, testFileOf } from "./test-file.ts";
export type { VerifyFormat, VerifyReportContext } from "./types.ts";

const formatters: Readonly<Record<VerifyFormat, (result: VerifyResult, context: VerifyReportContext) => string>> = {
  pretty: formatVerifyPretty,
  json: formatVerifyJson,
};

/** Renders the result of a verification; the text ends with a line break. */
export function formatVerifyReport(result: VerifyResult, format: VerifyFormat, context: VerifyReportContext): string {
  return formatters[format](result, context);
}
