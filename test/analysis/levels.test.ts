import { describe, expect, test } from "vitest";
import { isGoodbye } from "../../src/analysis/levels.ts";
import { hazardsOf } from "./program-subject.ts";

/** The levels of the findings of one hazard. */
const levels = (text: string, hazard: string): string[] => hazardsOf(text).flatMap((found) => (found.startsWith(hazard) ? [found.split(" ")[1]!] : []));
const inMap = (map: string, name: string, make: string): string =>
  `const ${map} = new Map<string, Thing>(); export async function ${name}(k: string) { const known = ${map}.get(k); if (known) return known; const made = await ${make}; ${map}.set(k, made); return made; }`;

describe("an act on an outdated check is recommended", () => {
  test.each<[string, string]>([
    ["where something is opened", inMap("things", "get", "connect(k)")],
    ["where the name of the function promises that it happens once", inMap("things", "getOrCreate", "make(k)")],
    ["where it ensures", inMap("things", "ensureThing", "make(k)")],
    ["where a limit is exceeded", "const things: string[] = []; export async function take(k: string) { if (things.length < 4) { await tick(); things.push(k); } }"],
    ["where a pending promise is stored too late", "const things = new Map<string, Promise<void>>(); async function make(k: string) {} export async function get(k: string) { if (things.has(k)) return; await tick(); const pending = make(k); things.set(k, pending); }"],
    ["where a member holds a connection", "class A { connection?: Conn; async get() { if (!this.connection) this.connection = await make(); return this.connection; } }"],
  ])("%s", (_, text) => {
    expect(levels(text, "check-then-act")).toEqual(["recommended"]);
  });

  test.each<[string, string]>([
    ["where a value is computed twice", inMap("names", "nameOf", "load(k)")],
    ["where a cache is filled twice", inMap("cache", "get", "compute(k)")],
    ["where an entry that has been closed is deleted", "class A { m = new Map<string, Conn>(); put(k: string, v: Conn) { this.m.set(k, v); } async drop(k: string) { const c = this.m.get(k)!; await c.close(); this.m.delete(k); } }"],
  ])("and strict %s", (_, text) => {
    expect(levels(text, "check-then-act")).toEqual(["strict"]);
  });

  test("where the map is named after a resource", () => {
    expect(levels(inMap("sockets", "get", "make(k)"), "check-then-act")).toEqual(["recommended"]);
  });
});

describe("other hazards", () => {
  const log = (name: string): string => `class Log { rows: string[] = []; add(row: string) { this.rows.push(row); } async ${name}() { await send(this.rows); this.rows = []; } }`;
  const update = (write: string): string => `let n = 0; export async function f() { ${write} }`;
  const walk = (change: string): string => `class A { rows: string[] = []; seen = new Set<string>(); change(x: string) { ${change} } async all() { for (const x of ${change.includes("seen") ? "this.seen" : "this.rows"}) await send(x); } }`;

  test.each<[string, string, string, string]>([
    ["a clear is recommended", log("flush"), "clear-after-await", "recommended"],
    ["a clear at the end is strict", log("close"), "clear-after-await", "strict"],
    ["a sum is recommended", update("n += await load();"), "lost-update", "recommended"],
    ["what a function makes of the old value is strict", update("n = await next(n);"), "lost-update", "strict"],
    ["removals from a walked array are recommended", walk("this.rows.splice(this.rows.indexOf(x), 1);"), "iteration-across-await", "recommended"],
    ["additions to a walked array are strict", walk("this.rows.push(x);"), "iteration-across-await", "strict"],
    ["additions to a walked set are strict", walk("this.seen.add(x);"), "iteration-across-await", "strict"],
    ["what is launched is strict", "export function f(ids: string[]) { const t: string[] = []; ids.forEach(async (id) => { t.push(await load(id)); }); return t; }", "escaping-mutation", "strict"],
  ])("%s", (_, text, hazard, expected) => {
    expect(levels(text, hazard)).toEqual([expected]);
  });
});

describe("names of farewells", () => {
  test.each(["close", "A.close", "A.#destroy", "A._dispose", "stopAll", "tearDown", "A.resetState"])("%s", (name) => expect(isGoodbye(name)).toBe(true));
  test.each(["flush", "A.closest".replace("closest", "enclose"), "A.save", "unstoppable"])("not %s", (name) => expect(isGoodbye(name)).toBe(false));
});
