import { describe, expect, test } from "vitest";
import { foundIn } from "./program-subject.ts";

const ADD = "add(x: string) { this.rows.push(x); this.seen.add(x); this.m.set(x, x); }";
const inFlush = (body: string, others = ADD): string[] =>
  foundIn(`class A { rows: string[] = []; seen = new Set<string>(); m = new Map<string, string>(); closed = false; ${others} async flush() { ${body} } }`).filter(
    (found) => !found.startsWith("iteration-across-await"),
  );
const at = (clear: string): string[] => [`clear-after-await: ${clear}`];

describe("a collection that is emptied although more may have come in is found", () => {
  test.each<[string, string, string]>([
    ["= []", "await send(this.rows); this.rows = [];", "this.rows = []"],
    ["length = 0", "await send(this.rows); this.rows.length = 0;", "this.rows.length = 0"],
    ["splice(0)", "await send(this.rows); this.rows.splice(0);", "this.rows.splice(0)"],
    ["splice(0, length)", "await send(this.rows); this.rows.splice(0, this.rows.length);", "this.rows.splice(0, this.rows.length)"],
    ["clear() of a set", "await send([...this.seen]); this.seen.clear();", "this.seen.clear()"],
    ["new Map()", "await send(Object.fromEntries(this.m)); this.m = new Map();", "this.m = new Map()"],
    ["a copy that was taken before", "const rows = [...this.rows]; await send(rows); this.rows = [];", "this.rows = []"],
    ["a text that was made of it", "const text = this.rows.join(); await send(text); this.rows = [];", "this.rows = []"],
    ["the wait for all of them", "await Promise.all(this.rows.map((x) => send(x))); this.rows = [];", "this.rows = []"],
    ["a `then` callback", "return send(this.rows).then(() => { this.rows = []; });", "this.rows = []"],
  ])("%s", (_, body, clear) => {
    expect(inFlush(body)).toEqual(at(clear));
  });

  test("through a method that empties it", () => {
    expect(inFlush("await send(this.rows); this.reset();", `${ADD} reset() { this.rows = []; }`)).toEqual(at("this.reset()"));
  });

  test("of a variable of the module", () => {
    expect(foundIn("let rows: string[] = []; export function add(x: string) { rows.push(x); } export async function flush() { await send(rows); rows = []; }")).toEqual(at("rows = []"));
  });
});

describe("no finding", () => {
  test.each<[string, string]>([
    ["where it is swapped first", "const rows = this.rows; this.rows = []; await send(rows);"],
    ["where its elements are taken out first", "const rows = this.rows.splice(0); await send(rows);"],
    ["where only what was there is taken out", "const { length } = this.rows; await send(this.rows); this.rows.splice(0, length);"],
    ["where each one is deleted", "for (const x of [...this.seen]) { this.seen.delete(x); await send(x); }"],
    ["where it is read again after the await", "await send(this.rows); if (this.rows.length === 0) this.rows = [];"],
    ["where nothing was read before", "await send('a'); this.rows = [];"],
    ["where another collection is emptied", "await send(this.rows); this.seen.clear();"],
    ["where nothing is awaited in between", "send(this.rows); this.rows = [];"],
    ["under a lock", "await this.lock.acquire(); await send(this.rows); this.rows = [];"],
    ["for a local", "const own = [...this.rows]; await send(own); own.length = 0;"],
  ])("%s", (_, body) => {
    expect(inFlush(body)).toEqual([]);
  });

  test.each<[string, string]>([
    ["where nobody adds", ""],
    ["where only removals can come in between", "drop(x: string) { this.rows.splice(this.rows.indexOf(x), 1); }"],
    ["where a closing flag holds back those that add", "add(x: string) { if (this.closed) return; this.rows.push(x); }"],
    ["where only the constructor adds", "constructor() { this.rows.push('a'); }"],
  ])("%s", (_, others) => {
    expect(inFlush("this.closed = true; await send(this.rows); this.rows = [];", others)).toEqual([]);
  });

  test("where a live loop has visited all, and nothing is awaited after its end", () => {
    expect(inFlush("for (const x of this.seen) await send(x); this.seen.clear();")).toEqual([]);
    expect(inFlush("for (const x of this.seen) await send(x); await tick(); this.seen.clear();")).toEqual(at("this.seen.clear()"));
    expect(inFlush("for (const x of [...this.seen]) await send(x); this.seen.clear();")).toEqual(at("this.seen.clear()"));
  });
});
