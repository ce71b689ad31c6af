import path from "node:path";
import type { ReportContext } from "./types.ts";

/** A file of the result (relative to `root`) as it is shown: relative to the context's directory, with forward slashes. */
export function shownPath(file: string, root: string, context: ReportContext): string {
  if (path.relative(context.cwd, root) === "") return file;
  const relative = path.relative(context.cwd, path.resolve(root, file));
  return relative.split(path.sep).join("/");
}
