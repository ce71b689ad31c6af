import { describe, expect, test } from "vitest";
import { foundIn } from "./program-subject.ts";

/** A method of a class with shared members, and what else the class has. */
const inMethod = (body: string, others = ""): string[] =>
  foundIn(`class A {
  m = new Map<string, Conn>(); db?: Conn; rows: string[] = []; s = new Set<string>(); state = "idle"; busy = false;
  ${others}
  async get(k: string, flag: boolean) { ${body} }
}`);
const at = (act: string): string[] => [`check-then-act-across-await: ${act}`];

describe("an act after an await, on the strength of a check before it, is found", () => {
  test.each<[string, string, string]>([
    ["has and set", "if (!this.m.has(k)) { const v = await open(k); this.m.set(k, v); }", "this.m.set(k, v)"],
    ["get and set after an early return", "const known = this.m.get(k); if (known) return known; const v = await open(k); this.m.set(k, v); return v;", "this.m.set(k, v)"],
    ["a test against undefined", "if (this.m.get(k) === undefined) this.m.set(k, await open(k));", "this.m.set(k, await open(k))"],
    ["has and add", "if (this.s.has(k)) return; await open(k); this.s.add(k);", "this.s.add(k)"],
    ["the await on some way only", "if (!this.m.has(k)) { if (flag) await tick(); this.m.set(k, make()); }", "this.m.set(k, make())"],
    ["a member that is made once", "if (!this.db) this.db = await open();", "this.db = await open()"],
    ["a member with ??=", "this.db ??= await open();", "this.db ??= await open()"],
    ["an entry with ??=", "this.m[k] ??= await open();", "this.m[k] ??= await open()"],
    ["a choice with ??", "this.m.set(k, this.m.get(k) ?? await open(k));", "this.m.set(k, this.m.get(k) ?? await open(k))"],
    ["a `then` callback", "if (!this.m.has(k)) return open(k).then((v) => { this.m.set(k, v); });", "this.m.set(k, v)"],
    ["a limit", "if (this.rows.length < 4) { const r = await load(); this.rows.push(r); }", "this.rows.push(r)"],
    ["find and push", "if (!this.rows.find((x) => x === k)) { await load(); this.rows.push(k); }", "this.rows.push(k)"],
    ["includes and push", "if (!this.rows.includes(k)) { await load(); this.rows.push(k); }", "this.rows.push(k)"],
    ["a state", "if (this.state !== 'idle') return; await load(); this.state = 'running';", "this.state = 'running'"],
    ["a pending promise that is stored too late", "const p = this.m.get(k); if (p) return p; const port = await freePort(); const q = open(port); this.m.set(k, q);", "this.m.set(k, q)"],
  ])("%s", (_, body, act) => {
    expect(inMethod(body)).toEqual(at(act));
  });

  test("through a helper that answers, and a helper that writes", () => {
    const helpers = "known(k: string) { return this.m.has(k); } keep(k: string, v: Conn) { this.m.set(k, v); }";
    expect(inMethod("if (!this.known(k)) { const v = await open(k); this.m.set(k, v); }", helpers)).toEqual(at("this.m.set(k, v)"));
    expect(inMethod("if (!this.m.has(k)) { const v = await open(k); this.keep(k, v); }", helpers)).toEqual(at("this.keep(k, v)"));
  });

  test("of a variable of the module, and of a function around callbacks", () => {
    expect(foundIn("let db; export async function get() { if (!db) db = await open(); return db; }")).toEqual(at("db = await open()"));
    expect(foundIn("export function f() { let db; return async () => { if (!db) db = await open(); return db; }; }")).toEqual(at("db = await open()"));
  });

  test.each<[string, string, string]>([
    ["a static member", "export class A { static m = new Map(); static async get(k) { BODY } }", "A.m"],
    ["a static member, by `this`", "export class A { static m = new Map(); static async get(k) { BODY } }", "this.m"],
    ["a prototype", "function A() { this.m = new Map(); } A.prototype.get = async function (k) { BODY };", "this.m"],
    ["an object literal", "export const store = { m: new Map(), async get(k) { BODY } };", "this.m"],
    ["what a function hands out", "export function make() { const m = new Map(); return { async get(k) { BODY } }; }", "m"],
    ["a handler", "const m = new Map(); app.get('/', async (k) => { BODY });", "m"],
  ])("in %s", (_, text, place) => {
    const act = `${place}.set(k, await open(k))`;
    expect(foundIn(text.replace("BODY", `if (!${place}.has(k)) ${act};`))).toEqual(at(act));
  });

  test("where a helper that is awaited both waits and writes", () => {
    expect(foundIn("const m = new Map(); export async function get(k) { if (!m.has(k)) await fill(k); } async function fill(k) { m.set(k, await open(k)); }")).toEqual(at("fill(k)"));
  });

  test("of callbacks that run side by side", () => {
    const text = (key: string): string => `export async function f(rows: { ref: string, group: string }[]) { const m = new Map<string, string>(); await Promise.all(rows.map(async (row) => { if (!m.has(${key})) m.set(${key}, await load(${key})); })); return m; }`;
    expect(foundIn(text("row.group"))).toEqual(at("m.set(row.group, await load(row.group))"));
    expect(foundIn(text("row"))).toEqual([]);
  });
});

