import path from "node:path";
import type { ts } from "ts-morph";
import type { FileInput } from "./analyser.ts";
import { languageOf, relativePath } from "./file-kinds.ts";
import type { UnitProgram } from "./program.ts";
import type { SourceStore } from "./source-store.ts";

/** What the files of one project are for those that analyse them. */
export class ProjectInputs {
  /** Has anybody asked for types since this was last set to false? */
  usesTypes = false;
  readonly #root: string;
  readonly #store: SourceStore;
  readonly #program: UnitProgram;
  readonly #loaded: ReadonlyMap<string, ts.SourceFile | undefined>;
  readonly #inputs = new Map<string, FileInput | undefined>();

  constructor(root: string, store: SourceStore, program: UnitProgram, loaded: ReadonlyMap<string, ts.SourceFile | undefined>) {
    this.#root = root;
    this.#store = store;
    this.#program = program;
    this.#loaded = loaded;
  }

  /** Undefined for a file that cannot be analysed. */
  of(file: string): FileInput | undefined {
    if (!this.#inputs.has(file)) this.#inputs.set(file, this.#create(file));
    return this.#inputs.get(file);
  }

  #create(file: string): FileInput | undefined {
    const sourceFile = this.#loaded.get(file);
    if (sourceFile === undefined || this.#store.failureOf(file) !== undefined) return undefined;
    const relative = (fileName: string): string => relativePath(this.#root, fileName);
    return {
      file: relative(file),
      sourceFile,
      text: sourceFile.text,
      language: languageOf(file),
      checker: () => {
        this.usesTypes = true;
        return this.#program.checker();
      },
      relative,
      imported: (specifier) => {
        const found = this.#resolve(file, specifier);
        return found === undefined ? undefined : this.of(found);
      },
      reported: (name) => this.of(path.resolve(this.#root, name).split(path.sep).join("/")),
      compilerOptions: this.#program.options,
      directory: this.#program.directory,
      project: this,
    };
  }

  /** Among the files that are loaded anyway; nothing is looked for on disk. */
  #resolve(from: string, specifier: string): string | undefined {
    if (!specifier.startsWith(".")) return this.#program.resolveAlias(specifier, from, (file) => this.#loaded.has(file));
    const base = path.posix.join(path.posix.dirname(from), specifier);
    return candidatesFor(base).find((candidate) => this.#loaded.has(candidate));
  }
}

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/** What an import may mean: with an extension that is left out, or `.js` for `.ts`, or a directory. */
export function candidatesFor(base: string): string[] {
  const stem = base.replace(/\.[cm]?jsx?$/, "");
  const stems = stem === base ? [base] : [stem, base];
  return [base, ...stems.flatMap((each) => EXTENSIONS.map((extension) => each + extension)), ...EXTENSIONS.map((extension) => `${base}/index${extension}`)];
}
