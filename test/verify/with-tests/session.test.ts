import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Site } from "../../../src/verify/site.ts";
import { filesWithoutHooks } from "../../../src/verify/with-tests/collect.ts";
import { Session } from "../../../src/verify/with-tests/inside/session.ts";
import { prepare } from "../../../src/verify/with-tests/prepare.ts";
import type { CaseForTests } from "../../../src/verify/with-tests/types.ts";
import { casesOf, syncHazards } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "rangeguard-session-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test("hooks stand in for the text that they were put into, in its own language, and for no other", () => {
  const text = "export const sum = (xs: readonly number[]): number => { let s = 0; for (const x of xs) s += x; return s; };\n";
  const file = written("sum.ts", text);
  prepare({ root: folder, ...casesOf(file) }, folder);
  const session = new Session(folder);
  expect(session.instrumented(file, text.replace("readonly ", ""))).toBeUndefined();
  expect(session.instrumented(join(folder, "other.ts"), text)).toBeUndefined();
  expect(filesWithoutHooks(folder)).toEqual([file]);
  expect(session.instrumented(file, `\ufeff${text}`)).toContain("(xs: readonly number[]): number => { let s = 0; for (const x of __rg().loop(1, xs)) s += x;");
  expect(filesWithoutHooks(folder)).toEqual([]);
});

test("files that cannot get hooks are told, with the reason", () => {
  const broken = written("broken.js", "for (const x of xs) {\n");
  const snapshot = written("snapshot.js", "for (const x of xs) expect(x).toMatchInlineSnapshot();\n");
  const sites = new Map([broken, snapshot].map((file, index) => [file, [{ id: index, role: "iterate", file, start: 16, end: 18 }]] as [string, Site[]]));
  const cases = [...sites.values()].map(([site]): CaseForTests => ({ id: String(site!.id), hazards: syncHazards, sites: [site!], primary: site!.id, acceptsWeak: true }));
  const { uninstrumented } = prepare({ root: folder, sites, cases }, folder);
  expect(uninstrumented).toEqual([
    { file: broken, reason: `${broken}:2: '}' expected.` },
    { file: snapshot, reason: "it has inline snapshots, which are found, and written, by their columns" },
  ]);
});

test("only iterations that end before anything else can run are judged, and those at one place are one", () => {
  const file = written(
    "waits.js",
    "async function a(m, xs) { for (const x of m) await x; xs.forEach(async (x) => { await x; }); for (const x of xs) { setTimeout(async () => await x); } }\n" +
      "function* b(xs) { for (const x of xs) yield x; for (let i = 0; i < xs.length; i++) xs[i]; }\n",
  );
  const { cases, sites } = casesOf(file);
  const twin = { ...sites.get(file)![2]!, id: 99 };
  const all = [...cases, { ...cases[2]!, id: "twin", sites: [twin], primary: 99 }];
  const { plan } = prepare({ root: folder, sites: new Map([[file, [...sites.get(file)!, twin]]]), cases: all }, folder);
  expect(plan.sites.map(({ id, isSynchronous }) => [id, isSynchronous])).toEqual([[1, false], [2, true], [3, true], [4, false], [5, true]]);
  expect(plan.cases.at(-1)).toMatchObject({ id: "twin", primary: 3, roles: [[3, "iterate"]] });
});