describe("no finding", () => {
  test.each<[string, string]>([
    ["where the promise is stored first", "if (!this.m.has(k)) { this.m.set(k, open(k)); } return await this.m.get(k);"],
    ["where the act comes before the await", "if (!this.m.has(k)) { this.m.set(k, make()); await tick(); }"],
    ["where the await comes before the check", "const v = await open(k); if (!this.m.has(k)) this.m.set(k, v);"],
    ["where the check is made again", "if (!this.m.has(k)) { const v = await open(k); if (!this.m.has(k)) this.m.set(k, v); }"],
    ["where the place was claimed", "if (!this.m.has(k)) { this.m.set(k, pending); this.m.set(k, await open(k)); }"],
    ["where another key is written", "if (!this.m.has(k)) { const v = await open(k); this.m.set('all', v); }"],
    ["where another collection is written", "if (!this.m.has(k)) { await open(k); this.s.add(k); }"],
    ["for a local collection", "const own = new Map(); if (!own.has(k)) own.set(k, await open(k));"],
    ["for a fresh key", "const id = randomUUID(); if (!this.m.has(id)) this.m.set(id, await open(id));"],
    ["where the wait is in a branch that leaves", "if (this.m.has(k)) { await tick(); return; } this.m.set(k, make());"],
    ["where what is there is taken back", "if (this.db) { await this.db.close(); this.db = undefined; }"],
    ["where nothing was asked", "const v = await open(k); this.m.set(k, v);"],
    ["where the check found one, and it is written over", "if (this.m.has(k)) { const v = await open(k); this.m.set(k, v); }"],
  ])("%s", (_, body) => {
    expect(inMethod(body)).toEqual([]);
  });

  test("where a function that ends things says so once more", () => {
    const text = (name: string): string => `class A { closed = false; conn = make(); async ${name}() { if (this.closed) return; await this.conn.end(); this.closed = true; } }`;
    expect(foundIn(text("close"))).toEqual([]);
    expect(foundIn(text("open"))).toEqual(at("this.closed = true"));
  });

  test("where the function runs once", () => {
    expect(foundIn("class A { db?: Conn; constructor() { this.init(); } private async init() { if (!this.db) this.db = await open(); } }")).toEqual([]);
    expect(foundIn("let db; async function get() { if (!db) db = await open(); return db; } get();")).toEqual([]);
  });
});

describe("an entry that is deleted after it has been closed", () => {
  const close = "const c = this.m.get(k); await c.close(); this.m.delete(k);";
  const set = "put(k: string, v: Conn) { this.m.set(k, v); }";

  test("may be another one by then", () => {
    expect(inMethod(close, set)).toEqual(at("this.m.delete(k)"));
  });

  test.each<[string, string, string]>([
    ["nobody puts in another one", close, ""],
    ["it is asked whether it still is that one", close.replace("this.m.delete(k)", "if (this.m.get(k) === c) this.m.delete(k)"), set],
    ["it is deleted first", "const c = this.m.get(k); this.m.delete(k); await c.close();", set],
    ["what is awaited has nothing to do with it", "const c = this.m.get(k); await tick(); this.m.delete(k);", set],
    ["another entry is deleted", close.replace("delete(k)", "delete('a')"), set],
  ])("is no finding where %s", (_, body, others) => {
    expect(inMethod(body, others)).toEqual([]);
  });
});
