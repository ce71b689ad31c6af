import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ts } from "ts-morph";
import type { ModuleFormat } from "../instrument/emit.ts";

/** Tells in which module system the files of a project run: as its own build would have it. */
export class Formats {
  readonly #module: ts.ModuleKind | undefined;
  /** By folder: the "type" of the nearest package.json. */
  readonly #types = new Map<string, ModuleFormat>();

  constructor({ module }: ts.CompilerOptions) {
    this.#module = module;
  }

  /** Undefined: what the file's own name and syntax say. */
  of(file: string, text: string): ModuleFormat | undefined {
    if (/\.[cm][jt]sx?$/.test(file)) return undefined;
    // Neither can be said in CommonJS.
    if (/\bimport\.meta\b/.test(text) || /^(await|for await|export default await)\b/m.test(text)) return "module";
    // Nor these in an ES module, for whatever the project builds.
    if (/^(import\s+[\w$]+\s*=\s*require\b|export\s*=)/m.test(text)) return "commonjs";
    if (!/\.tsx?$/.test(file)) return hasModuleSyntax.test(text) ? "module" : this.#ofPackage(path.dirname(file));
    if (this.#module === undefined) return undefined;
    if (this.#module <= ts.ModuleKind.System) return "commonjs";
    const isNode = this.#module >= ts.ModuleKind.Node16 && this.#module <= ts.ModuleKind.NodeNext;
    return isNode ? this.#ofPackage(path.dirname(file)) : "module";
  }

  #ofPackage(folder: string): ModuleFormat {
    const known = this.#types.get(folder);
    if (known !== undefined) return known;
    const own = typeIn(path.join(folder, "package.json"));
    const parent = path.dirname(folder);
    const format = own ?? (parent === folder ? "commonjs" : this.#ofPackage(parent));
    this.#types.set(folder, format);
    return format;
  }
}

const hasModuleSyntax = /^\s*(?:import\b(?!\s*\()|export\b)/m;

/** Undefined where there is no such file. */
function typeIn(file: string): ModuleFormat | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { type } = JSON.parse(readFileSync(file, "utf8")) as { readonly type?: unknown };
    return type === "module" ? "module" : "commonjs";
  } catch {
    return undefined;
  }
}
