import { fileURLToPath } from "node:url";

/** The entry points of this package that a project's files may import, from this folder: the file without its extension. */
const entries: Readonly<Record<string, string>> = {
  "rangeguard/engine": "../../engine/index",
  "rangeguard/verify": "../define",
};

/** Specifier -> absolute path: the modules of this very package, of which the runner has the same instances, whatever the project has installed. */
export function ownPackages(): Readonly<Record<string, string>> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, fileURLToPath(new URL(`${file}.${extension}`, import.meta.url))]));
}
