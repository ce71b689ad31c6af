import { describe, expect, test } from "vitest";
import { foundIn } from "./program-subject.ts";

const inMethod = (body: string): string[] =>
  foundIn(`class A { m = new Map<string, number>(); n = 0; rows: string[] = []; totals: Record<string, number> = {}; async add(k: string, flag: boolean) { ${body} } }`);
const at = (write: string): string[] => [`lost-update-across-await: ${write}`];

describe("a value that was read before an await and is written back after it is found", () => {
  test.each<[string, string, string]>([
    ["+= await", "this.n += await load();", "this.n += await load()"],
    ["a sum whose left side is read first", "this.n = this.n + (await load());", "this.n = this.n + (await load())"],
    ["a local that holds the old value", "const old = this.n; const v = await load(); this.n = old + v;", "this.n = old + v"],
    ["a list that is copied", "this.rows = [...this.rows, await load()];", "this.rows = [...this.rows, await load()]"],
    ["concat", "this.rows = this.rows.concat(await load());", "this.rows = this.rows.concat(await load())"],
    ["an entry of a map", "const old = this.m.get(k) ?? 0; const v = await load(); this.m.set(k, old + v);", "this.m.set(k, old + v)"],
    ["an entry of an object", "this.totals[k] = this.totals[k] + (await load());", "this.totals[k] = this.totals[k] + (await load())"],
    ["what an awaited call makes of it", "this.n = await next(this.n);", "this.n = await next(this.n)"],
    ["an await on some way", "const old = this.n; if (flag) await tick(); this.n = old + 1;", "this.n = old + 1"],
  ])("%s", (_, body, write) => {
    expect(inMethod(body)).toEqual(at(write));
  });

  test("in callbacks that run side by side", () => {
    const text = (sum: string): string => `export async function total(xs: string[]) { let sum = 0; await Promise.all(xs.map(async (x) => { ${sum} })); return sum; }`;
    expect(foundIn(text("sum += await load(x);"))).toEqual(at("sum += await load(x)"));
    expect(foundIn(text("const v = await load(x); sum += v;"))).toEqual([]);
    expect(foundIn(text("let own = 0; own += await load(x); use(own);"))).toEqual([]);
  });

  test("where another function writes the place, in one that runs alone", () => {
    const text = (other: string): string => `let n = 0; ${other} async function main() { n += await load(); } main();`;
    expect(foundIn(text("export function bump() { n++; }"))).toEqual(at("n += await load()"));
    expect(foundIn(text(""))).toEqual([]);
  });
});

describe("no finding", () => {
  test.each<[string, string]>([
    ["where it is read after the await", "const v = await load(); this.n += v;"],
    ["where the entry is read after the await", "const v = await load(); this.m.set(k, (this.m.get(k) ?? 0) + v);"],
    ["where the old value is put back as it was", "const old = this.n; this.n = 1; await load(); this.n = old;"],
    ["where another entry is written", "const old = this.m.get(k) ?? 0; await load(); this.m.set('all', old + 1);"],
    ["where another member is written", "const old = this.n; await load(); this.rows = [String(old)];"],
    ["where the write comes before the await", "this.n = this.n + 1; await load();"],
    ["for a local", "let n = 0; n += await load(); use(n);"],
    ["where it is asked whether it is still the old value", "const old = this.n; const v = await load(); if (this.n === old) this.n = old + v;"],
    ["where a flag keeps others out", "if (this.n < 0) return; this.n = -1; const old = this.m.get(k) ?? 0; this.m.set(k, old + (await load()));"],
    ["under a lock", "await this.mutex.acquire(); this.n += await load(); this.mutex.release();"],
  ])("%s", (_, body) => {
    expect(inMethod(body)).toEqual([]);
  });

  test("in a loop that does one after the other", () => {
    expect(foundIn("export async function total(xs: string[]) { let sum = 0; for (const x of xs) sum += await load(x); return sum; }")).toEqual([]);
  });
});
