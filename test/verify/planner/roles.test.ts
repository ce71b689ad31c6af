import { describe, expect, test } from "vitest";
import { caseOf, labelsOf, planned, siteTextsOf } from "./support.ts";

describe("writers and helpers", () => {
  test("methods that change the member, those that add first, and methods that only read it", () => {
    const plan = planned(`export class Q { #jobs = new Map<string, number>(); #n = 0;
      other() { this.#n++; }
      size() { return this.#jobs.size; }
      drop(k: string) { this.#jobs.delete(k); }
      put(k: string) { this.#jobs.set(k, 1); }
      walk() { for (const j of /*1*/this.#jobs/*1*/) void j; } }`);
    expect(labelsOf(plan)).toEqual({ main: ["Q.walk"], writer: ["Q.put", "Q.drop"], helper: ["Q.size"] });
    expect(caseOf(plan).receivers).toMatchObject([{ kind: "instance", label: "Q" }]);
  });

  test("a member of the same name in another class is another member", () => {
    const plan = planned(`export class P { jobs = new Set<string>(); put(k: string) { this.jobs.add(k); } }
      export class Q { jobs = new Set<string>(); walk() { for (const j of /*1*/this.jobs/*1*/) void j; } }`);
    expect(labelsOf(plan)).toEqual({ main: ["Q.walk"] });
  });

  test("functions of the module, for a variable of the module", () => {
    const plan = planned(`const jobs: Record<string, string[]> = {};
      export function put(k: string, j: string) { (jobs[k] ??= []).push(j); }
      export const drop = (k: string) => { delete jobs[k]; };
      export function clear() { for (const k in jobs) drop(k); }
      export function walk(k: string) { for (const j of /*1*/jobs[k]/*1*/!) void j; }`);
    expect(labelsOf(plan)).toEqual({ main: ["walk"], writer: ["put", "drop"], helper: ["clear"] });
    expect(caseOf(plan).seeds.map(({ place }) => place)).toMatchObject([{ in: "module", declared: { localName: "jobs" } }]);
  });

  test("members of the object that a factory returns share one receiver, and one that adds is a writer", () => {
    const plan = planned(`export function createStore() { const listeners: (() => void)[] = [];
      function remove(l: () => void) { listeners.splice(listeners.indexOf(l), 1); }
      return { subscribe(l: () => void) { listeners.push(l); return () => remove(l); }, emit() { for (const l of /*1*/listeners/*1*/) l(); } }; }`);
    expect(labelsOf(plan)).toEqual({ main: ["createStore().emit"], writer: ["createStore().subscribe"] });
    expect(caseOf(plan).receivers).toMatchObject([{ kind: "made", label: "createStore()", by: { declared: { name: "createStore" }, path: [] } }]);
  });

  test("the function that a writer returns is left to calls of what a call has returned", () => {
    const plan = planned(`const listeners: (() => void)[] = [];
      export function subscribe(l: () => void) { listeners.push(l); return () => { listeners.splice(0, 1); }; }
      export function emit() { for (const l of /*1*/listeners/*1*/) l(); }`);
    expect(labelsOf(plan)).toEqual({ main: ["emit"], writer: ["subscribe"] });
  });

  test("behind local names: an alias, a pattern, an element", () => {
    const plan = planned(`export class Q { state = { jobs: new Map<string, Set<string>>() };
      put(k: string) { const { jobs } = this.state; jobs.get(k)!.add(k); }
      walk(k: string) { const { jobs } = this.state; const own = jobs.get(k) ?? []; for (const j of /*1*/own/*1*/) void j; } }`);
    expect(labelsOf(plan)).toEqual({ main: ["Q.walk"], writer: ["Q.put"] });
  });

  test("a collection that is a parameter or is made by the function has neither", () => {
    expect(labelsOf(planned(`export function f(xs: number[]) { for (const x of /*1*/xs/*1*/) xs.push(x); }\nexport function g(xs: number[]) { xs.push(1); }`))).toEqual({ main: ["f"] });
    expect(labelsOf(planned(`export function f() { const xs = [1]; for (const x of /*1*/xs/*1*/) xs.push(x); }\nexport function g() { const xs = [1]; xs.push(1); }`))).toEqual({ main: ["f"] });
  });

  test("a variable of another file brings the functions of that file", () => {
    const plan = planned({
      "a.ts": `import { jobs } from "./b";\nexport function walk() { for (const j of /*1*/jobs/*1*/) void j; }`,
      "b.ts": `export const jobs = new Set<string>();\nexport function put(j: string) { jobs.add(j); }`,
    });
    expect(labelsOf(plan)).toEqual({ main: ["walk"], writer: ["put"] });
    expect(plan).toMatchObject({ files: ["/a.ts", "/b.ts"] });
    expect(caseOf(plan).seeds).toHaveLength(1);
  });

  test("a listener runs by an event of the object that it is registered at", () => {
    const plan = planned(`export class Hub extends EventTarget { #peers = new Set<string>();
      constructor() { super(); this.addEventListener("join", (e) => { this.#peers.add(e.type); }); }
      walk() { for (const p of /*1*/this.#peers/*1*/) void p; } }`);
    expect(labelsOf(plan)).toEqual({ main: ["Hub.walk"], writer: ['Hub.dispatchEvent("join")'] });
    expect(caseOf(plan).entries[1]).toMatchObject({
      target: { kind: "method", receiver: 0, path: ["dispatchEvent"] },
      parameters: [{ plan: { kind: "platform", name: "Event", eventType: "join" } }],
    });
  });

  test("a listener that has the flagged place is the main entry", () => {
    const plan = planned(`class Bus { emit(type: string, n: number) { void [type, n]; } on(type: string, f: (n: number) => void) { void [type, f]; } }
      export const bus = new Bus();
      bus.on("add", (n) => { for (const x of /*1*/[n]/*1*/) void x; });`);
    expect(labelsOf(plan)).toEqual({ main: ['bus.emit("add")'] });
    expect(caseOf(plan).entries[0]!.parameters).toMatchObject([{ plan: { kind: "literal", value: "add" } }, { plan: { kind: "number" } }]);
  });

  test("where little is known to change the state, what takes callbacks may", () => {
    const plan = planned(`export class Bus { #table = { list: [] as (() => void)[] };
      on(f: () => void) { register(this, f); } size(n: number) { return n; }
      emit() { for (const l of /*1*/this.#table.list/*1*/) l(); } }
      declare function register(bus: Bus, f: () => void): void;`);
    expect(labelsOf(plan)).toEqual({ main: ["Bus.emit"], helper: ["Bus.on"] });
  });

  test("no function twice, and no entry that cannot be called", () => {
    const plan = planned(`export class Q { jobs = new Set<string>(); bad(no: never) { this.jobs.add(no); }
      walk() { for (const j of /*1*/this.jobs/*1*/) this.jobs.add(j + 1); this.jobs.clear(); } }`);
    expect(labelsOf(plan)).toEqual({ main: ["Q.walk"] });
  });

  test("receivers are those of the entries", () => {
    const plan = planned(`const jobs = new Set<string>();
      export class W { put(no: never) { jobs.add(no); } }
      export function walk() { for (const j of /*1*/jobs/*1*/) void j; }`);
    expect(caseOf(plan).receivers).toEqual([]);
  });
});

