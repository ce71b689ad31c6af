import { describe, expect, test } from "vitest";
import { Summaries } from "../../src/analysis/summaries.ts";
import { effectsOf, namedIn, programOf } from "./program-subject.ts";

const withoutTree = (text: string): string[] => effectsOf(text).filter((effect) => !effect.startsWith("tree-"));

describe("what a function changes itself", () => {
  test.each<[string, string, string[]]>([
    ["of a parameter", "function subject(xs) { xs.push('a'); }", ["push #0"]],
    ["of the second parameter", "function subject(a, m: Map<string, string>) { m.clear(); }", ["clear #1"]],
    ["with its keys", "function subject(m: Map<string, string>, k: string) { m.delete(k); m.set('a', 'b'); }", ["delete #0 #1", 'set #0 "a"']],
    ["of a member of `this`", "class A { m = new Map(); subject() { this.m.clear(); } }", ["clear this.m"]],
    ["of a private member", "class A { #m = new Map(); subject() { this.#m.clear(); } }", ["clear this.#m"]],
    ["by an assignment to a member", "class A { m = new Map(); subject() { this.m = new Map(); this.n++; } }", ["assign this.m", "assign this.n"]],
    ["of a variable of the module", "const m = new Map(); let n = 0; function subject() { m.clear(); n++; }", ["assign n", "clear m"]],
    ["of a variable of the function around it", "function outer() { const seen = new Map(); return function subject(x) { seen.set(x, 1); }; }", ["set seen #0"]],
    ["of a part of a parameter", "function subject(o) { o.a.b.delete('x'); }", ['delete #0.a.b "x"']],
    ["of an entry", "function subject(m) { m.get('a').push(1); }", ['push #0["a"]']],
    ["through another name", "function subject(o) { const { xs } = o; const ys = xs; ys.pop(); }", ["pop #0.xs"]],
    ["of one of two, perhaps", "function subject(xs, ys, c) { const z = c ? xs : ys; z.pop(); }", ["pop #0 maybe", "pop #1 maybe"]],
    ["once, however often it says so", "function subject(xs) { xs.pop(); xs.pop(); }", ["pop #0"]],
  ])("%s", (_, text, expected) => {
    expect(withoutTree(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["of a fresh local", "function subject() { const own = []; own.push(1); return own; }"],
    ["of a copy", "function subject(xs) { const own = [...xs]; own.push(1); const o = xs.slice(); o.sort(); const m = new Map(xs); m.clear(); }"],
    ["of a filtered array", "function subject(xs) { const own = xs.filter(Boolean); own.pop(); }"],
    ["of its own variables", "function subject(x) { let n = 0; n++; x = n; }"],
    ["where control does not come", "function subject(xs) { return; xs.pop(); }"],
    ["of a parameter that was replaced", "function subject(xs) { xs = []; xs.push(1); }"],
  ])("is nothing %s", (_, text) => {
    expect(effectsOf(text)).toEqual([]);
  });

  test("is certain only if the member has not been replaced on some way", () => {
    expect(effectsOf("class A { xs = []; subject() { this.xs = this.xs.slice(); this.xs.push(1); } }")).toEqual(["assign this.xs"]);
    expect(effectsOf("class A { xs = []; subject(c) { if (c) this.xs = []; this.xs.push(1); } }")).toEqual(["assign this.xs", "push this.xs maybe"]);
  });
});

describe("what a function changes through its calls", () => {
  test.each<[string, string, string[]]>([
    ["two calls away", "function g(ys) { ys.pop(); } function f(zs) { g(zs); } function subject(a, xs) { f(xs); }", ["pop #1"]],
    ["of its own part", "function f(xs) { xs.pop(); } function subject(o) { f(o.xs); }", ["pop #0.xs"]],
    ["of a variable of the module", "const m = new Map(); function f() { m.clear(); } function subject() { f(); }", ["clear m"]],
    ["of `this`", "class A { xs = []; put(x) { this.xs.push(x); } subject() { this.put(1); } }", ["push this.xs"]],
    ["of another instance", "class A { xs = []; put(x) { this.xs.push(x); } subject(a: A) { a.put(1); } }", ["push #0.xs"]],
    ["with a key in its own words", "function f(m: Map<string, string>, k: string) { m.delete(k); } function subject(m: Map<string, string>, o) { f(m, o.id); }", ["delete #0 #1.id"]],
    ["by a getter that hands out a member", "class A { get live() { return this.m; } m = new Map(); subject() { this.live.clear(); } }", ["clear this.m"]],
    ["of what a function hands out", "function live(o) { return o.xs; } function subject(o) { live(o).pop(); }", ["pop #0.xs"]],
    ["in recursion", "function subject(n, xs) { if (n > 0) { xs.pop(); subject(n - 1, xs); } }", ["pop #1"]],
    ["in recursion that swaps its arguments", "function subject(xs, ys, n) { if (n) { xs.pop(); subject(ys, xs, n - 1); } }", ["pop #0", "pop #1"]],
    ["in mutual recursion", "function subject(n, xs) { if (n) other(xs, n); } function other(ys, n) { ys.push(n); subject(n - 1, ys); }", ["push #1"]],
    ["by a closure that the called function calls", "function each(xs, f) { f(xs); } const m = new Map(); function subject(xs) { each(xs, () => m.clear()); }", ["clear m"]],
    ["by a closure that is handed on", "function a(f) { b(f); } function b(g) { g(); } const m = new Map(); function subject() { a(() => m.clear()); }", ["clear m"]],
    ["by a method called with `call`", "function f() { this.xs.pop(); } function subject(o) { f.call(o); }", ["pop #0.xs"]],
  ])("%s", (_, text, expected) => {
    expect(withoutTree(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["of a fresh local", "function f(xs) { xs.push(1); } function subject() { const own = []; f(own); return own; }"],
    ["of a copy", "function f(xs) { xs.push(1); } function subject(xs) { f([...xs]); }"],
    ["of what a constructor makes", "class A { xs = []; constructor() { this.xs.push(1); } } function subject() { new A(); }"],
    ["by a generator that is not walked", "function* g(xs) { xs.pop(); } function subject(xs) { g(xs); }"],
    ["of arguments that a spread hides", "function f(a, b) { b.pop(); } function subject(a) { f(...a); }"],
    ["by a closure that is only kept", "const kept = []; function keep(f) { return f; } const m = new Map(); function subject() { keep(() => m.clear()); }"],
  ])("is nothing %s", (_, text) => {
    expect(effectsOf(text)).toEqual([]);
  });

  test("goes on into other files", () => {
    const files = {
      main: 'import { f } from "./b"; export function subject(o) { f(o.xs); }',
      b: 'import { g } from "./c"; export const f = (xs) => g(xs);',
      c: "const all = []; export function g(xs) { xs.pop(); all.push(xs); }",
    };
    expect(effectsOf(files)).toEqual(["pop #0.xs", "push all"]);
  });
});

describe("a change is late", () => {
  test.each<[string, string, string[]]>([
    ["after an await", "async function subject(xs) { xs.push(1); await f(); xs.pop(); }", ["pop #0 late", "push #0"]],
    ["after an await on some way", "async function subject(xs, c) { if (c) await f(); xs.pop(); }", ["pop #0 late"]],
    ["in a loop that awaits", "async function subject(xs) { for (;;) { xs.pop(); await f(); } }", ["pop #0 late"]],
    ["in a call after an await", "async function subject(xs) { await f(); helper(xs); } function helper(xs) { xs.pop(); }", ["pop #0 late"]],
    ["in a call of what waits", "function subject(xs) { return helper(xs); } async function helper(xs) { await f(); xs.pop(); }", ["pop #0 late"]],
    ["not before it", "async function subject(xs) { xs.pop(); await f(); }", ["pop #0"]],
    ["not where nothing is awaited", "async function subject(xs) { xs.pop(); }", ["pop #0"]],
  ])("%s", (_, text, expected) => {
    expect(effectsOf(text)).toEqual(expected);
  });
});

describe("a function", () => {
  const summaryOf = (text: string) => new Summaries().of(namedIn(programOf(text)(), "subject"));

  test.each<[string, string, number[]]>([
    ["its parameter", "function subject(a, f) { f(a); }", [1]],
    ["its parameter in a helper", "function safely(f) { f(); } function subject(f) { safely(f); }", [0]],
    ["its parameter in a callback", "function subject(xs, f) { xs.forEach((x) => f(x)); }", [1]],
    ["no parameter that it only keeps", "const kept = []; function subject(f) { kept.push(f); }", []],
    ["no parameter in a closure that it makes", "function subject(f) { return () => f(); }", []],
  ])("calls %s", (_, text, expected) => {
    expect([...summaryOf(text).callsParameters]).toEqual(expected);
  });

  test.each([
    ["a parameter", "function subject(f) { f(); }", true],
    ["a member that holds one", "class A { subject() { this.onChange(); } }", true],
    ["an emitter", "class A { subject() { this.bus.emit('x'); } }", true],
    ["a helper that does", "function f(g) { g(); } function subject(g) { f(g); }", true],
    ["known functions only", "function f() {} function subject() { f(); }", false],
    ["the platform only", "function subject(xs) { console.log(xs.length); }", false],
  ])("calls unknown functions or not: %s", (_, text, expected) => {
    expect(summaryOf(text).callsOut).toBe(expected);
  });

  test.each([
    ["true after the change on every way", "function subject(m: Set<string>, k) { if (m.has(k)) return false; m.add(k); return true; }", true],
    ["nothing after it", "function subject(m: Set<string>, k) { if (m.has(k)) return true; m.add(k); }", false],
    ["this or that", "function subject(m: Set<string>, k) { m.add(k); return k === 1; }", undefined],
    ["both", "function subject(m: Set<string>, k, c) { m.add(k); if (c) return true; return false; }", undefined],
  ])("answers %s", (_, text, expected) => {
    expect(summaryOf(text).effects.find(({ operation }) => operation === "add")?.answer).toBe(expected);
  });

  test("names the calls that lead to a change, the outermost first, and where it is made", () => {
    const text = "function g(ys) { ys.pop(); } function f(zs) { g(zs); } function subject(xs) { f(xs); }";
    const [effect] = summaryOf(text).effects;
    expect(effect!.origin.fn.info.name).toBe("g");
    expect(effect!.via.map(({ fn }) => fn.info.name)).toEqual(["subject", "f"]);
  });
});

test("circles of thousands of functions and chains of thousands of calls end", () => {
  const count = 3000;
  const circle = Array.from({ length: count }, (_, n) => `function f${n}(xs) { if (xs.length > ${n}) f${(n + 1) % count}(xs); ${n === 7 ? "xs.pop();" : ""} }`).join("\n");
  const unit = programOf(`${circle}\nfunction subject(xs) { f9(xs); }`)();
  expect(new Summaries().of(namedIn(unit, "subject")).effects.map(({ operation }) => operation)).toEqual(["pop"]);
}, 20_000);
