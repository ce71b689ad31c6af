import { describe, expect, test } from "vitest";
import { findingsInProgram, reportsIn } from "./program-subject.ts";

const helpers = `
function grow(xs: string[], x: string) { xs.push(x + "!"); }
function drop(m: Map<string, string>, k: string) { m.delete(k); }
function put(m: Map<string, string>, k: string) { m.set(k + "!", ""); }
function run(f: () => void) { f(); }
async function later(xs: string[]) { await tick(); xs.push("a"); }
async function atOnce(xs: string[]) { xs.push("a"); await tick(); }
const all = new Map<string, string>();
function wipe() { all.clear(); }
`;
const inLoop = (body: string): string[] => reportsIn(`${helpers} export async function f(xs: string[], ys: string[], m: Map<string, string>, flag: boolean) { ${body} }`);

describe("a call in a loop that changes what is iterated is reported at the call", () => {
  test.each<[string, string, string[]]>([
    ["a helper pushes", "for (const x of xs) grow(xs, x);", ["insert-during-iteration recommended: grow(xs, x)"]],
    ["through another name", "const zs = xs; for (const x of zs) grow(xs, x);", ["insert-during-iteration recommended: grow(xs, x)"]],
    ["another entry than the current one is deleted", "for (const [k, v] of m) { drop(m, k); drop(m, v); }", ["remove-ahead-during-iteration strict: drop(m, v)"]],
    ["the map of the module", "for (const [k] of all) { use(k); wipe(); }", ["remove-ahead-during-iteration strict: wipe()"]],
    ["an async function that is awaited", "for (const x of xs) { use(x); await later(xs); }", ["insert-during-iteration recommended: later(xs)"]],
    ["an async function, before it waits", "for (const x of xs) { use(x); atOnce(xs); }", ["insert-during-iteration recommended: atOnce(xs)"]],
  ])("%s", (_, body, expected) => {
    expect(inLoop(body).filter((found) => !found.includes("across-await"))).toEqual(expected);
  });

  test.each<[string, string]>([
    ["another argument is changed", "for (const x of xs) grow(ys, x);"],
    ["a copy is iterated", "for (const x of [...xs]) grow(xs, x);"],
    ["a copy is changed", "for (const x of xs) grow([...xs], x);"],
    ["the loop is left", "for (const x of xs) { if (x) { grow(xs, x); break; } }"],
    ["the current entry is deleted", "for (const [k] of m) drop(m, k);"],
    ["the call comes after the loop", "for (const x of xs) use(x); grow(xs, 'a');"],
    ["the call waits for a timer", "for (const x of xs) setTimeout(() => grow(xs, x));"],
  ])("not where %s", (_, body) => {
    expect(inLoop(body).filter((found) => found.includes("during-iteration"))).toEqual([]);
  });

  test("a closure that the helper calls", () => {
    expect(inLoop("for (const x of xs) run(() => xs.push(x));")).toEqual(["insert-during-iteration recommended: run(() => xs.push(x))"]);
  });

  test("not where an async function changes it after it has waited, and nobody waits for it", () => {
    expect(inLoop("for (const x of xs) { use(x); later(xs); }")).toEqual([]);
  });
});

describe("a method that changes a member", () => {
  const inClass = (body: string): string[] =>
    reportsIn(`class A {
  xs: string[] = []; busy = false;
  put(x: string) { this.xs.push(x); }
  putIfIdle(x: string) { if (this.busy) return; this.xs.push(x); }
  reset() { this.xs = []; }
  get live() { return this.xs; }
  rows() { return this.xs; }
  ${body} }`);

  test.each<[string, string, string[]]>([
    ["is seen in a loop over it", "all() { for (const x of this.xs) this.put(x); }", ["insert-during-iteration recommended: this.put(x)"]],
    ["is seen in a loop over what a getter hands out", "all() { for (const x of this.live) this.put(x); }", ["insert-during-iteration recommended: this.put(x)"]],
    ["is seen in a loop over what a method hands out", "all() { for (const x of this.rows()) this.put(x); }", ["insert-during-iteration recommended: this.put(x)"]],
    ["is seen on another instance", "all(a: A) { for (const x of a.xs) a.put(x); }", ["insert-during-iteration recommended: a.put(x)"]],
    ["is none of another instance", "all(a: A) { for (const x of a.xs) this.put(x); }", []],
    ["is no harm after a swap", "all() { const xs = this.xs; this.xs = []; for (const x of xs) this.put(x); }", []],
    ["is no harm where it replaces the member", "all() { for (const x of this.xs) { use(x); this.reset(); } }", []],
    ["is no harm where a flag holds it back", "all() { this.busy = true; for (const x of this.xs) this.putIfIdle(x); this.busy = false; }", []],
    ["is seen where nobody sets the flag", "all() { for (const x of this.xs) this.putIfIdle(x); }", ["insert-during-iteration recommended: this.putIfIdle(x)"]],
  ])("%s", (_, body, expected) => {
    expect(inClass(body)).toEqual(expected);
  });
});

describe("an element that takes itself out of its owner", () => {
  const inOwner = (loop: string): string[] =>
    reportsIn(`class Item { parent: Item; kids: Item[] = []; others: Item[] = [];
  remove(k: Item) { this.kids.splice(this.kids.indexOf(k), 1); }
  detach() { this.parent.remove(this); }
  trim() { this.kids.length = 0; }
  clear() { ${loop} } }`);

  test("is found", () => {
    expect(inOwner("for (const kid of this.kids) kid.detach();")).toEqual(["shift-during-iteration recommended: kid.detach()"]);
  });

  test.each([
    ["a copy is iterated", "for (const kid of [...this.kids]) kid.detach();"],
    ["another list is iterated", "for (const kid of this.others) kid.detach();"],
    ["it changes its own list", "for (const kid of this.kids) kid.trim();"],
    ["the loop runs backwards", "for (let i = this.kids.length - 1; i >= 0; i--) this.kids[i].detach();"],
  ])("is no harm where %s", (_, loop) => {
    expect(inOwner(loop)).toEqual([]);
  });
});

test("the trace leads from the loop through the calls to the change", () => {
  const text = `function g(ys: string[]) {
  ys.push("a");
}
function f(zs: string[]) { g(zs); }
export function all(xs: string[]) {
  for (const x of xs) f(xs);
}`;
  const [found, ...others] = findingsInProgram({ main: text });
  expect(others).toEqual([]);
  const steps = found!.trace.map(({ role, range }) => `${role} ${range.start.line}`);
  expect(steps.slice(0, 4)).toEqual(["iterate 6", "call 6", "call 4", "mutate 2"]);
});

test("a helper of another file is found, and its name may be another one", () => {
  const main = 'import { add as put } from "./b"; export function f(xs: string[]) { for (const x of xs) put(xs, x); }';
  const b = "function grow(xs: string[], x: string) { xs.push(x); } export { grow as add };";
  expect(reportsIn({ main, b })).toEqual(["insert-during-iteration recommended: put(xs, x)"]);
  expect(reportsIn({ main, b: b.replace("xs.push(x)", "[...xs].push(x)") })).toEqual([]);
});
