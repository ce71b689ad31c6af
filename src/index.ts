/**
 * rangeguard's scanner as a library. The ESLint plugin is `rangeguard/eslint`.
 *
 * @example
 * import { formatReport, scan } from "rangeguard";
 *
 * const result = await scan({ paths: ["tsconfig.json"], level: "strict" });
 * for (const { file, range, message } of result.findings) console.log(file, range.start.line, message);
 *
 * @module
 */
export { docsUrl, hazards, ruleName } from "./hazards/catalogue.ts";
export type { Edit, Finding, Location, Position, SourceRange, Suggestion, TraceStep } from "./hazards/finding.ts";
export type { ProtectionSettings } from "./hazards/settings.ts";
export type { Confidence, Hazard, HazardId, Level } from "./hazards/types.ts";
export { formatReport, type ReportContext, type ReportFormat, reportFormats } from "./report/index.ts";
export { ScanError } from "./scanner/errors.ts";
export { scan } from "./scanner/scan.ts";
export type { ScanOptions, ScanProgress, ScanResult, Skipped, UnusedSuppression } from "./scanner/types.ts";
export { version } from "./hazards/version.ts";
