import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../fixtures/programs.ts";

/** Where recorded files lie: the whole recording, which a clone does not have, and what the repository holds. */
export const fixtures = join(root, "fixtures/golden");
const shared = join(root, "../shared/golden");

/** Every recorded trace there is, by path. */
export const traces = [shared, fixtures].filter(existsSync).flatMap((folder) =>
  readdirSync(join(folder, "traces"))
    .filter((name) => name.endsWith(".jsonl.gz"))
    .map((name) => join(folder, "traces", name)),
);

/** The recorded tables. */
export const tables = [shared, fixtures]
  .filter(existsSync)
  .flatMap((folder) => [join(folder, "hashes.json"), join(folder, "slicegrow.json")]);
