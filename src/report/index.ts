import type { ScanResult } from "../scanner/types.ts";
import { formatGithub } from "./github.ts";
import { formatJson } from "./json.ts";
import { formatPretty } from "./pretty.ts";
import { formatSarif } from "./sarif.ts";
import type { ReportContext, ReportFormat } from "./types.ts";

export { summaryOf } from "./summary.ts";
export { type ReportContext, type ReportFormat, reportFormats } from "./types.ts";

const formatters: Readonly<Record<ReportFormat, (result: ScanResult, context: ReportContext) => string>> = {
  pretty: formatPretty,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
};

/** Renders the result of a scan; the text ends with a line break. */
export function formatReport(result: ScanResult, format: ReportFormat, context: ReportContext): string {
  return formatters[format](result, context);
}
