import { fileURLToPath } from "node:url";
import { Session } from "./session.ts";

let session: Session | undefined;

interface LoadResult {
  readonly format: string | null | undefined;
  readonly source?: string | ArrayBuffer | NodeJS.TypedArray | null;
}

/** Hooks that `module.register` runs on a thread of their own. */
export function initialize(folder: string): void {
  session = new Session(folder);
}

/**
 * A file with sites gets its hooks before a loader that was registered later, such as one for TypeScript, sees it. Everything else about it stays as it is.
 */
export async function load(url: string, context: object, next: (url: string, context: object) => Promise<LoadResult>): Promise<LoadResult> {
  const loaded = await next(url, context);
  const text = url.startsWith("file:") ? textOf(loaded.source) : undefined;
  const source = text === undefined ? undefined : session?.instrumented(fileURLToPath(url.replace(/[?#].*$/, "")), text);
  return source === undefined ? loaded : { ...loaded, source };
}

function textOf(source: LoadResult["source"]): string | undefined {
  if (source === null || source === undefined) return undefined;
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}
