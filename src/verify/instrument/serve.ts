import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { codeExtensions, type PathMappings, resolveSource } from "./resolve.ts";
import { namesImported, providedModuleSource, stubModuleSource } from "./stubs.ts";

/** A file of the project, ready to be run: what `instrument` gives. Plain JSON. */
export interface PreparedFile {
  readonly code: string;
  readonly format: "module" | "commonjs";
  readonly map?: string;
  /** Of an ES module that is also required: the same as CommonJS. */
  readonly common?: string;
  readonly imports?: readonly { readonly specifier: string; readonly names: readonly string[] }[];
}

/** What the hooks have to know. Plain JSON, since they may run on a thread of their own. */
export interface ServeOptions {
  /** Absolute directory; the files in it, but for those in `node_modules`, are the project's. */
  readonly root: string;
  /** By absolute path. */
  readonly files: Readonly<Record<string, PreparedFile>>;
  /** Further ones: absolute path -> that of a JSON file with the `PreparedFile`, which is read when the file is loaded. */
  readonly index?: Readonly<Record<string, string>>;
  readonly mappings?: PathMappings;
  /** Specifiers that mean a module of this tool's own package, in any file of the project: specifier -> absolute path. */
  readonly packages?: Readonly<Record<string, string>>;
  /** Modules that are provided at run time, whether they are there or not: specifiers of packages, absolute paths of files. */
  readonly provided?: readonly string[];
  /** URL of a module whose export `transform(source, file)` prepares, synchronously, project files that are not in `files`. */
  readonly transformer?: string;
}

export type Transform = (source: string, file: string) => PreparedFile;

export interface Loaded {
  readonly format: "module" | "commonjs" | "json";
  /** Undefined: the CommonJS loader gets it from `Project.prepared`. */
  readonly source?: string;
}

const stubScheme = "rangeguard-stub:";
const providedScheme = "rangeguard-provided:";
const missingCodes = new Set([
  ...["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED", "ERR_UNSUPPORTED_DIR_IMPORT"],
  ...["ERR_UNSUPPORTED_ESM_URL_SCHEME", "ERR_PACKAGE_IMPORT_NOT_DEFINED", "ERR_UNKNOWN_BUILTIN_MODULE", "ERR_INVALID_MODULE_SPECIFIER"],
]);

/** A project's files as the module loaders of Node see them. */
export class Project {
  readonly #options: ServeOptions;
  readonly #transform: Transform | undefined;
  readonly #transformed = new Map<string, PreparedFile>();

  constructor(options: ServeOptions, transform?: Transform) {
    this.#options = options;
    this.#transform = transform;
  }

