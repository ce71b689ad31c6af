import { ts } from "ts-morph";
import type { ScanUnit } from "./discover.ts";
import { isSourceFile } from "./file-kinds.ts";
import { isLibraryFile, LIBRARY_DIRECTORY, type SourceStore } from "./source-store.ts";

/**
 * The TypeScript program of one scan unit, in two steps that share their syntax trees: parsing just the files to be scanned,
 * and, when types are asked for, the whole program with library typings and everything imported.
 */
export class UnitProgram {
  readonly #unit: ScanUnit;
  readonly #host: ts.CompilerHost;
  #program: ts.Program | undefined;
  #checker: ts.TypeChecker | undefined;
  #failure: Error | undefined;
  #resolutions: ts.ModuleResolutionCache | undefined;

  constructor(unit: ScanUnit, store: SourceStore) {
    this.#unit = unit;
    this.#host = createHost(unit.project.directory, store);
  }

  get options(): ts.CompilerOptions {
    return this.#unit.project.options;
  }

  /** Where the project's relative names start. */
  get directory(): string {
    return this.#unit.project.directory;
  }

  /** Parses the unit's files and, for entry files, what they import; undefined where that is impossible. */
  load(onFile: (file: string) => void): Map<string, ts.SourceFile | undefined> {
    const { project, files, followImports } = this.#unit;
    const scanned = new Set(files);
    const host: ts.CompilerHost = {
      ...this.#host,
      getSourceFile: (file, languageVersion) => {
        const sourceFile = this.#host.getSourceFile(file, languageVersion);
        if (scanned.has(file)) onFile(file);
        return sourceFile;
      },
    };
    if (followImports) resolveOnlySources(host);
    const options = { ...project.options, noLib: true, noResolve: !followImports, types: [] };
    const program = ts.createProgram({ rootNames: files, options, host });
    const loaded = new Map(files.map((file) => [file, program.getSourceFile(file)]));
    for (const sourceFile of program.getSourceFiles()) {
      if (isSourceFile(sourceFile.fileName)) loaded.set(sourceFile.fileName, sourceFile);
    }
    return loaded;
  }

  /** Creates and binds the whole program on the first call. When that fails, so do all further calls, at no cost. */
  checker(): ts.TypeChecker {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return (this.#checker ??= this.#createChecker());
    } catch (error) {
      this.#failure = error as Error;
      throw error;
    }
  }

  /** The loaded file that a path mapping of the tsconfig gives for an import, if it has such mappings. */
  resolveAlias(specifier: string, from: string, isLoaded: (file: string) => boolean): string | undefined {
    const { options } = this.#unit.project;
    if (!options.paths && !options.baseUrl) return undefined;
    this.#resolutions ??= ts.createModuleResolutionCache(this.#unit.project.directory, (name) => name, options);
    const { resolvedModule } = ts.resolveModuleName(specifier, from, options, this.#host, this.#resolutions);
    const file = resolvedModule?.resolvedFileName;
    return file !== undefined && isLoaded(file) ? file : undefined;
  }

  /** Makes the next call of `checker` start afresh: one that has thrown may be in an inconsistent state. */
  resetChecker(): void {
    this.#checker = undefined;
  }

  #createChecker(): ts.TypeChecker {
    const { options, rootNames } = this.#unit.project;
    this.#program = ts.createProgram({ rootNames, options, host: this.#host, oldProgram: this.#program });
    return this.#program.getTypeChecker();
  }
}

function createHost(directory: string, store: SourceStore): ts.CompilerHost {
  const { sys } = ts;
  return {
    directoryExists: sys.directoryExists,
    fileExists: (file) => isLibraryFile(file) || sys.fileExists(file),
    getCanonicalFileName: (file) => (sys.useCaseSensitiveFileNames ? file : file.toLowerCase()),
    getCurrentDirectory: () => directory,
    getDefaultLibFileName: (options) => `${LIBRARY_DIRECTORY}/${ts.getDefaultLibFileName(options)}`,
    getDirectories: sys.getDirectories,
    getNewLine: () => "\n",
    getSourceFile: (file, languageVersion) => store.get(file, languageVersion),
    // Types in JavaScript live in JSDoc comments; elsewhere only the compiler's own tags matter.
    jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors,
    readFile: sys.readFile,
    realpath: sys.realpath,
    useCaseSensitiveFileNames: () => sys.useCaseSensitiveFileNames,
    writeFile: () => {},
  };
}

/** Leaves imports of packages and of declaration files unresolved, so that none of them is parsed. */
function resolveOnlySources(host: ts.CompilerHost): void {
  host.resolveModuleNameLiterals = (literals, containingFile, redirected, options, sourceFile) =>
    literals.map((literal) => {
      const mode = ts.getModeForUsageLocation(sourceFile, literal, options);
      const { resolvedModule } = ts.resolveModuleName(
        literal.text,
        containingFile,
        options,
        host,
        undefined,
        redirected,
        mode,
      );
      const isForeign = resolvedModule?.isExternalLibraryImport || !isSourceFile(resolvedModule?.resolvedFileName ?? "");
      return { resolvedModule: isForeign ? undefined : resolvedModule };
    });
}
