import { describe, expect, test } from "vitest";
import { findingsInProgram, reportsIn } from "./program-subject.ts";

const inClass = (members: string): string[] =>
  reportsIn(`function safely(f: () => void) { try { f(); } catch {} }
class A {
  listeners: (() => void)[] = []; others: (() => void)[] = []; once = new Set<() => void>(); clients: Client[] = []; firing = false;
  ${members}
}`);

const OFF = "off(l: () => void) { this.listeners.splice(this.listeners.indexOf(l), 1); }";
const shift = (call: string, level = "recommended"): string[] => [`shift-during-iteration ${level}: ${call}`];

describe("a loop that calls what a list holds, where a public method splices it", () => {
  test.each<[string, string, string]>([
    ["for...of", "for (const l of this.listeners) l();", "l()"],
    ["forEach", "this.listeners.forEach((l) => l());", "l()"],
    ["an index", "for (let i = 0; i < this.listeners.length; i++) this.listeners[i]();", "this.listeners[i]()"],
    ["a local name for the list", "const { listeners } = this; for (const l of listeners) l();", "l()"],
    ["call", "for (const l of this.listeners) l.call(this);", "l.call(this)"],
    ["a helper that calls it", "for (const l of this.listeners) safely(l);", "safely(l)"],
    ["an optional call", "for (const l of this.listeners) l?.();", "l?.()"],
  ])("is found with %s", (_, loop, call) => {
    expect(inClass(`${OFF} emit() { ${loop} }`)).toEqual(shift(call));
  });

  test("is no harm where the one who removes asks whether a loop is on, before it calls what splices", () => {
    const emit = "emit() { this.firing = true; for (const l of this.listeners) l(); this.firing = false; }";
    const drop = "#drop(l: () => void) { this.listeners.splice(this.listeners.indexOf(l), 1); }";
    expect(inClass(`${emit} ${drop} off(l: () => void) { if (this.firing) this.others.push(l); else this.#drop(l); }`)).toEqual([]);
    expect(inClass(`${emit} ${drop} off(l: () => void) { if (l) this.#drop(l); }`)).toEqual(shift("l()"));
  });

  test.each<[string, string]>([
    ["a copy is iterated", "for (const l of [...this.listeners]) l();"],
    ["a slice is iterated", "for (const l of this.listeners.slice()) l();"],
    ["the list has been swapped for an empty one", "const ls = this.listeners; this.listeners = []; for (const l of ls) l();"],
    ["the loop runs backwards", "for (let i = this.listeners.length - 1; i >= 0; i--) this.listeners[i]();"],
    ["they are called later", "for (const l of this.listeners) setTimeout(l);"],
    ["the loop is left", "for (const l of this.listeners) { l(); return; }"],
    ["another list is iterated", "for (const l of this.others) l();"],
    ["nothing is called", "for (const l of this.listeners) console.log(l);"],
  ])("is no harm where %s", (_, loop) => {
    expect(inClass(`${OFF} emit() { ${loop} }`)).toEqual([]);
  });
});

describe("the mutator of a list that is walked while its members are called", () => {
  const emit = "emit() { for (const l of this.listeners) l(); }";
  test.each<[string, string, string[]]>([
    ["may be a closure that is handed out", "on(l: () => void) { return () => { this.listeners.splice(this.listeners.indexOf(l), 1); }; }", shift("l()")],
    ["may call a helper for it", `off(l: () => void) { this.remove(l); } private remove(l: () => void) { this.listeners.splice(this.listeners.indexOf(l), 1); }`, shift("l()")],
    ["is strict where it takes out just any one", "off() { this.listeners.shift(); }", shift("l()", "strict")],
    ["is strict where it adds", "on(l: () => void) { this.listeners.push(l); }", ["insert-during-iteration strict: l()"]],
    ["is none where nobody can call it", "private off(l: () => void) { this.listeners.splice(this.listeners.indexOf(l), 1); }", []],
    ["is none where it writes a new list", "off(l: () => void) { this.listeners = this.listeners.filter((x) => x !== l); }", []],
    ["is none where it changes a copy that it puts in place", "off(l: () => void) { this.listeners = this.listeners.slice(); this.listeners.splice(this.listeners.indexOf(l), 1); }", []],
    ["is none where a helper puts a copy in place first", "off(l: () => void) { this.own(); this.listeners.splice(this.listeners.indexOf(l), 1); } private own() { this.listeners = this.listeners.slice(); }", []],
    ["is none where it may change a copy that it has put in place", "off(l: () => void) { if (this.firing) this.listeners = this.listeners.slice(); this.listeners.splice(this.listeners.indexOf(l), 1); }", []],
    ["is none that walks it itself", "prune() { for (let i = this.listeners.length - 1; i >= 0; i--) if (dead(i)) this.listeners.splice(i, 1); }", []],
    ["is none that empties it", "off() { this.listeners.length = 0; }", []],
    ["is none for another list", "off(l: () => void) { this.others.splice(this.others.indexOf(l), 1); }", []],
  ])("%s", (_, mutator, expected) => {
    expect(inClass(`${mutator} ${emit}`)).toEqual(expected);
  });

  test("is held back by a flag that the loop sets", () => {
    const off = "off(l: () => void) { if (this.firing) return; this.listeners.splice(this.listeners.indexOf(l), 1); }";
    expect(inClass(`${off} emit() { this.firing = true; for (const l of this.listeners) l(); this.firing = false; }`)).toEqual([]);
    expect(inClass(`${off} emit() { for (const l of this.listeners) l(); }`)).toEqual(shift("l()"));
    expect(inClass(`${off} emit() { for (const l of this.listeners) l(); this.firing = true; }`)).toEqual(shift("l()"));
  });

  const withIndex = (adjust: string): string[] =>
    reportsIn(`const ls: (() => void)[] = []; let at = 0;
export function off(l: () => void) { const i = ls.indexOf(l); ls.splice(i, 1); ${adjust} }
export function emit() { for (at = 0; at < ls.length; at++) ls[at](); }`);

  test("may move the index of the loop along", () => {
    expect(withIndex("if (i <= at) at--;")).toEqual([]);
    expect(withIndex("")).toEqual(shift("ls[at]()"));
  });

  test("may move along an index that is a member", () => {
    const off = "off(l: () => void) { const i = this.listeners.indexOf(l); this.listeners.splice(i, 1); if (i <= this.at) this.at--; }";
    expect(inClass(`at = 0; ${off} emit() { for (this.at = 0; this.at < this.listeners.length; this.at++) this.listeners[this.at](); }`)).toEqual([]);
  });
});

