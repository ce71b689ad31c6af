import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ts } from "ts-morph";
import { hazardNamed } from "../hazards/catalogue.ts";
import type { Finding, Location } from "../hazards/finding.ts";
import type { ProtectionSettings } from "../hazards/settings.ts";
import type { HazardId } from "../hazards/types.ts";
import type { AnalysisOptions, FileAnalyser } from "./analyser.ts";
import { checkSettings, loadSettings } from "./config-file.ts";
import { defaultAnalyser } from "./default-analyser.ts";
import { Discovery, type ScanUnit } from "./discover.ts";
import { ScanError } from "./errors.ts";
import { relativePath } from "./file-kinds.ts";
import { UnitProgram } from "./program.ts";
import { ProjectInputs } from "./project-inputs.ts";
import { SourceStore } from "./source-store.ts";
import { applySuppressions } from "./suppressions.ts";
import type { ScanOptions, ScanProgress, ScanResult, Skipped, UnusedSuppression } from "./types.ts";
import { describeUnknownHazard } from "./unknown-hazard.ts";

/**
 * Scans TypeScript and JavaScript projects for collections that are changed while they are iterated. Code of the scanned
 * project is never executed or imported. A file that cannot be analysed is listed in `skipped`, and the rest is scanned.
 *
 * @throws ScanError when a path does not exist, a rule is unknown, the configuration is wrong, or there is nothing to scan.
 */
export async function scan(options: ScanOptions = {}): Promise<ScanResult> {
  return scanWith(defaultAnalyser, options);
}

/** `scan` with another analysis. */
export async function scanWith(analyser: FileAnalyser, options: ScanOptions = {}): Promise<ScanResult> {
  const start = performance.now();
  const run = new ScanRun(analyser, options);
  const discovery = run.discover();
  run.expect(discovery.units.reduce((count, unit) => count + unit.files.length, 0));
  for (const unit of discovery.units) {
    // Lets timers and signals through: everything else here is synchronous.
    await nextTurn();
    run.scanUnit(unit, discovery);
  }
  return run.result(performance.now() - start);
}

/** The state of one scan. */
class ScanRun {
  readonly #analyser: FileAnalyser;
  readonly #options: ScanOptions;
  readonly #analysis: AnalysisOptions;
  readonly #root: string;
  readonly #store = new SourceStore();
  readonly #skipped = new Map<string, Skipped>();
  readonly #findings: Finding[] = [];
  readonly #unused: UnusedSuppression[] = [];
  readonly #progress = { load: 0, analyse: 0, total: 0 };
  #suppressed = 0;
  #files = 0;
  #lines = 0;

  constructor(analyser: FileAnalyser, options: ScanOptions) {
    this.#analyser = analyser;
    this.#options = options;
    this.#root = path.resolve(options.cwd ?? process.cwd());
    this.#analysis = {
      level: options.level ?? "recommended",
      rules: options.rules?.map(resolveRule),
      checkWorklists: options.checkWorklists ?? false,
      settings: settingsFor(this.#root, options),
    };
  }

