import { createHash } from "node:crypto";

/** Tells texts apart. A byte order mark does not count: some loaders take it off. */
export function hashOf(text: string): string {
  return createHash("sha1").update(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).digest("base64");
}
