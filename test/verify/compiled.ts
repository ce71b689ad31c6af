import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as verifyModule from "../../src/verify/index.ts";
import { root } from "../fixtures/programs.ts";

const dist = join(root, "dist/src");

/** Address of a compiled module: verify's child processes are plain Node, which loads no TypeScript. `npm test` builds first. */
export function compiledUrl(name: string): URL {
  return pathToFileURL(join(dist, name));
}

/** `rangeguard/verify` as it is shipped. */
export const { verify } = (await import(compiledUrl("verify/index.js").href)) as typeof verifyModule;
