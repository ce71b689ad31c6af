import path from "node:path";
import type { ReportContext } from "./types.ts";

/** A file of the result (relative to `root`) as it is shown: relative to the context's directory, with forward slashes. */
export function shownPath(file: string, root: string, context: ReportContext): string {
  if (path.relative(context.cwd, root) === "") return file;
  const relative = path.relative(context.cwd, path.resolve(root, file));
  return relative.split(path.sep).join("/");
}

/** A module that is named by its absolute path as it is shown; the names of others stay. */
export function shownModule(module: string, context: Pick<ReportContext, "cwd">): string {
  if (!path.isAbsolute(module)) return module;
  const relative = path.relative(context.cwd, module).split(path.sep).join("/");
  return relative.startsWith("../") || path.isAbsolute(relative) ? relative : `./${relative}`;
}
