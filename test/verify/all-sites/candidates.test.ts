import { expect, test } from "vitest";
import { describeAll, lookAtTexts, type LookOptions } from "./support.ts";

async function candidatesIn(text: string, options?: LookOptions) {
  return (await lookAtTexts({ "a.ts": text }, options)).get("a.ts")!;
}

test("a candidate says where everything is, counted from 1, and where its further sites are, as offsets in the file", async () => {
  const text = "const m = new Map<string, number>();\nexport async function f(k: string) {\n  if (m.has(k)) return;\n  await k;\n  if (!m.has(k))\n    m.set(k, 1);\n}\n";
  const { candidates, fileName } = await candidatesIn(text);
  const [{ finding, hazards, acceptsWeak, isUnflagged, extraSites }] = candidates as [(typeof candidates)[number]];
  expect(candidates.length).toBe(1);
  expect({ hazards, acceptsWeak, isUnflagged }).toEqual({ hazards: ["check-then-act-across-await"], acceptsWeak: false, isUnflagged: true });
  expect(finding).toEqual({
    id: expect.stringMatching(/^[\da-f]{16}$/),
    hazard: "check-then-act-across-await",
    rule: "no-check-then-act-across-await",
    level: "strict",
    confidence: "high",
    file: "a.ts",
    range: { start: { line: 6, column: 5 }, end: { line: 6, column: 16 } },
    message: "Every check before an await and act after it is tried: `m.set(k, 1)` and `m.has(k)`, with `await k` in between.",
    collection: { name: "m", kind: "Map" },
    trace: [
      { role: "check", file: "a.ts", range: { start: { line: 3, column: 7 }, end: { line: 3, column: 15 } }, text: "the check" },
      { role: "suspend", file: "a.ts", range: { start: { line: 4, column: 3 }, end: { line: 4, column: 10 } }, text: "the function waits here" },
      { role: "act", file: "a.ts", range: { start: { line: 6, column: 5 }, end: { line: 6, column: 16 } }, text: "the act that may rely on it" },
    ],
    suggestions: [],
  });
  const start = text.lastIndexOf("m.has");
  expect(extraSites).toEqual([{ role: "check", file: fileName, start, end: start + "m.has(k)".length, collection: "m" }]);
});

const twice = "export function f(xs: number[]) { for (const x of xs) console.log(x); for (const x of xs) console.log(x); }";

test("ids differ within a file, and stay what they are when other parts of it are edited", async () => {
  const { candidates } = await candidatesIn(twice);
  const ids = candidates.map(({ finding }) => finding.id);
  expect(new Set(ids).size).toBe(2);
  const edited = await candidatesIn(`// A comment.\nexport function g(ys: string[]) { for (const y of ys) console.log(y); }\n\n${twice}`);
  expect(edited.candidates.map(({ finding }) => finding.id)).toEqual([expect.any(String), ...ids]);
});

test("what a finding is about is left out, and nothing else", async () => {
  const grows = "export function f(m: Map<string, number>) { for (const [k, v] of m) m.set(k + k, v); for (const [k, v] of m) console.log(k, v); }";
  const looked = await candidatesIn(grows);
  expect(looked.findings.map(({ hazard }) => hazard)).toEqual(["insert-during-iteration"]);
  expect(looked.candidates.map(({ finding }) => finding.range.start.column)).toEqual([grows.lastIndexOf("of m)") + 4]);
});

test("a finding about one family of hazards leaves the others of the same loop", async () => {
  const text = "export class A { s = new Set<number>(); add(n: number) { this.s.add(n); } async f() { for (const x of this.s) { await x; } } }";
  const looked = await candidatesIn(text);
  expect(looked.findings.map(({ hazard }) => hazard)).toEqual(["iteration-across-await"]);
  expect(describeAll(looked)).toEqual(["walk: iterate this.s; suspend await x; mutate this.s.add(n)"]);
});

test("a check and act that a finding is about are not tried", async () => {
  const text = "let c: number | undefined; export async function f() { if (c === undefined) c = await Promise.resolve(1); return c; }";
  const looked = await candidatesIn(text);
  expect(looked.findings.map(({ hazard }) => hazard)).toEqual(["check-then-act-across-await"]);
  expect(looked.candidates).toEqual([]);
  const all = await candidatesIn(text, { isTried: () => false });
  expect(all.candidates.map(({ hazards }) => hazards)).toEqual([["check-then-act-across-await"]]);
});

