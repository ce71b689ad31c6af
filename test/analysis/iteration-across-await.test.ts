import { describe, expect, test } from "vitest";
import { foundIn } from "./program-subject.ts";

const REMOVE = "drop(x: string) { this.rows.splice(this.rows.indexOf(x), 1); }";
const PUT = "put(k: string, v: string) { this.m.set(k, v); }";
const inClass = (body: string, others: string): string[] =>
  foundIn(`class A { rows: string[] = []; m = new Map<string, string>(); s = new Set<string>(); firing = false; ${others} async all(flag: boolean) { ${body} } }`);
const at = (text: string): string[] => [`iteration-across-await: ${text}`];

describe("an iteration that is open over a wait, and somebody else changes what it walks, is found", () => {
  test.each<[string, string, string, string]>([
    ["await in a loop over an array", "for (const x of this.rows) await send(x);", REMOVE, "this.rows"],
    ["await on some way", "for (const x of this.rows) { if (flag) await send(x); }", REMOVE, "this.rows"],
    ["an index loop", "for (let i = 0; i < this.rows.length; i++) await send(this.rows[i]);", REMOVE, "this.rows"],
    ["a local name for it", "const { rows } = this; for (const x of rows) await send(x);", REMOVE, "rows"],
    ["for await", "for await (const x of this.rows) use(x);", REMOVE, "this.rows"],
    ["insertions into a set", "for (const x of this.s) await send(x);", "put(x: string) { this.s.add(x); }", "this.s"],
    ["insertions into a map", "for (const [k] of this.m) await send(k);", PUT, "this.m"],
    ["a writer that a helper serves", "for (const x of this.rows) await send(x);", "drop(x: string) { this.remove(x); } private remove(x: string) { this.rows.splice(this.rows.indexOf(x), 1); }", "this.rows"],
    ["a writer in a callback", "for (const x of this.rows) await send(x);", "listen() { bus.on('x', (x) => this.rows.splice(this.rows.indexOf(x), 1)); }", "this.rows"],
  ])("%s", (_, body, others, text) => {
    expect(inClass(body, others)).toEqual(at(text));
  });

  test("of one object, but not of just any other of its type", () => {
    const text = (to: string): string => `interface O { rows: string[] } ${to} export async function all(o: O) { for (const x of o.rows) await send(x); }`;
    expect(foundIn(text("export function drop(p: O) { p.rows.splice(0, 1); }"))).toEqual([]);
  });

  test("in a module", () => {
    expect(foundIn("const rows: string[] = []; export function drop(x: string) { rows.splice(rows.indexOf(x), 1); } export async function all() { for (const x of rows) await send(x); }")).toEqual(at("rows"));
  });
});

describe("no finding", () => {
  test.each<[string, string, string]>([
    ["where a copy is iterated", "for (const x of [...this.rows]) await send(x);", REMOVE],
    ["where the list has been swapped", "const rows = this.rows; this.rows = []; for (const x of rows) await send(x);", REMOVE],
    ["where nothing is awaited in the loop", "for (const x of this.rows) send(x); await tick();", REMOVE],
    ["where the loop is left after the wait", "for (const x of this.rows) { await send(x); return; }", REMOVE],
    ["where nobody changes it", "for (const x of this.rows) await send(x);", ""],
    ["where another list is changed", "for (const x of this.rows) await send(x);", "drop(x: string) { this.others.splice(0, 1); } others = [];"],
    ["where entries of a set are only deleted", "for (const x of this.s) await send(x);", "drop(x: string) { this.s.delete(x); }"],
    ["where entries of a map are only deleted", "for (const [k] of this.m) await send(k);", "drop(k: string) { this.m.delete(k); }"],
    ["where writers put a new list in its place", "for (const x of this.rows) await send(x);", "drop(x: string) { this.rows = this.rows.filter((y) => y !== x); }"],
    ["where only the constructor changes it", "for (const x of this.rows) await send(x);", "constructor() { this.rows.splice(0, 1); }"],
    ["where nobody can call the writer", "for (const x of this.rows) await send(x);", "private drop(x: string) { this.rows.splice(0, 1); }"],
    ["under a lock", "await this.lock.acquire(); for (const x of this.rows) await send(x);", REMOVE],
    ["where a flag holds the writer back", "this.firing = true; for (const x of this.rows) await send(x); this.firing = false;", "drop(x: string) { if (this.firing) return; this.rows.splice(0, 1); }"],
    ["for an async callback of map, which does not hold up the walk", "await Promise.all(this.rows.map(async (x) => { await send(x); }));", REMOVE],
  ])("%s", (_, body, others) => {
    expect(inClass(body, others)).toEqual([]);
  });
});

describe("the entry that is deleted after it was handled", () => {
  test.each<[string, string, string]>([
    ["of a map", "for (const [k, v] of this.m) { await send(v); this.m.delete(k); }", "this.m.delete(k)"],
    ["of a copy of a map", "for (const [k, v] of [...this.m]) { await send(v); this.m.delete(k); }", "this.m.delete(k)"],
    ["of its keys", "for (const k of this.m.keys()) { await send(k); this.m.delete(k); }", "this.m.delete(k)"],
  ])("may be another one by then: %s", (_, body, text) => {
    expect(inClass(body, PUT)).toEqual(at(text));
  });

  test.each<[string, string, string]>([
    ["nobody puts in another one", "for (const [k, v] of [...this.m]) { await send(v); this.m.delete(k); }", ""],
    ["it is deleted before the wait", "for (const [k, v] of [...this.m]) { this.m.delete(k); await send(v); }", PUT],
    ["it is asked whether it still is that one", "for (const [k, v] of [...this.m]) { await send(v); if (this.m.get(k) === v) this.m.delete(k); }", PUT],
    ["another key is deleted", "for (const [k, v] of [...this.m]) { await send(k); this.m.delete(v); }", PUT],
  ])("is no finding where %s", (_, body, others) => {
    expect(inClass(body, others)).toEqual([]);
  });
});

describe("a generator that yields in a loop", () => {
  const walk = "const m = new Map<string, string>(); export function* walk() { for (const [k] of m) yield k; }";

  test("is open while its consumer changes the collection", () => {
    expect(foundIn(`${walk} export function f() { for (const k of walk()) m.set(k + 1, ''); }`)).toEqual(at("m"));
  });

  test.each([
    ["the consumer changes nothing", `${walk} export function f() { for (const k of walk()) use(k); }`],
    ["the consumer has taken all of it", `${walk} export function f() { for (const k of [...walk()]) m.set(k + 1, ''); }`],
    ["the change comes after the loop", `${walk} export function f() { for (const k of walk()) use(k); m.set('a', ''); }`],
    ["the generator walks a copy", `${walk.replace("of m", "of [...m]")} export function f() { for (const k of walk()) m.set(k + 1, ''); }`],
  ])("is no harm where %s", (_, text) => {
    expect(foundIn(text)).toEqual([]);
  });
});

describe("an iterator that is kept in a member", () => {
  const inReader = (start: string, others: string): string[] => foundIn(`class A { rows: string[] = []; at?: Iterator<string>; start() { ${start} } ${others} next() { return this.at!.next(); } }`);

  test("is open from one call to the next", () => {
    expect(inReader("this.at = this.rows.values();", "put(x: string) { this.rows.push(x); }")).toEqual(at("this.rows.values()"));
  });

  test("is no harm over a copy, or where nobody changes the list", () => {
    expect(inReader("this.at = [...this.rows].values();", "put(x: string) { this.rows.push(x); }")).toEqual([]);
    expect(inReader("this.at = this.rows.values();", "")).toEqual([]);
  });
});
