import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { iterationAt } from "../../../src/verify/instrument/iterations.ts";
import { nodeAt } from "../../../src/verify/instrument/nodes.ts";
import { type Looked, lookAt, offsetOf, sitesOf } from "./support.ts";

const folders = {
  "the shared cases": fileURLToPath(new URL("../../../../shared/cases", import.meta.url)),
  "the fixtures": fileURLToPath(new URL("../../../fixtures/cases", import.meta.url)),
};

/** The places of the loops that the hooks of the file's iterations go to. */
function loopsOf({ candidates, text, fileName }: Looked): string[] {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
  return candidates.flatMap(({ finding: { trace } }) => {
    const [first] = trace;
    if (first?.role !== "iterate") return [];
    const loop = iterationAt(nodeAt(file, offsetOf(first.range.start, text), offsetOf(first.range.end, text)));
    return [loop ? `${loop.form} ${loop.node.getStart(file)} ${loop.node.end}` : "none"];
  });
}

describe.each(Object.entries(folders))("%s", (name, folder) => {
  // The shared cases are beside the repository, where there are any.
  test.skipIf(!existsSync(folder))("are all tried, at places that can be hooked", async () => {
    const looked = await lookAt({ cwd: folder });
    const skipped: string[] = [];
    const untried: string[] = [];
    for (const [file, each] of looked) {
      if (each.candidates.length + each.findings.length === 0) untried.push(file);
      const { skipped: failed } = instrument(each.text, each.fileName, sitesOf(each));
      skipped.push(...failed.map(({ site, reason }) => `${file} ${site.role} ${each.text.slice(site.start, site.end)}: ${reason}`));
      const loops = loopsOf(each);
      expect(loops, file).not.toContain("none");
      expect(new Set(loops).size, `${file}: each iteration has hooks of its own`).toBe(loops.length);
    }
    expect(skipped).toEqual([]);
    expect(looked.size).toBeGreaterThan(100);
    if (name === "the shared cases") expect(untried.filter((file) => mayHaveSites(file, looked.get(file)!.text))).toEqual([]);
  }, 60_000);
});

/** Whether a case has a loop or a wait. Folders hold helpers. */
function mayHaveSites(file: string, text: string): boolean {
  const code = text.replace(/\/\/.*/g, "");
  return !file.includes("/") && /\b(?:for|while|await|yield|then)\b|\.(?:forEach|map|filter|some|every|find\w*|reduce\w*)\(/.test(code);
}
