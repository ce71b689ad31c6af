import { readFileSync, realpathSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import { codeExtensions, resolveSource } from "../instrument/resolve.ts";
import type { ProjectSources } from "./sources.ts";
import { workspaceSources } from "./workspace.ts";

/** The files that imports of a project's files mean, beyond those that the scan has loaded: only what has to be made ready to run. */
export class ImportedFiles {
  /** Packages of the workspace that are not installed in a form that runs: name -> the source file that stands for each. */
  readonly packages: Record<string, string> = {};
  readonly #sources: ProjectSources;
  #workspace: Readonly<Record<string, string>> | undefined;

  constructor(sources: ProjectSources) {
    this.#sources = sources;
  }

  /** Undefined for what Node loads by itself, and for what is missing. */
  fileOf(specifier: string, file: string): string | undefined {
    const found = resolveSource(specifier, file, this.#sources.mappings);
    if (found !== undefined) return isOwnCode(found) ? found : undefined;
    if (/^[./]/.test(specifier) || Module.isBuiltin(specifier)) return undefined;
    const installed = installedFile(specifier, file);
    if (installed !== undefined) return /\.[cm]?tsx?$/.test(installed) && isOwnCode(installed) ? installed : undefined;
    this.#workspace ??= workspaceSources(this.#sources.directory);
    const source = Object.hasOwn(this.#workspace, specifier) ? this.#workspace[specifier] : undefined;
    if (source !== undefined) this.packages[specifier] = source;
    return source;
  }
}

/** Whether a file is code of the project itself, not of its packages and not only their types. */
export function isOwnCode(file: string): boolean {
  return codeExtensions.includes(path.extname(file)) && !/\.d\.[cm]?ts$/.test(file) && !file.split(path.sep).includes("node_modules");
}

/** Where Node finds a package; undefined also where what it names has not been built. */
function installedFile(specifier: string, file: string): string | undefined {
  try {
    return realpathSync(createRequire(file).resolve(specifier));
  } catch (error) {
    // It is there, but only for `import`: whatever file that is, Node finds it.
    return (error as { readonly code?: unknown }).code === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? packageFile(specifier, file) : undefined;
  }
}

/** The package's manifest stands for it, if it can be read. */
function packageFile(specifier: string, file: string): string | undefined {
  const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  for (const folder of createRequire(file).resolve.paths(specifier) ?? []) {
    const manifest = path.join(folder, name, "package.json");
    try {
      readFileSync(manifest);
      return manifest;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
