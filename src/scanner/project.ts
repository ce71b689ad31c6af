import { readFileSync } from "node:fs";
import path from "node:path";
import { ts } from "ts-morph";
import { isJavaScript, isSourceFile } from "./file-kinds.ts";
import { listFiles, realPath, type ReportSkip } from "./listing.ts";

/** Files that share compiler options: those of a tsconfig, or plain files. */
export interface Project {
  /** The tsconfig; undefined for plain files. */
  readonly config?: string;
  /** Where relative names and `node_modules` lookups start. */
  readonly directory: string;
  readonly options: ts.CompilerOptions;
  /** All files of the program, declarations included. */
  readonly rootNames: readonly string[];
}

export interface ConfiguredProject extends Project {
  readonly config: string;
  /** Those of `rootNames` that have code to scan. */
  readonly sources: readonly string[];
  /** Referenced tsconfig files. */
  readonly references: readonly string[];
  /** `exclude` globs. */
  readonly exclude: readonly string[];
  /** It names single files as entry points: what they import belongs to it as well. */
  readonly hasEntryFiles: boolean;
  /** It lists neither files nor references. */
  readonly isEmpty: boolean;
}

/** Diagnostics that change what is scanned: a file that cannot be read or found, or a circular `extends`. */
const REPORTED_CODES = new Set([5083, 6053, 18000]);
const EMPTY_CODES = new Set([18002, 18003]);

/** For files without a tsconfig: as permissive as can be. */
const PLAIN_OPTIONS: ts.CompilerOptions = {
  allowJs: true,
  jsx: ts.JsxEmit.Preserve,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  target: ts.ScriptTarget.ESNext,
};

/** Hold for every project: nothing is written, traced or parsed that no analysis reads. */
const FORCED_OPTIONS: ts.CompilerOptions = {
  maxNodeModuleJsDepth: 0,
  noEmit: true,
  skipLibCheck: true,
  traceResolution: false,
};

export function plainProject(directory: string, files: readonly string[]): Project {
  return { directory, options: { ...PLAIN_OPTIONS, ...FORCED_OPTIONS }, rootNames: files };
}

/**
 * Reads a tsconfig as data, following `extends`. Undefined when it is not JSON or cannot be read, which is reported; of a
 * configuration with lesser faults the rest is used.
 */
export function readProject(config: string, report: ReportSkip): ConfiguredProject | undefined {
  const directory = path.dirname(config);
  const json = ts.readJsonConfigFile(config, ts.sys.readFile);
  const fatal = parseDiagnosticsOf(json)[0];
  if (fatal !== undefined) {
    report(config, `${describeDiagnostic(fatal)} The files are scanned without it.`);
    return undefined;
  }
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: (folder, extensions, exclude, include, depth) =>
      listFiles(folder, { extensions, exclude: exclude ?? [], include, depth, followDirectoryLinks: true }, report),
  };
  const parsed = ts.parseJsonSourceFileConfigFileContent(json, host, directory, undefined, config);
  for (const problem of parsed.errors) {
    if (problem.code < 2000 || REPORTED_CODES.has(problem.code)) {
      report(config, `${describeDiagnostic(problem)} The files are scanned with what is left of the configuration.`);
    }
  }
  return toProject(config, parsed);
}

function toProject(config: string, parsed: ts.ParsedCommandLine): ConfiguredProject {
  const raw = (parsed.raw ?? {}) as { exclude?: unknown; files?: unknown };
  const allowsJs = parsed.options.allowJs ?? parsed.options.checkJs ?? false;
  return {
    config,
    directory: path.dirname(config),
    options: { ...parsed.options, ...FORCED_OPTIONS },
    rootNames: parsed.fileNames,
    // `files` may name JavaScript where it is not allowed; TypeScript refuses to load that.
    sources: parsed.fileNames.filter((file) => isSourceFile(file) && (allowsJs || !isJavaScript(file))),
    references: (parsed.projectReferences ?? []).map((reference) => ts.resolveProjectReferencePath(reference)),
    exclude: Array.isArray(raw.exclude) ? raw.exclude.filter((glob) => typeof glob === "string") : [],
    hasEntryFiles: Array.isArray(raw.files) && raw.files.length > 0,
    isEmpty: parsed.errors.some((problem) => EMPTY_CODES.has(problem.code)),
  };
}

const realSources = new WeakMap<ConfiguredProject, ReadonlySet<string>>();

/** The real paths of a project's sources. They are resolved once: it takes a system call for each. */
export function realSourcesOf(project: ConfiguredProject): ReadonlySet<string> {
  const known = realSources.get(project) ?? new Set(project.sources.map((source) => realPath(source)));
  realSources.set(project, known);
  return known;
}

/** Whether a JSON file has the shape of a tsconfig, or cannot be told because it is damaged. */
export function looksLikeConfig(file: string): boolean {
  if (/^[jt]sconfig\b.*\.json$/i.test(path.basename(file))) return true;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return false;
  }
  const { config } = ts.parseConfigFileTextToJson(file, text) as { config?: object };
  const keys = ["compilerOptions", "extends", "files", "include", "references"];
  return typeof config === "object" && config !== null && keys.some((key) => key in config);
}

/** Syntax errors that the parser has met, in order. Not in TypeScript's public typings. */
export function parseDiagnosticsOf(sourceFile: ts.SourceFile): readonly ts.Diagnostic[] {
  return (sourceFile as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }).parseDiagnostics;
}

/** One line; begins with `line:column` when the diagnostic has a place and a file. */
export function describeDiagnostic(diagnostic: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ").replace(/\s+/g, " ");
  if (diagnostic.file === undefined || diagnostic.start === undefined) return message;
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `${line + 1}:${character + 1}: ${message}`;
}