describe("sites", () => {
  test("every wait between the first and the last step, and around them in a loop", () => {
    const text = `export class C { xs = new Set<string>();
      async f() { await 0; for (const x of /*1*/this.xs/*1*/) { await 1; if (x) { await 2; } const g = async () => { await 3; }; void g; } await 4; } }`;
    expect(siteTextsOf(planned(text, ["iterate"], "iteration-across-await"), { "a.ts": text })).toEqual(["iterate this.xs", "suspend await 1", "suspend await 2"]);
  });

  test("waits between a check and an act, and none of the other writer", () => {
    const text = `const m = new Map<string, number>();
      export async function get(k: string) { await 0; if (/*1*/m.has(k)/*1*/) return; const v = await load(await 1); /*2*/m.set(k, v)/*2*/; await 2; }
      export async function put(k: string) { await 3; /*3*/m.set(k, 1)/*3*/; }
      declare function load(x: unknown): Promise<number>;`;
    const plan = planned(text, ["check", "act", "second-writer"], "check-then-act-across-await");
    expect(siteTextsOf(plan, { "a.ts": text })).toEqual(["check m.has(k)", "act m.set(k, v)", "mutate m.set(k, 1)", "suspend await load(await 1)", "suspend await 1"]);
    expect(labelsOf(plan)).toEqual({ main: ["get"], writer: ["put"] });
  });

  test("calls and next steps are not watched; a deferred function is, where it escapes", () => {
    const text = "export function f(ids: string[]) { const t = new Map<string, number>(); /*1*/ids/*1*/.forEach(async (id) => { /*2*/t.set(id, await 1)/*2*/; }); return t; }";
    const plan = planned(text, ["call", "mutate"], "escaping-mutation");
    expect(siteTextsOf(plan, { "a.ts": text })).toEqual(["mutate t.set(id, await 1)", "suspend await 1", "defer async (id) => { /*2*/t.set(id, await 1)/*2*/; }"]);
    expect(caseOf(plan).primary).toBe(caseOf(plan).sites[0]!.id);
  });
});

test("the inputs know the texts and numbers that the main functions compare with", () => {
  const { inputs } = caseOf(planned(`export function f(xs: string[]) { for (const x of /*1*/xs/*1*/) if (x === "stop" && xs.length > 7) return; }`));
  expect(inputs.keys.otherStrings).toContain("stop");
  expect(inputs.keys.otherNumbers).toContain(8);
});

test("a table that is filled at first is seeded only if something changes it", () => {
  const plan = planned(`const fixed = ["a"]; const grown = ["a"]; const empty: string[] = [];
    export function grow(x: string) { grown.push(x); }
    export function f(xs: string[]) { for (const x of /*1*/xs/*1*/) if (fixed.includes(x) || grown.includes(x) || empty.includes(x)) return; }`);
  expect(caseOf(plan).seeds.map(({ place }) => (place.in === "module" ? place.declared.localName : ""))).toEqual(["grown", "empty"]);
});

test("static fields of the classes of the entries are seeded", () => {
  const plan = planned("export class C { static all = new Set<string>(); static f() { for (const x of /*1*/C.all/*1*/) void x; } static put(x: string) { C.all.add(x); } }");
  expect(labelsOf(plan)).toEqual({ main: ["C.f"], writer: ["C.put"] });
  expect(caseOf(plan).seeds).toMatchObject([{ place: { in: "static", path: ["all"] } }]);
});
