import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

interface Manifest {
  readonly name?: unknown;
  readonly source?: unknown;
  readonly main?: unknown;
  readonly module?: unknown;
  readonly workspaces?: unknown;
}

/** Where the code of a package begins, where nothing says so. */
const usualEntries = ["src/index.ts", "src/index.tsx", "src/index.js", "lib/index.ts", "index.ts", "src/main.ts", "lib/index.js", "index.js"];

/**
 * The packages of the workspace that a folder lies in: name -> the absolute path of the source file that stands for it. What a package manager links
 * is often built code, or is not there before a build.
 */
export function workspaceSources(directory: string): Readonly<Record<string, string>> {
  const root = workspaceAround(directory);
  if (root === undefined) return {};
  const found = foldersOf(root).flatMap((folder): [string, string][] => {
    const manifest = manifestIn(folder);
    const entry = manifest && entryOf(folder, manifest);
    return typeof manifest?.name === "string" && entry !== undefined ? [[manifest.name, entry]] : [];
  });
  return Object.fromEntries(found);
}

/** The folder whose code a project may load: the workspace, else the package that it lies in. */
export function codeRoot(directory: string): string {
  const workspace = workspaceAround(directory);
  if (workspace !== undefined) return workspace.folder;
  for (let folder = directory; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    if (manifestIn(folder)?.name !== undefined) return folder;
    if (existsSync(path.join(folder, ".git"))) return folder;
  }
  return directory;
}

/** The nearest folder upwards that names the packages of a workspace. */
function workspaceAround(directory: string): { readonly folder: string; readonly globs: readonly string[] } | undefined {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    const globs = globsIn(folder);
    if (globs.length > 0) return { folder, globs };
    if (existsSync(path.join(folder, ".git")) || path.dirname(folder) === folder) return undefined;
  }
}

function globsIn(folder: string): string[] {
  const yaml = path.join(folder, "pnpm-workspace.yaml");
  if (existsSync(yaml)) return [...readFileSync(yaml, "utf8").matchAll(/^\s*-\s+["']?([\w@./*-]+)["']?\s*$/gm)].map(([, glob]) => glob!);
  const workspaces = manifestIn(folder)?.workspaces;
  const globs = Array.isArray(workspaces) ? workspaces : (workspaces as { readonly packages?: unknown } | undefined)?.packages;
  return Array.isArray(globs) ? globs.filter((glob) => typeof glob === "string") : [];
}

/** Stars stand for one folder name each. */
function foldersOf({ folder, globs }: { readonly folder: string; readonly globs: readonly string[] }): string[] {
  const found = new Set<string>();
  for (const glob of globs) for (const each of expand(folder, glob.split("/").filter((part) => part !== "" && part !== "."))) found.add(each);
  return [...found].sort();
}

function expand(folder: string, [part, ...rest]: readonly string[]): string[] {
  if (part === undefined) return [folder];
  if (!part.includes("*")) return existsSync(path.join(folder, part)) ? expand(path.join(folder, part), rest) : [];
  const folders = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory() && each.name !== "node_modules") : [];
  return folders.flatMap(({ name }) => expand(path.join(folder, name), rest));
}

function entryOf(folder: string, { source, main, module }: Manifest): string | undefined {
  const named = [source, main, module].filter((each) => typeof each === "string");
  const candidates = [...named.filter((each) => /\.[cm]?tsx?$/.test(each)), ...usualEntries, ...named];
  return candidates.map((each) => path.join(folder, each)).find((each) => existsSync(each) && path.extname(each) !== "");
}

function manifestIn(folder: string): Manifest | undefined {
  const file = path.join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Manifest;
  } catch {
    return undefined;
  }
}
