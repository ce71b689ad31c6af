import { readFileSync } from "node:fs";
import { type PreparedFile, Project, type ServeOptions } from "../instrument/serve.ts";

interface Import {
  readonly specifier: string;
  /** Where it is a file of the project. */
  readonly file: string | undefined;
}

/** What the files of a project import, as far as they say it by name. */
export class ImportGraph {
  readonly #project: Project;
  readonly #index: NonNullable<ServeOptions["index"]>;
  readonly #known = new Map<string, readonly Import[]>();

  constructor(options: ServeOptions) {
    this.#project = new Project(options);
    this.#index = options.index ?? {};
  }

  /** All that files import, and what that imports in turn: specifiers as they are written, and absolute paths of files. */
  from(files: readonly string[]): ReadonlySet<string> {
    const found = new Set<string>();
    const seen = new Set(files);
    // It grows while it is walked.
    for (const each of seen) {
      for (const { specifier, file } of this.#importsOf(each)) {
        found.add(specifier);
        if (file !== undefined) seen.add(file);
      }
    }
    return new Set([...found, ...seen]);
  }

  #importsOf(file: string): readonly Import[] {
    let imports = this.#known.get(file);
    if (imports === undefined) {
      const { imports: written = [] } = Object.hasOwn(this.#index, file) ? (JSON.parse(readFileSync(this.#index[file]!, "utf8")) as PreparedFile) : {};
      imports = written.map(({ specifier }) => ({ specifier, file: this.#project.resolve(specifier, file) }));
      this.#known.set(file, imports);
    }
    return imports;
  }
}
