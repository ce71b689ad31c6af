import path from "node:path";
import type { FileInput } from "./analyser.ts";

export const JAVASCRIPT_EXTENSIONS = [".js", ".jsx", ".mjs", ".cjs"] as const;
export const SOURCE_EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ...JAVASCRIPT_EXTENSIONS] as const;

/**
 * Folders of generated or foreign code that a directory scan leaves out, besides those whose name begins with a dot. A
 * tsconfig decides for itself.
 */
export const IGNORED_FOLDERS = [
  "node_modules",
  "bower_components",
  "jspm_packages",
  "build",
  "coverage",
  "dist",
  "out",
] as const;

const DECLARATION = /\.d\.(?:[^./\\]+\.)?[cm]?ts$/i;
const SOURCE = /\.[cm]?[jt]s$|\.[jt]sx$/i;
const EMITTED_FROM: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/** Has no code to scan: `.d.ts`, `.d.mts`, `.d.css.ts`, ... */
export function isDeclarationFile(file: string): boolean {
  return DECLARATION.test(file);
}

/** TypeScript or JavaScript with code in it. */
export function isSourceFile(file: string): boolean {
  return SOURCE.test(file) && !isDeclarationFile(file);
}

export function isJavaScript(file: string): boolean {
  return /\.(?:[cm]?js|jsx)$/i.test(file);
}

/** Drops each JavaScript file that lies beside the TypeScript file it was compiled from. */
export function withoutEmitted(files: readonly string[], exists: (file: string) => boolean): string[] {
  return files.filter((file) => {
    const extension = path.extname(file);
    const stem = file.slice(0, -extension.length);
    return !EMITTED_FROM[extension]?.some((source) => exists(stem + source));
  });
}

export function languageOf(file: string): FileInput["language"] {
  const extension = path.extname(file).toLowerCase();
  if (extension === ".tsx") return "tsx";
  if (extension === ".jsx") return "jsx";
  return extension.endsWith("ts") ? "ts" : "js";
}

/** `file` relative to `root`, with forward slashes; the two must be absolute. */
export function relativePath(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join("/") || ".";
}
