import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";
import { expect, test } from "vitest";
import type { Position } from "../../../src/hazards/finding.ts";
import { scan } from "../../../src/scanner/scan.ts";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import type { Site, SiteRole } from "../../../src/verify/site.ts";
import { installHooks } from "./support.ts";

const cases = fileURLToPath(new URL("../../../../shared/cases", import.meta.url));
const roles: Readonly<Record<string, SiteRole>> = { iterate: "iterate", check: "check", act: "act", read: "read", write: "write", mutate: "mutate", suspend: "suspend", "second-writer": "mutate" };

/** A file of the cases as CommonJS, and those that it imports. */
function load(file: string, codes: ReadonlyMap<string, string>, loaded = new Map<string, object>()): object {
  const known = loaded.get(file);
  if (known) return known;
  const code = codes.get(file) ?? instrument(readFileSync(path.join(cases, file), "utf8"), file, [], { format: "commonjs" }).code;
  const module = { exports: {} };
  loaded.set(file, module.exports);
  const require = (name: string): unknown =>
    name.startsWith(".") ? load(`${path.join(path.dirname(file), name)}.ts`, codes, loaded) : createRequire(import.meta.url)(name);
  compileFunction(code, ["exports", "require", "module"])(module.exports, require, module);
  return module.exports;
}

test("the shared cases are hooked at every place that their findings name, and load", async () => {
  installHooks();
  const { findings } = await scan({ cwd: cases, level: "strict" });
  const sites: Site[] = [];
  const texts = new Map<string, string>();
  for (const { trace, collection } of findings) {
    for (const { role, file, range } of trace) {
      if (!roles[role]) continue;
      const text = texts.get(file) ?? readFileSync(path.join(cases, file), "utf8");
      texts.set(file, text);
      sites.push({ id: sites.length + 1, role: roles[role], file, start: offsetOf(range.start, text), end: offsetOf(range.end, text), collection: collection.name });
    }
  }
  const skipped: string[] = [];
  const codes = new Map<string, string>();
  for (const [file, text] of texts) {
    const result = instrument(text, file, sites.filter((site) => site.file === file), { format: "commonjs" });
    skipped.push(...result.skipped.map(({ site, reason }) => `${file} ${site.role} ${text.slice(site.start, site.end)}: ${reason}`));
    codes.set(file, result.code);
  }
  expect(skipped).toEqual([]);
  expect(findings.length).toBeGreaterThan(50);
  for (const file of codes.keys()) expect(Object.keys(load(file, codes)), file).not.toEqual([]);
});

function offsetOf({ line, column }: Position, text: string): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}
