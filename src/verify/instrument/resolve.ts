import { readFileSync, statSync } from "node:fs";
import path from "node:path";

/** The part of a tsconfig that says what specifiers mean. */
export interface PathMappings {
  /** Absolute directory that the targets are relative to: `baseUrl`, else that of the tsconfig. */
  readonly base: string;
  readonly paths: Readonly<Record<string, readonly string[]>>;
  /** There is a `baseUrl`: bare specifiers are tried below it. */
  readonly hasBaseUrl?: boolean;
}

/** What TypeScript looks for where JavaScript is named. */
const sourcesOf: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

export const codeExtensions: readonly string[] = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/**
 * The file that a specifier of a project's file means, as TypeScript and bundlers see it: with or without extension, an index file, a mapped
 * path. Undefined for what Node has to resolve, such as packages.
 */
export function resolveSource(specifier: string, parent: string, mappings?: PathMappings): string | undefined {
  if (/^\.\.?(\/|$)/.test(specifier) || path.isAbsolute(specifier)) return fileAt(path.resolve(path.dirname(parent), withoutQuery(specifier)));
  if (!mappings) return undefined;
  for (const target of mappedTargets(specifier, mappings)) {
    const file = fileAt(path.resolve(mappings.base, target));
    if (file !== undefined) return file;
  }
  return undefined;
}

/** `./icon.svg?raw` is a file with an order to the bundler. */
function withoutQuery(specifier: string): string {
  return specifier.replace(/[?#].*$/, "");
}

/** By the longest pattern that fits, as TypeScript does. */
function mappedTargets(specifier: string, { paths, hasBaseUrl }: PathMappings): string[] {
  const fitting = Object.keys(paths)
    .filter((pattern) => matchOf(pattern, specifier) !== undefined)
    .sort((a, b) => (b.split("*")[0] ?? "").length - (a.split("*")[0] ?? "").length);
  const [best] = fitting;
  const mapped = best === undefined ? [] : paths[best]!.map((target) => target.replace("*", () => matchOf(best, specifier)!));
  return hasBaseUrl ? [...mapped, specifier] : mapped;
}

/** What the `*` of the pattern stands for: empty where there is none. */
function matchOf(pattern: string, specifier: string): string | undefined {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === specifier ? "" : undefined;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  const fits = specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
  return fits ? specifier.slice(before.length, specifier.length - after.length) : undefined;
}

function fileAt(name: string): string | undefined {
  if (isFile(name)) return name;
  const extension = path.extname(name);
  const stem = name.slice(0, name.length - extension.length);
  const candidates = [...(sourcesOf[extension] ?? []).map((each) => stem + each), ...codeExtensions.map((each) => name + each), `${name}.json`];
  return candidates.find(isFile) ?? indexOf(name);
}

function indexOf(directory: string): string | undefined {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const main = mainOf(directory);
  const found = main === undefined ? undefined : fileAt(path.resolve(directory, main));
  return found ?? codeExtensions.map((each) => path.join(directory, `index${each}`)).find(isFile);
}

function mainOf(directory: string): string | undefined {
  try {
    const { main } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as { readonly main?: unknown };
    return typeof main === "string" && path.resolve(directory, main) !== directory ? main : undefined;
  } catch {
    return undefined;
  }
}

function isFile(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isFile() ?? false;
}