describe("a Set of callbacks", () => {
  test.each<[string, string, string[]]>([
    ["takes removals", "off(l: () => void) { this.once.delete(l); } emit() { for (const l of this.once) l(); }", []],
    ["meets those that are added, which is meant at times", "on(l: () => void) { this.once.add(l); } emit() { for (const l of this.once) l(); }", ["insert-during-iteration strict: l()"]],
    ["visits again the one that the round has taken out and the callback puts in", "on(l: () => void) { this.once.add(l); } emit() { for (const l of this.once) { this.once.delete(l); l(); } }", ["reinsert-during-iteration recommended: l()"]],
  ])("%s", (_, members, expected) => {
    expect(inClass(members)).toEqual(expected);
  });
});

describe("a method of the elements", () => {
  const splice = "this.clients.splice(this.clients.indexOf(c), 1);";
  const listen = `add(c: Client) { c.onClose = () => { ${splice} }; }`;
  test.each<[string, string, string[]]>([
    ["that closes them leads back to what they hold", "for (const c of this.clients) c.close();", shift("c.close()")],
    ["that closes them leads back from map", "this.clients.map((c) => c.release());", shift("c.release()")],
    ["of another name may lead back", "for (const c of this.clients) c.measure();", shift("c.measure()", "strict")],
    ["that only asks does not", "for (const c of this.clients) c.toString();", []],
    ["is called on a copy", "for (const c of [...this.clients]) c.close();", []],
  ])("%s", (_, loop, expected) => {
    expect(inClass(`${listen} all() { ${loop} }`)).toEqual(expected);
  });

  test("may call a public method of the owner", () => {
    expect(inClass(`drop(c: Client) { ${splice} } all() { for (const c of this.clients) c.close(); }`)).toEqual(shift("c.close()", "strict"));
  });

  test("and a parameter that is called may lead back", () => {
    expect(inClass(`${listen} all(f: (c: Client) => void) { for (const c of this.clients) f(c); }`)).toEqual(shift("f(c)", "strict"));
  });
});

describe("callbacks are held", () => {
  test.each<[string, string]>([
    ["by the module", "const ls: (() => void)[] = []; export function on(l: () => void) { return () => { ls.splice(ls.indexOf(l), 1); }; } export function emit() { for (const l of ls) l(); }"],
    ["by a function around both", "export function make() { const ls: (() => void)[] = []; return { off(l: () => void) { ls.splice(ls.indexOf(l), 1); }, emit() { for (const l of ls) l(); } }; }"],
    ["in a map of lists", "class A { by = new Map<string, (() => void)[]>(); off(n: string, l: () => void) { const list = this.by.get(n)!; list.splice(list.indexOf(l), 1); } emit(n: string) { for (const l of this.by.get(n)!) l(); } }"],
    ["by the base class", "class B { ls: (() => void)[] = []; off(l: () => void) { this.ls.splice(this.ls.indexOf(l), 1); } } class A extends B { emit() { for (const l of this.ls) l(); } }"],
    ["by a constructor function", "function A() { this.ls = []; } A.prototype.off = function (l) { this.ls.splice(this.ls.indexOf(l), 1); }; A.prototype.emit = function () { for (const l of this.ls) l(); };"],
  ])("%s", (_, text) => {
    expect(reportsIn(text)).toEqual(shift("l()"));
  });

  test("where nobody gets hold of the function that removes them", () => {
    expect(reportsIn("const ls: (() => void)[] = []; function off(l: () => void) { ls.splice(ls.indexOf(l), 1); } export function emit() { for (const l of ls) l(); }")).toEqual([]);
  });

  test("in a list that a generic helper is given", () => {
    const text = "function generic(f: () => void, subs: (() => void)[]) { subs.push(f); return () => { subs.splice(subs.indexOf(f), 1); }; } const ls: (() => void)[] = [];";
    expect(reportsIn(`${text} export const on = (l: () => void) => generic(l, ls); export function emit() { for (const l of ls) l(); }`)).toEqual(shift("l()"));
  });
});

test("the message names the mutator and how a callback gets hold of it", () => {
  const [found] = findingsInProgram({ main: `class Bus {\n  ls: (() => void)[] = [];\n  ${OFF.replaceAll("listeners", "ls")}\n  emit() { for (const l of this.ls) l(); }\n}` });
  expect(found!.message).toContain("off");
  expect(found!.trace.map(({ role }) => role)).toEqual(expect.arrayContaining(["iterate", "call", "mutate"]));
  expect(found!.trace.find(({ role }) => role === "mutate")!.range.start.line).toBe(3);
});
