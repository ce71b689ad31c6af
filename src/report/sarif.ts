import { pathToFileURL } from "node:url";
import path from "node:path";
import { docsUrl, hazards, homepage } from "../hazards/catalogue.ts";
import type { Finding, Location, SourceRange, Verification } from "../hazards/finding.ts";
import { hazardMarkdown, hazardText } from "../hazards/markdown.ts";
import type { Confidence, Hazard, Level } from "../hazards/types.ts";
import type { ScanResult } from "../scanner/types.ts";
import { lineHashes } from "./line-hash.ts";
import { shownPath } from "./paths.ts";
import { stepsOf } from "./trace.ts";
import type { ReportContext } from "./types.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/** Name, by convention, of the directory that relative addresses start from. */
const BASE = "%SRCROOT%";

const levels: Readonly<Record<Level, string>> = { recommended: "warning", strict: "note" };
const severities: Readonly<Record<Level, string>> = { recommended: "warning", strict: "recommendation" };
/** How often findings of a level are meant to be right, in the terms of GitHub code scanning. */
const precisions: Readonly<Record<Level, string>> = { recommended: "high", strict: "medium" };

/** The same for a single finding, of which more is known. */
const precisionsByConfidence: Readonly<Record<Confidence, string>> = { high: "high", medium: "medium", low: "low" };
/** From 0 to 100: which of the verified findings to look at first. Those that could not be run come between the others. */
const ranks: Readonly<Record<Verification["verdict"], Readonly<Record<Confidence, number>>>> = {
  confirmed: { high: 100, medium: 100, low: 100 },
  "not executable": { high: 70, medium: 55, low: 40 },
  "not reproduced": { high: 30, medium: 20, low: 10 },
};

/**
 * The result as SARIF 2.1.0, with what GitHub code scanning requires. The trace of a finding is its code flow: one thread flow,
 * also where a second writer takes part, since viewers show the first only.
 */
export function formatSarif(result: ScanResult, context: ReportContext): string {
  const writer = new SarifWriter(result, context);
  const run = {
    tool: {
      driver: {
        name: "rangeguard",
        version: context.version,
        semanticVersion: context.version,
        informationUri: homepage,
        rules: hazards.map(ruleOf),
      },
    },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: writer.notifications() }],
    originalUriBaseIds: { [BASE]: { uri: directoryUri(context.cwd) } },
    columnKind: "utf16CodeUnits",
    results: result.findings.map((finding) => writer.result(finding)),
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: "2.1.0", runs: [run] }, undefined, 2)}\n`;
}

function ruleOf(hazard: Hazard) {
  return {
    id: hazard.id,
    name: pascalCase(hazard.id),
    shortDescription: { text: `${hazard.title}.` },
    fullDescription: { text: hazard.summary },
    help: { text: hazardText(hazard), markdown: hazardMarkdown(hazard) },
    helpUri: docsUrl(hazard.id),
    defaultConfiguration: { level: levels[hazard.level] },
    properties: {
      tags: ["correctness", "reliability"],
      precision: precisions[hazard.level],
      "problem.severity": severities[hazard.level],
    },
  };
}

class SarifWriter {
  readonly #result: ScanResult;
  readonly #context: ReportContext;
  readonly #hashes = new Map<string, (line: number) => string | undefined>();

  constructor(result: ScanResult, context: ReportContext) {
    this.#result = result;
    this.#context = context;
  }

  result(finding: Finding) {
    const { collection } = finding;
    const trace = stepsOf(finding);
    const steps = trace.map((step) => ({ ...this.#location(step), message: messageOf(step.text) }));
    const locations = steps.map((location, index) => ({ location, properties: { role: trace[index]!.role } }));
    const declared = collection.declaredAt && {
      ...this.#location(collection.declaredAt),
      message: messageOf(`\`${collection.name}\` is declared here`),
    };
    const related = [...(declared ? [declared] : []), ...steps];
    return {
      ruleId: finding.hazard,
      ruleIndex: hazards.findIndex(({ id }) => id === finding.hazard),
      level: levels[finding.level],
      message: messageOf(finding.message),
      locations: [this.#location(finding)],
      ...(steps.length > 0 && { codeFlows: [{ threadFlows: [{ locations }] }] }),
      ...(related.length > 0 && { relatedLocations: related.map((location, index) => ({ id: index + 1, ...location })) }),
      partialFingerprints: this.#fingerprints(finding),
      ...rankOf(finding),
      properties: { level: finding.level, confidence: finding.confidence, collection: collection.kind, ...verificationOf(finding) },
    };
  }

  notifications() {
    const { skipped, unusedSuppressions } = this.#result;
    return [
      ...skipped.map(({ file, reason }) => ({
        level: "warning",
        message: { text: `Skipped: ${reason}` },
        locations: [{ physicalLocation: { artifactLocation: this.#artifact(file) } }],
      })),
      ...unusedSuppressions.map((unused) => ({
        level: "note",
        message: { text: unused.message },
        locations: [this.#location(unused)],
      })),
    ];
  }

  #location({ file, range }: Location) {
    return { physicalLocation: { artifactLocation: this.#artifact(file), region: regionOf(range) } };
  }

  /** Addresses outside the base directory are absolute: a viewer must not climb out of it. */
  #artifact(file: string) {
    const shown = shownPath(file, this.#result.root, this.#context);
    if (shown.startsWith("../") || path.isAbsolute(shown)) {
      return { uri: pathToFileURL(path.resolve(this.#context.cwd, shown)).href };
    }
    return { uri: shown.split("/").map(encodeURIComponent).join("/"), uriBaseId: BASE };
  }

  /** GitHub reads only `primaryLocationLineHash`; its upload action warns when that is not what it would have computed. */
  #fingerprints({ id, file, range }: Finding): Record<string, string> {
    let hashOf = this.#hashes.get(file);
    if (!hashOf) {
      const text = this.#context.readSource(file);
      hashOf = text === undefined ? () => undefined : lineHashes(text);
      this.#hashes.set(file, hashOf);
    }
    const lineHash = hashOf(range.start.line);
    return { "rangeguardFinding/v1": id, ...(lineHash !== undefined && { primaryLocationLineHash: lineHash }) };
  }
}

function rankOf({ verification, confidence }: Finding): { readonly rank?: number } {
  return verification === undefined ? {} : { rank: ranks[verification.verdict][confidence] };
}

function verificationOf({ verification, confidence }: Finding) {
  if (verification === undefined) return {};
  return { precision: verification.verdict === "confirmed" ? "very-high" : precisionsByConfidence[confidence], verification };
}

function regionOf({ start, end }: SourceRange) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** Escapes what SARIF would take for a link to a related location: `[text](1)`. */
function messageOf(text: string) {
  return { text: text.replace(/\[(?=[^\]]*\]\()/g, "\\[") };
}

function directoryUri(directory: string): string {
  const uri = pathToFileURL(directory).href;
  return uri.endsWith("/") ? uri : `${uri}/`;
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(.)/g, (_match, letter: string) => letter.toUpperCase());
}
