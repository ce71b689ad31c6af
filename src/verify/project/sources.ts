import path from "node:path";
import type { ts } from "ts-morph";
import type { FileInput } from "../../scanner/analyser.ts";
import { importsOf } from "../instrument/imports.ts";
import type { PathMappings } from "../instrument/resolve.ts";
import { typeOnlyNames } from "../instrument/type-only.ts";
import type { HooksFile } from "./hooks-file.ts";
import { GlobalConstants } from "./constants.ts";
import { ownPackages } from "./packages.ts";

/** A file as it is needed to make it ready to run, when its types can no longer be asked. */
export interface SourceFacts {
  readonly text: string;
  /** Offsets of names in import and export clauses that are only types. */
  readonly typeOnly: ReadonlySet<number>;
}

/** The files of one project that cases load, and those that they import. Filled during a scan, while there are types. */
export class ProjectSources {
  readonly directory: string;
  readonly compilerOptions: ts.CompilerOptions;
  readonly mappings: PathMappings | undefined;
  /** By absolute path. */
  readonly files = new Map<string, SourceFacts>();
  /** Further ones that cases load, which the scan knows for their types only: absolute paths. */
  readonly unscanned = new Set<string>();
  readonly constants = new GlobalConstants();

  /** The project's own hooks, which are run like any of its files. */
  readonly hooks: HooksFile | undefined;

  constructor({ directory, compilerOptions }: FileInput, hooks?: HooksFile) {
    this.hooks = hooks;
    this.directory = directory;
    this.compilerOptions = compilerOptions;
    this.mappings = mappingsOf(compilerOptions, directory);
  }

  /** Adds a file and all of the project that it leads to by its imports. */
  add(input: FileInput): void {
    const own = ownPackages();
    const waiting = [input];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { sourceFile } = next;
      if (this.files.has(sourceFile.fileName)) continue;
      this.files.set(sourceFile.fileName, { text: sourceFile.text, typeOnly: typeOnlyNames(sourceFile, next.checker()) });
      this.constants.add(sourceFile, next.checker());
      for (const { specifier } of importsOf(sourceFile)) {
        const imported = Object.hasOwn(own, specifier) ? undefined : next.imported(specifier);
        if (imported !== undefined) waiting.push(imported);
      }
    }
  }
}

function mappingsOf(options: ts.CompilerOptions, directory: string): PathMappings | undefined {
  const { paths, baseUrl } = options;
  if (paths === undefined && baseUrl === undefined) return undefined;
  const base = baseUrl ?? (options as { readonly pathsBasePath?: string }).pathsBasePath ?? directory;
  return { base: path.resolve(directory, base), paths: paths ?? {}, ...(baseUrl !== undefined && { hasBaseUrl: true }) };
}