  /** Whether a file belongs to the project, and may thus import what is not there. */
  owns(file: string): boolean {
    const { files, index = {} } = this.#options;
    if (Object.hasOwn(files, file) || Object.hasOwn(index, file)) return true;
    const inside = path.relative(this.#options.root, file);
    return !inside.startsWith("..") && !path.isAbsolute(inside) && !inside.split(path.sep).includes("node_modules");
  }

  /** The file in the form in which it runs; undefined if Node has to load it. */
  prepared(file: string): PreparedFile | undefined {
    if (Object.hasOwn(this.#options.files, file)) return this.#options.files[file];
    const known = this.#transformed.get(file) ?? this.#indexed(file) ?? this.#transformedNow(file);
    if (known) this.#transformed.set(file, known);
    return known;
  }

  #indexed(file: string): PreparedFile | undefined {
    const { index } = this.#options;
    return index && Object.hasOwn(index, file) ? (JSON.parse(readFileSync(index[file]!, "utf8")) as PreparedFile) : undefined;
  }

  #transformedNow(file: string): PreparedFile | undefined {
    if (!this.#transform || !this.owns(file) || !codeExtensions.includes(path.extname(file))) return undefined;
    return this.#transform(readFileSync(file, "utf8"), file);
  }

  resolve(specifier: string, parent: string): string | undefined {
    if (!this.owns(parent)) return undefined;
    const { packages = {}, mappings } = this.#options;
    return Object.hasOwn(packages, specifier) ? packages[specifier] : resolveSource(specifier, parent, mappings);
  }

  /** The URL of what is provided at run time for what a project's file imports. */
  providedFor(specifier: string, parent: string): string | undefined {
    const { provided = [], packages = {} } = this.#options;
    if (provided.length === 0 || Object.hasOwn(packages, specifier) || !this.owns(parent)) return undefined;
    const name = [specifier, this.resolve(specifier, parent)].find((each) => each !== undefined && provided.includes(each));
    return name && this.#stubUrl(providedScheme, name, specifier, parent);
  }

  /** The URL of a stub for what a project's file imports, if the error says that it is missing. */
  stubFor(specifier: string, parent: string | undefined, error: unknown): string | undefined {
    if (parent === undefined || !this.owns(parent)) return undefined;
    if (!missingCodes.has(String((error as { readonly code?: unknown } | null)?.code))) return undefined;
    return this.stubUrl(specifier, parent);
  }

  stubUrl(specifier: string, parent: string): string {
    return this.#stubUrl(stubScheme, specifier, specifier, parent);
  }

  #stubUrl(scheme: string, name: string, specifier: string, parent: string): string {
    const file = this.prepared(parent);
    const imports = file?.imports?.filter((each) => each.specifier === specifier) ?? [];
    // What the source does not import, the compiler has added: that of JSX.
    const names = imports.length > 0 ? imports.flatMap((each) => each.names) : namesImported(file?.code ?? readFileSync(parent, "utf8"), specifier);
    return `${scheme}${encodeURIComponent(name)}?${names.map(encodeURIComponent).join("&")}`;
  }

  /** What a project's file or a stub is loaded as; undefined for all others. */
  load(url: string, wantsJson: boolean): Loaded | undefined {
    if (isStub(url)) return { format: "module", source: stubSource(url) };
    if (!url.startsWith("file:")) return undefined;
    const file = fileURLToPath(url);
    const prepared = this.prepared(file);
    if (prepared) return prepared.format === "module" ? { format: "module", source: moduleSource(prepared, file) } : { format: "commonjs" };
    if (!this.owns(file)) return undefined;
    if (path.extname(file) !== ".json") return isAsset(file) ? { format: "module", source: stubModuleSource(file, []) } : undefined;
    return wantsJson ? { format: "json", source: readFileSync(file, "utf8") } : { format: "module", source: jsonModule(file) };
  }
}

/** Whether a file is something that only a bundler can import: a style sheet, a picture. */
export function isAsset(file: string): boolean {
  const extension = path.extname(file);
  return extension !== "" && ![...codeExtensions, ".json", ".wasm", ".node"].includes(extension);
}

export function isStub(name: string): boolean {
  return name.startsWith(stubScheme) || name.startsWith(providedScheme);
}

export function isProvided(name: string): boolean {
  return name.startsWith(providedScheme);
}

/** The specifier that a stub stands for. */
export function stubbedBy(url: string): string {
  return decodeURIComponent(url.slice(url.indexOf(":") + 1).split("?")[0]!);
}

function stubSource(url: string): string {
  const names = url.slice(url.indexOf("?") + 1).split("&").filter((name) => name !== "");
  const source = isProvided(url) ? providedModuleSource : stubModuleSource;
  return source(stubbedBy(url), names.map(decodeURIComponent));
}

function jsonModule(file: string): string {
  const text = readFileSync(file, "utf8");
  const value = JSON.parse(text) as unknown;
  const keys = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
  const names = keys.filter((key) => key !== "default" && !/\p{Surrogate}/u.test(key));
  const constants = names.map((key, index) => `const v${index}=json[${JSON.stringify(key)}];`).join("");
  return `const json=${JSON.stringify(value)};${constants}export{${names.map((key, index) => `v${index} as ${JSON.stringify(key)}`).join(",")}};export default json;`;
}

/** Bundlers and TypeScript's own runners let ES modules use what CommonJS has. */
function moduleSource(prepared: PreparedFile, file: string): string {
  const code = withMap(prepared, file);
  const isDeclared = (name: string): boolean => new RegExp(`\\b(const|let|var|function)\\s+${name}\\b|\\bimport\\b[^;"'()]*\\b${name}\\b`).test(code);
  const isUsed = (name: string): boolean => new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(code) && !isDeclared(name);
  const shims = [
    isUsed("require") ? `const require=(await import("node:module")).createRequire(import.meta.url);` : "",
    isUsed("__filename") ? `const __filename=${JSON.stringify(file)};` : "",
    isUsed("__dirname") ? `const __dirname=${JSON.stringify(path.dirname(file))};` : "",
  ].join("");
  return shims === "" ? code : shims + code.replace(/^#!/, "//");
}

/** The code with its source map inside. */
export function withMap({ code, map }: PreparedFile, file: string): string {
  if (map === undefined) return code;
  const named = { ...(JSON.parse(map) as object), file: undefined, sourceRoot: undefined, sources: [pathToFileURL(file).href] };
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(named)).toString("base64")}\n`;
}
