import { readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Tests of functions without side effects that import much (TypeScript, twice): one process loads it once for all of them. */
const folders = ["analysis", "hazards", "ir", "lowering", "report", "rules", "scanner", "semantics"];
/** These put something else in the place of a module. */
const replacing = ["test/rules/plugin.test.ts", "test/rules/settings.test.ts"];

const shared = folders.map((folder) => `test/${folder}/**/*.test.ts`);
/** All others, so that no new folder is left out. */
const rest = readdirSync(join(import.meta.dirname, "test"), { recursive: true, encoding: "utf8" })
  .map((name) => `test/${name.replaceAll("\\", "/")}`)
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => replacing.includes(name) || !folders.some((folder) => name.startsWith(`test/${folder}/`)));

export default defineConfig({
  test: {
    testTimeout: 60_000,
    // By default Vitest leaves one core to others, and a gate may have two.
    maxWorkers: "100%",
    projects: [
      { extends: true, test: { name: "shared", include: shared, exclude: replacing, isolate: false } },
      { extends: true, test: { name: "alone", include: rest } },
    ],
  },
});
