import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { verify } from "./compiled.ts";

const folder = mkdtempSync(join(tmpdir(), "rangeguard-built-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two fields of one object, or two variables, that always agree: only a run that begins where they do not shows a hazard. */
const agreeing = {
  "order.ts": `
    export class Registry {
      private byId = new Map<string, number>();
      private order: string[] = [];
      add(id: string): void { if (this.byId.has(id)) return; this.byId.set(id, 0); this.order.push(id); }
      touchAll(): void { for (const id of this.order) this.add(id); }
    }`,
  "both.ts": `
    export class Both {
      #to = new Map<string, string>();
      #from = new Map<string, string>();
      link(a: string, b: string): void { if (!this.#to.has(a) && !this.#from.has(b)) { this.#to.set(a, b); this.#from.set(b, a); } }
      repair(): void { for (const [a, b] of this.#to) if (this.#from.get(b) !== a) { this.#to.delete(a); this.#to.set(a, b); } }
    }`,
  "count.ts": `
    export class Stack {
      items: string[] = [];
      count = 0;
      push(item: string): void { this.items.push(item); this.count++; }
      trim(): void { for (const _ of this.items) if (this.items.length > this.count) this.items.shift(); }
    }`,
  "ids.ts": `
    const all: { readonly id: number; readonly name: string }[] = [];
    let last = 0;
    export function add(name: string): void { all.push({ id: ++last, name }); }
    export function unique(): void {
      all.forEach(({ id }, index) => { if (all.findIndex((each) => each.id === id) !== index) all.splice(index, 1); });
    }`,
};

const unsafe = {
  "listeners.ts": `
    export class Listeners {
      private list: { readonly id: number; readonly call: () => void }[] = [];
      #last = 0;
      on(call: () => void): () => void {
        const id = ++this.#last;
        this.list.push({ id, call });
        return () => { const index = this.list.findIndex((each) => each.id === id); if (index >= 0) this.list.splice(index, 1); };
      }
      emit(): void { for (const { call } of this.list) call(); }
    }`,
  // Nothing that can be called fills it.
  "jobs.ts": `
    export class Jobs {
      private readonly jobs = new Set<string>();
      run(): void { for (const job of this.jobs) this.jobs.add(job + "!"); }
    }`,
};

/** The second write changes nothing. That each run finds another number in the closure is no sign that the order of calls mattered. */
const counting = `
  const next = (() => { let last = 0; return (): number => ++last; })();
  let ready: number | undefined;
  async function load(): Promise<number> { await new Promise((done) => setTimeout(done, 5)); return 7; }
  export async function get(): Promise<number> { if (ready === undefined) { ready = await load(); } return ready + next(); }`;

for (const [name, text] of Object.entries({ ...agreeing, ...unsafe, "counting.ts": counting })) writeFileSync(join(folder, name), text);
const { results } = await verify({ cwd: folder, level: "strict", runs: 200, timeLimit: 30_000 });

function found(file: string): (typeof results)[number][] {
  return results.filter(({ finding }) => finding.file === file);
}

describe.each(Object.keys(agreeing))("%s", (file) => {
  test("what only a state shows that calls never come to is not confirmed", () => {
    expect(found(file).filter(({ verdict }) => verdict === "confirmed").map(({ witness }) => witness!.shown.lines)).toEqual([]);
    expect(found(file).some(({ detail }) => detail?.startsWith("Runs showed it only from what was put into") ?? false)).toBe(true);
  });
});

test("a run that calls have led to is preferred", () => {
  expect(found("listeners.ts").map(({ verdict, witness }) => [verdict, witness?.privateState])).toEqual([["confirmed", undefined]]);
  expect(found("listeners.ts")[0]!.witness!.run.input.setup.length).toBeGreaterThan(1);
});

test("where no call fills a private field, the run that does is confirmed, and says so", () => {
  expect(found("jobs.ts")).toMatchObject([{ verdict: "confirmed", witness: { privateState: ["Jobs.jobs"] } }]);
});

test("what a closure keeps from run to run is not held against a run", () => {
  expect(found("counting.ts")).toMatchObject([{ verdict: "not reproduced" }]);
});
