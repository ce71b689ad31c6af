import { createRequire } from "node:module";

/** The package refers to itself, so that this works from `src` and from `dist` alike. */
const manifest = createRequire(import.meta.url)("rangeguard/package.json") as { readonly version: string };

/** Version of this package. */
export const version: string = manifest.version;
