import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ts } from "ts-morph";
import { onTestFinished } from "vitest";
import type { Finding } from "../../src/hazards/finding.ts";
import type { HazardId } from "../../src/hazards/types.ts";
import type { FileAnalyser } from "../../src/scanner/analyser.ts";
import { scanWith } from "../../src/scanner/scan.ts";
import type { ScanOptions, ScanResult } from "../../src/scanner/types.ts";

/** Writes the files into a new directory, removed when the test is over. */
export function createTree(files: Readonly<Record<string, string | Buffer>>): string {
  const directory = realpathSync.native(mkdtempSync(path.join(tmpdir(), "rangeguard-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return directory;
}

export interface TreeScan extends ScanResult {
  /** The files that the analysis was given, sorted. */
  readonly analysed: readonly string[];
}

/** Scans `directory` with `markerAnalyser`. */
export async function scanTree(directory: string, options: ScanOptions = {}): Promise<TreeScan> {
  const analysed: string[] = [];
  const result = await scanWith(
    (input, analysis) => {
      analysed.push(input.file);
      return markerAnalyser(input, analysis);
    },
    { cwd: directory, ...options },
  );
  return { ...result, analysed: analysed.sort() };
}

/** Takes each call of `insert()` or `removeAhead()` for a finding; the latter is a strict one. */
export const markerAnalyser: FileAnalyser = ({ file, sourceFile }) => {
  const findings: Finding[] = [];
  const pending: ts.Node[] = [sourceFile];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      if (node.expression.text === "insert") findings.push(createFinding(file, sourceFile, node, "insert-during-iteration"));
      if (node.expression.text === "removeAhead") findings.push(createFinding(file, sourceFile, node, "remove-ahead-during-iteration"));
    }
    ts.forEachChild(node, (child) => void pending.push(child));
  }
  return findings;
};

function createFinding(file: string, sourceFile: ts.SourceFile, node: ts.Node, hazard: HazardId): Finding {
  const position = (offset: number) => {
    const { line, character } = sourceFile.getLineAndCharacterOfPosition(offset);
    return { line: line + 1, column: character + 1 };
  };
  return {
    id: "0".repeat(16),
    file,
    range: { start: position(node.getStart(sourceFile)), end: position(node.end) },
    hazard,
    rule: `no-${hazard}`,
    level: hazard === "insert-during-iteration" ? "recommended" : "strict",
    confidence: "high",
    message: `a call of ${hazard}`,
    collection: { name: "m", kind: "Map" },
    trace: [],
    suggestions: [],
  };
}

/** `file:line:column` of each finding. */
export function places(result: ScanResult): string[] {
  return result.findings.map(({ file, range }) => `${file}:${range.start.line}:${range.start.column}`);
}

/** `file | reason` of each skipped file. */
export function skips(result: ScanResult): string[] {
  return result.skipped.map(({ file, reason }) => `${file} | ${reason}`);
}