const worklist = "export function reach(start: string, edges: Map<string, string[]>) { const seen = new Set([start]); for (const n of seen) for (const to of edges.get(n) ?? []) seen.add(to); return seen; }";
const insertion = "insert-during-iteration";

test("an intended work-list is not tried for what it inserts, unless that is asked for", async () => {
  const [list, inner] = (await candidatesIn(worklist)).candidates;
  expect(list!.finding.collection.name).toBe("seen");
  expect(list!.hazards).toEqual(["reinsert-during-iteration", "shift-during-iteration", "remove-ahead-during-iteration"]);
  expect(inner!.hazards).toContain(insertion);
  const [asked] = (await candidatesIn(worklist, { checkWorklists: true })).candidates;
  expect(asked!.hazards).toContain(insertion);
});

test("a work-list that a helper feeds is one, too", async () => {
  const text = "const seen = new Set<string>(); function visit(n: string) { if (!seen.has(n)) seen.add(n); } export function reach(edges: Map<string, string>) { for (const n of seen) visit(edges.get(n)!); }";
  const [list] = (await candidatesIn(text)).candidates;
  expect(list!.finding.collection.name).toBe("seen");
  expect(list!.hazards).not.toContain(insertion);
});

test("a loop that feeds itself is tried for what it inserts, where it is no work-list", async () => {
  const text = "export function f(xs: number[], g: (xs: number[]) => void) { for (const x of xs) { console.log(x); g(xs); } }";
  expect((await candidatesIn(text)).candidates[0]!.hazards).toContain(insertion);
});

test("a suppression comment silences the hazards that it names, for the place that it stands at or in", async () => {
  const loop = (comment: string): string => `export function f(xs: number[], g: () => void) {\n  for (const x of xs) {\n    console.log(x);\n    ${comment}\n    g();\n  }\n  for (const x of xs) console.log(x);\n}\n`;
  const hazardsWith = async (comment: string) => (await candidatesIn(loop(comment))).candidates.map(({ hazards }) => hazards.length);
  expect(await hazardsWith("// Nothing.")).toEqual([4, 4]);
  expect(await hazardsWith("// rangeguard-ignore-next-line shift-during-iteration")).toEqual([3, 4]);
  expect(await hazardsWith("// rangeguard-ignore-next-line -- the callback is ours")).toEqual([4]);
  expect((await candidatesIn(`// rangeguard-ignore-file\n${loop("")}`)).candidates).toEqual([]);
});

test("what a function returns and changes later is tried", async () => {
  const text = [
    "export function f(ids: string[]) { const m = new Map<string, number>(); for (const id of ids) setTimeout(() => m.set(id, 1), 1); return { m }; }",
    "export function g(ids: string[]) { const n = new Set<string>(); void Promise.resolve().then(() => n.clear()); return ids; }",
    "export class A { xs: string[] = []; all() { queueMicrotask(() => { this.xs.push('a'); }); return this.xs; } }",
  ].join("\n");
  const lines = describeAll(await candidatesIn(text, { isTried: () => false })).filter((line) => line.startsWith("escaping-mutation"));
  expect(lines).toEqual(["escaping-mutation: mutate m.set(id, 1)", "escaping-mutation: mutate this.xs.push('a')"]);
});

test("the same text gives the same candidates in the same order", async () => {
  const text = `${twice}\n${worklist}\nlet n = 0; export async function g() { for (const x of [1]) { n += await x; } n = 0; }`;
  const [first, second] = [await candidatesIn(text), await candidatesIn(text)];
  expect(first.candidates.length).toBeGreaterThan(4);
  expect(second.candidates.map(({ finding }) => finding)).toEqual(first.candidates.map(({ finding }) => finding));
});

test("expressions that nest thousands deep are no trouble", async () => {
  const sum = Array.from({ length: 4000 }, () => "'a'").join(" + ");
  const { candidates } = await candidatesIn(`let n = ""; export async function f(xs: string[]) { for (const x of xs) { const v = await x; n = n + v + ${sum}; } }`);
  expect(candidates.map(({ finding }) => finding.collection.name)).toEqual(["xs", "n"]);
});
