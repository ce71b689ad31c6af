import { describe, expect, test } from "vitest";
import { foundIn } from "./program-subject.ts";

const helpers = "async function fill(t: Map<string, string>, id: string) { const v = await load(id); t.set(id, v); } async function drop(xs: string[]) { await tick(); xs.shift(); } async function first(xs: string[]) { xs.pop(); await tick(); }";
const at = (text: string): string[] => [`escaping-mutation: ${text}`];
/** Other rules have their own word on what is shared by parameters. */
const only = (text: string): string[] => foundIn(`${helpers} ${text}`).filter((found) => found.startsWith("escaping-mutation"));

describe("what is launched from a loop that waits, and changes what the loop walks, is found", () => {
  const inLoop = (body: string, parameters = "xs: string[], ys: string[], s: Set<string>"): string[] => only(`export async function f(${parameters}) { ${body} }`);

  test.each<[string, string, string]>([
    ["a timer", "for (const x of xs) { setTimeout(() => xs.splice(0, 1)); await send(x); }", "xs.splice(0, 1)"],
    ["a listener", "for (const x of xs) { bus.on('gone', () => xs.splice(xs.indexOf(x), 1)); await send(x); }", "xs.splice(xs.indexOf(x), 1)"],
    ["an un-awaited async call", "for (const x of xs) { drop(xs); await send(x); }", "xs.shift()"],
    ["an insertion into a set", "for (const x of s) { setTimeout(() => s.add(x + 1)); await send(x); }", "s.add(x + 1)"],
  ])("%s", (_, body, text) => {
    expect(inLoop(body)).toEqual(at(text));
  });

  test.each<[string, string]>([
    ["the loop does not wait", "for (const x of xs) setTimeout(() => xs.splice(0, 1)); await tick();"],
    ["it is launched after the loop", "for (const x of xs) await send(x); setTimeout(() => xs.splice(0, 1));"],
    ["another list is changed", "for (const x of xs) { setTimeout(() => ys.splice(0, 1)); await send(x); }"],
    ["a copy is walked", "for (const x of [...xs]) { setTimeout(() => xs.splice(0, 1)); await send(x); }"],
    ["the call is awaited", "for (const x of xs) { await drop(ys); await send(x); }"],
    ["a set only loses entries", "for (const x of s) { setTimeout(() => s.delete(x)); await send(x); }"],
    ["the loop is left at once", "for (const x of xs) { setTimeout(() => xs.splice(0, 1)); await send(x); break; }"],
  ])("not where %s", (_, body) => {
    expect(inLoop(body)).toEqual([]);
  });
});

describe("what is written after the collection has been returned is found", () => {
  const returning = (body: string, head = "export function f"): string[] => only(`${head}(ids: string[]) { const t = new Map<string, string>(); const xs: string[] = []; ${body} }`);

  test.each<[string, string, string]>([
    ["async forEach", "ids.forEach(async (id) => { t.set(id, await load(id)); }); return t;", "t.set(id, await load(id))"],
    ["async forEach, as a member of what is returned", "ids.forEach(async (id) => { xs.push(await load(id)); }); return { xs };", "xs.push(await load(id))"],
    ["a `then` that nobody waits for", "for (const id of ids) load(id).then((v) => t.set(id, v)); return t;", "t.set(id, v)"],
    ["a call that nobody waits for", "for (const id of ids) fill(t, id); return t;", "fill(t, id)"],
    ["a call whose promise is thrown away", "for (const id of ids) void fill(t, id); return t;", "fill(t, id)"],
    ["a timer", "for (const id of ids) setTimeout(() => xs.push(id)); return xs;", "xs.push(id)"],
    ["a map whose promises are dropped", "ids.map(async (id) => { xs.push(await load(id)); }); return xs;", "xs.push(await load(id))"],
  ])("%s", (_, body, text) => {
    expect(returning(body)).toEqual(at(text));
  });

  test.each<[string, string]>([
    ["all are awaited", "await Promise.all(ids.map(async (id) => { t.set(id, await load(id)); })); return t;"],
    ["each is awaited", "for (const id of ids) await fill(t, id); return t;"],
    ["the loop itself waits", "for (const id of ids) t.set(id, await load(id)); return t;"],
    ["nothing is awaited before the write", "ids.forEach(async (id) => { t.set(id, id); await send(id); }); return t;"],
    ["another thing is returned", "ids.forEach(async (id) => { t.set(id, await load(id)); }); return xs;"],
    ["nothing is returned", "ids.forEach(async (id) => { t.set(id, await load(id)); });"],
    ["the promises are returned", "return Promise.all(ids.map((id) => fill(t, id))).then(() => t);"],
  ])("not where %s", (_, body) => {
    expect(returning(body, "export async function f")).toEqual([]);
  });

  test("a change that the call makes before it waits is no late one", () => {
    expect(only("export function f(ids: string[]) { const xs: string[] = []; for (const id of ids) first(xs); return xs; }")).toEqual([]);
  });
});
