import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { ts } from "ts-morph";
import type { EmitOptions, ModuleFormat } from "../instrument/emit.ts";
import { instrument, type Instrumented, InstrumentError } from "../instrument/instrument.ts";
import type { PreparedFile, ServeOptions } from "../instrument/serve.ts";
import type { Site, SkippedSite } from "../site.ts";
import { conventionalNames, type GlobalConstant, undeclaredConstant } from "./constants.ts";
import { Formats } from "./format.ts";
import { ImportedFiles, isOwnCode } from "./imported-files.ts";
import { ownPackages } from "./packages.ts";
import type { ProjectSources, SourceFacts } from "./sources.ts";
import { codeRoot } from "./workspace.ts";

/** A project that is ready to be run by a child process. */
export interface PreparedProject {
  /** Absolute path of a JSON file with `ServeOptions`. */
  readonly manifest: string;
  /** Sites at which no hook could be placed. */
  readonly skipped: readonly SkippedSite[];
  /** Absolute path -> why the file cannot be run. */
  readonly failed: ReadonlyMap<string, string>;
}

/** What the child process is given: JSON. */
export interface Manifest extends ServeOptions {
  /** Global names to define before a file is loaded. */
  readonly constants: readonly GlobalConstant[];
  /** The project's hook file, and why it cannot be run. */
  readonly hooks?: { readonly file: string; readonly failure?: string };
}

export interface PrepareOptions {
  /** Absolute path of a folder, which is made. */
  readonly folder: string;
  readonly sitesOf: (file: string) => readonly Site[];
  readonly onFile?: (file: string) => void;
}

/** Instruments the files of a project, once for all cases, and writes them to a folder. */
export function prepareProject(sources: ProjectSources, options: PrepareOptions): PreparedProject {
  return new Preparation(sources, options).run();
}

class Preparation {
  readonly #sources: ProjectSources;
  readonly #options: PrepareOptions;
  readonly #files: Map<string, SourceFacts>;
  readonly #index: Record<string, string> = {};
  readonly #skipped: SkippedSite[] = [];
  readonly #failed = new Map<string, string>();
  readonly #emit: EmitOptions;
  readonly #formats: Formats;
  readonly #imports: ImportedFiles;
  readonly #own = ownPackages();
  /** What is already made of a file. */
  readonly #made = new Map<string, PreparedFile>();
  /** Files that CommonJS modules require. */
  readonly #required = new Set<string>();
  #isWalked = false;

  constructor(sources: ProjectSources, options: PrepareOptions) {
    this.#sources = sources;
    this.#options = options;
    this.#files = new Map(sources.files);
    if (sources.hooks?.problem === undefined && sources.hooks) this.#files.set(sources.hooks.file, { text: sources.hooks.text, typeOnly: new Set() });
    this.#emit = emitOptionsOf(sources.compilerOptions);
    this.#formats = new Formats(sources.compilerOptions);
    this.#imports = new ImportedFiles(sources);
    for (const file of sources.unscanned) if (isOwnCode(file) && !this.#files.has(file)) this.#prepareLater(file);
    mkdirSync(options.folder, { recursive: true });
  }

  run(): PreparedProject {
    // Both grow while they are walked: by what is imported, and by what is required.
    for (const [file, facts] of this.#files) this.#prepare(file, facts);
    this.#isWalked = true;
    for (const file of this.#required) this.#addCommon(file);
    this.#write();
    const manifest = path.join(this.#options.folder, "manifest.json");
    const packages = { ...this.#imports.packages, ...this.#own };
    const { directory, mappings, hooks } = this.#sources;
    const provided = hooks?.modules ?? [];
    const served: ServeOptions = { root: codeRoot(directory), files: {}, index: this.#index, packages, provided, ...(mappings && { mappings }) };
    const failure = hooks && (hooks.problem ?? this.#failed.get(hooks.file));
    const given = hooks && { hooks: { file: hooks.file, ...(failure !== undefined && { failure }) } };
    writeFileSync(manifest, JSON.stringify({ ...served, constants: this.#constants(), ...given } satisfies Manifest));
    return { manifest, skipped: this.#skipped, failed: this.#failed };
  }

  #prepare(file: string, facts: SourceFacts): void {
    this.#options.onFile?.(file);
    const made = this.#instrument(file, facts, this.#formats.of(file, facts.text));
    if (made === undefined) return;
    this.#skipped.push(...made.skipped);
    const { code, format, map, imports } = made;
    this.#made.set(file, { code, format, imports, ...(map !== undefined && { map }) });
    this.#follow(file, imports, format);
  }

  /** A second form for those that require what the project itself imports. */
  #addCommon(file: string): void {
    const made = this.#made.get(file);
    if (made?.format !== "module") return;
    const common = this.#instrument(file, this.#files.get(file)!, "commonjs");
    if (common === undefined) return;
    this.#made.set(file, { ...made, common: common.code });
    this.#follow(file, common.imports, "commonjs");
  }

  #instrument(file: string, { text, typeOnly }: SourceFacts, format: ModuleFormat | undefined): Instrumented | undefined {
    try {
      return instrument(text, file, this.#options.sitesOf(file), { format, typeOnly, compilerOptions: this.#emit, moduleName: file });
    } catch (error) {
      if (!(error instanceof InstrumentError)) throw error;
      this.#failed.set(file, error.message);
      return undefined;
    }
  }

  #follow(file: string, imports: Instrumented["imports"], format: ModuleFormat): void {
    for (const { specifier } of imports) {
      const isGiven = Object.hasOwn(this.#own, specifier) || this.#sources.hooks?.modules.includes(specifier);
      const found = isGiven ? undefined : this.#imports.fileOf(specifier, file);
      if (found === undefined) continue;
      if (format === "commonjs") this.#required.add(found);
      if (!this.#files.has(found)) this.#prepareLater(found);
    }
  }

  /** The walk over the files comes to it; one that is found only afterwards is made at once. */
  #prepareLater(file: string): void {
    const facts = { text: readFileSync(file, "utf8"), typeOnly: new Set<number>() };
    this.#files.set(file, facts);
    if (this.#isWalked) this.#prepare(file, facts);
  }

  /** Also those of files that were found by what others import: of them only the text is known. */
  #constants(): GlobalConstant[] {
    const known = this.#sources.constants.all;
    const found = [...this.#files].filter(([file]) => !this.#sources.files.has(file)).flatMap(([, { text }]) => [...conventionalNames(text)]);
    const names = [...new Set(found)].filter((name) => !known.some((each) => each.name === name)).sort();
    return [...known, ...names.map(undeclaredConstant)];
  }

  #write(): void {
    for (const [file, made] of this.#made) {
      const name = path.join(this.#options.folder, `${Object.keys(this.#index).length}.json`);
      this.#index[file] = name;
      writeFileSync(name, JSON.stringify(made));
    }
  }
}

const emitted = [
  "experimentalDecorators",
  "emitDecoratorMetadata",
  "useDefineForClassFields",
  "verbatimModuleSyntax",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
] as const;

function emitOptionsOf(options: ts.CompilerOptions): EmitOptions {
  return Object.fromEntries(emitted.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}