  discover(): Discovery {
    const discovery = new Discovery(this.#root, (file, reason) => this.#skip(file, reason));
    const paths = this.#options.paths ?? ["."];
    for (const name of paths) discovery.addPath(path.resolve(this.#root, name));
    if (discovery.units.length === 0) throw this.#nothingToScan(paths);
    return discovery;
  }

  expect(files: number): void {
    this.#progress.total += files;
  }

  scanUnit(unit: ScanUnit, discovery: Discovery): void {
    this.#store.startProject();
    const program = new UnitProgram(unit, this.#store);
    const listed = new Set(unit.files);
    const loaded = program.load((file) => this.#report("load", file));
    const imported = discovery.claim([...loaded.keys()].filter((file) => !listed.has(file)));
    this.expect(imported.length);
    for (const file of imported) this.#report("load", file);
    const inputs = new ProjectInputs(this.#root, this.#store, program, loaded);
    for (const file of [...unit.files, ...imported]) {
      this.#scanFile(file, inputs, program);
      this.#report("analyse", file);
    }
  }

  result(milliseconds: number): ScanResult {
    return {
      findings: this.#findings.sort(byPlace),
      suppressed: this.#suppressed,
      unusedSuppressions: this.#unused.sort(byPlace),
      skipped: [...this.#skipped.values()].sort((a, b) => compare(a.file, b.file)),
      stats: { files: this.#files, lines: this.#lines, milliseconds },
      root: this.#root,
    };
  }

  #scanFile(file: string, inputs: ProjectInputs, program: UnitProgram): void {
    const input = inputs.of(file);
    if (input === undefined) return this.#skip(file, this.#store.failureOf(file) ?? "cannot be loaded");
    inputs.usesTypes = false;
    try {
      this.#record(file, input.sourceFile, this.#analyser(input, this.#analysis));
    } catch (error) {
      if (inputs.usesTypes) program.resetChecker();
      const message = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
      this.#skip(file, `internal error: ${message}; please report`);
    }
  }

  #record(absolute: string, sourceFile: ts.SourceFile, findings: readonly Finding[]): void {
    const { level, rules } = this.#analysis;
    const file = relativePath(this.#root, absolute);
    const isChecked = (hazard: HazardId | undefined) => rules === undefined || (!!hazard && rules.includes(hazard));
    const isWanted = (finding: Finding) =>
      rules?.includes(finding.hazard) ?? (level === "strict" || finding.level === "recommended");
    const { kept, silenced, unused } = applySuppressions(file, sourceFile, findings, isChecked);
    this.#findings.push(...kept.filter(isWanted));
    this.#unused.push(...unused);
    this.#suppressed += silenced.filter(isWanted).length;
    this.#files += 1;
    this.#lines += countLines(sourceFile);
  }

  #skip(file: string, message: string): void {
    // TypeScript's messages name files by their absolute paths.
    const reason = message.replaceAll(`${this.#root.split(path.sep).join("/")}/`, "");
    const skipped = { file: relativePath(this.#root, file), reason };
    this.#skipped.set(`${skipped.file}\n${reason}`, skipped);
  }

  #report(phase: ScanProgress["phase"], file: string): void {
    this.#progress[phase] += 1;
    const { total, [phase]: done } = this.#progress;
    this.#options.onProgress?.({ phase, done, total, file: relativePath(this.#root, file) });
  }

  #nothingToScan(paths: readonly string[]): ScanError {
    const reasons = [...this.#skipped.values()].map(({ file, reason }) => `${file}: ${reason}`).join("; ");
    const places = paths.map((name) => `\`${name}\``).join(", ") || "an empty list of paths";
    return new ScanError(
      reasons === "" ? `Nothing to scan in ${places}.` : `Nothing to scan: ${reasons}.`,
      "Name a TypeScript or JavaScript file, a directory with some, or a tsconfig that lists some.",
    );
  }
}

function settingsFor(root: string, { settings, config }: ScanOptions): ProtectionSettings {
  if (settings === undefined) return loadSettings(root, config);
  if (config === undefined) return checkSettings(settings, "settings");
  throw new ScanError("There are two configurations: the options `settings` and `config`.", "Give one of them.");
}

function resolveRule(name: string): HazardId {
  const hazard = hazardNamed(name);
  if (hazard === undefined) throw new ScanError(...describeUnknownHazard(name));
  return hazard.id;
}

/** As editors count, but a final line break begins no further line. */
function countLines(sourceFile: ts.SourceFile): number {
  const starts = sourceFile.getLineStarts();
  return starts.length - (starts.at(-1) === sourceFile.text.length ? 1 : 0);
}

function byPlace(a: Location, b: Location): number {
  return (
    compare(a.file, b.file) ||
    a.range.start.line - b.range.start.line ||
    a.range.start.column - b.range.start.column
  );
}

/** Not by locale: the order must be the same everywhere. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
