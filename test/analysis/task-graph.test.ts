import { describe, expect, test } from "vitest";
import { TaskGraph } from "../../src/analysis/task-graph.ts";
import { shapesOf } from "../../src/analysis/shapes.ts";
import { hazardsOf, namedIn, programOf } from "./program-subject.ts";

function graphOf(text: string): { graph: TaskGraph; fn: (name: string) => ReturnType<typeof namedIn> } {
  const unit = programOf(text)();
  return { graph: new TaskGraph(unit), fn: (name) => namedIn(unit, name) };
}

describe("a second call can come in while a first one waits", () => {
  const isReentrant = (text: string): boolean => {
    const { graph, fn } = graphOf(text);
    return graph.isReentrant(fn("subject"), 0);
  };

  test.each<[string, string]>([
    ["of an exported function", "export async function subject() { await f(); }"],
    ["of a public method", "class A { async subject() { await f(); } }"],
    ["of a private method that a public one calls", "class A { run() { this.subject(); } private async subject() { await f(); } }"],
    ["of a function that an exported one calls through another", "async function subject() { await f(); } function g() { subject(); } export function h() { g(); }"],
    ["of a function that a request handler calls", "async function subject() { await f(); } app.get('/', () => subject());"],
    ["of a listener", "bus.on('x', async function subject() { await f(); });"],
    ["of what is handed to a timer again and again", "setInterval(async function subject() { await f(); });"],
    ["of what runs side by side", "function g(xs) { pMap(xs, async function subject() { await f(); }); }"],
    ["of a returned function", "export function make() { return async function subject() { await f(); }; }"],
  ])("%s", (_, text) => {
    expect(isReentrant(text)).toBe(true);
  });

  test.each<[string, string]>([
    ["of a function that nobody calls", "async function subject() { await f(); }"],
    ["of a function that the module calls", "async function subject() { await f(); } subject();"],
    ["of a private method that only the constructor calls", "class A { constructor() { this.subject(); } private async subject() { await f(); } }"],
    ["of a method that an initializer calls", "class A { x = this.subject(); private async subject() { await f(); } }"],
    ["of a private method that only the constructor calls, however many instances there are", "class A { constructor() { this.subject(); } private async subject() { await f(); } } export const make = () => new A();"],
    ["of a test", "it('x', async function subject() { await f(); });"],
    ["of a hook of tests", "beforeEach(async function subject() { await f(); });"],
    ["of a function that only a test calls", "async function subject() { await f(); } test('x', async () => { await subject(); });"],
    ["of functions that call each other, and nobody else them", "async function subject() { await g(); } async function g() { await subject(); }"],
  ])("not %s", (_, text) => {
    expect(isReentrant(text)).toBe(false);
  });

  test("with the same variables of the function around, only where that function has handed it out more than once", () => {
    const { graph, fn } = graphOf("export async function outer() { let n = 0; const subject = async () => { n += await f(); }; await subject(); }");
    const outer = fn("outer");
    expect(graph.isReentrant(outer, outer.id)).toBe(true);
    const handed = graphOf("export function outer() { let n = 0; bus.on('x', async function subject() { n += await f(); }); }");
    expect(handed.graph.isReentrant(handed.fn("subject"), handed.fn("outer").id)).toBe(true);
    const passed = graphOf("export function outer() { let n = 0; runOnce(async function subject() { n += await f(); }); }");
    expect(passed.graph.isReentrant(passed.fn("subject"), passed.fn("outer").id)).toBe(false);
    expect(passed.graph.isReentrant(passed.fn("subject"), 0)).toBe(true);
  });
});

describe("other writers of a place that can run while a function waits", () => {
  /** The functions, by name. The place is `this.xs`; the wait is the first event that suspends. */
  const writersIn = (members: string): string[] => {
    const { graph, fn } = graphOf(`class A { xs: string[] = []; on = true; async subject() { use(this.xs); await f(); } ${members} }`);
    const subject = fn("subject");
    const { values } = subject.tasks;
    const field = values.fn.events.findIndex((event) => event.op === "field" && event.key === "xs");
    const wait = values.fn.events.findIndex(({ op }) => op === "suspend");
    const [shape] = shapesOf(subject, subject.tasks, values.of(field));
    return [...graph.otherWriters(subject, shape!, wait)].map((writer) => `${writer.fn.info.name} ${writer.act.operation}`);
  };

  test.each<[string, string, string[]]>([
    ["are public methods", "put(x: string) { this.xs.push(x); }", ["A.put push"]],
    ["assign, too", "reset() { this.xs = []; }", ["A.reset assign"]],
    ["are private ones that public ones call", "put(x: string) { this.add(x); } private add(x: string) { this.xs.push(x); }", ["A.add push"]],
    ["are callbacks", "listen() { bus.on('x', function later(this: A) {}); timer(() => this.xs.pop()); }", ["anonymous pop"]],
    ["are no constructors", "constructor() { this.xs.push('a'); }", []],
    ["are no constructors, however many instances there are", "constructor() { this.xs.push('a'); } } export function make() { return new A();", []],
    ["are no private helpers of the constructor", "constructor() { this.add('a'); } private add(x: string) { this.xs.push(x); } static make() { return new A(); }", []],
    ["are no private ones that nobody calls", "private put(x: string) { this.xs.push(x); }", []],
    ["are none that write another member", "ys: string[] = []; put(x: string) { this.ys.push(x); }", []],
    ["are none that write a copy", "put(x: string) { [...this.xs].push(x); }", []],
  ])("%s", (_, members, expected) => {
    expect(writersIn(members)).toEqual(expected);
  });
});

describe("a chain of 3,000 async functions", () => {
  const LENGTH = 3000;
  const ACT = "if (!m.has(k)) { const v = await open(k); m.set(k, v); }";
  const chain = Array.from({ length: LENGTH }, (_, index) => `async function f${index}(k) { ${index === LENGTH - 1 ? ACT : `await f${index + 1}(k);`} }`).join("\n");
  const program = (start: string): string => `const m = new Map();\n${chain}\n${start}`;

  test("can be entered from its start to its end", () => {
    const { graph, fn } = graphOf(program("export const start = (k) => f0(k);"));
    const last = fn(`f${LENGTH - 1}`);
    expect(graph.isReachable(last)).toBe(true);
    expect(graph.isReentrant(last, 0)).toBe(true);
    expect(graph.isReentrant(last, fn("f0").id)).toBe(false);
  });

  test.each<[string, string, string[]]>([
    ["is judged by how it is entered", "export const start = (k) => f0(k);", ["check-then-act-across-await"]],
    ["is protected by a lock at its start", "export const start = (k) => lock.runExclusive(() => f0(k));", []],
    ["is left alone where a test starts it", "test('x', () => f0('k'));", []],
  ])("%s", (_, start, expected) => {
    expect(hazardsOf(program(start)).map((found) => found.split(" ")[0])).toEqual(expected);
  });
});

describe("functions that can be entered without a guard", () => {
  const enteredIn = (text: string): string[] => {
    const { graph } = graphOf(text);
    const found = graph.enteredUnguarded((to) => to === "guard", (caller) => caller.info.name === "turn");
    return [...found].map(({ info }) => info.name).filter((name) => name !== "module" && name !== "anonymous").sort();
  };

  test.each<[string, string, string[]]>([
    ["are exported ones and whom they call", "export function a() { b(); } function b() {}", ["a", "b"]],
    ["are those that nobody calls", "function a() { b(); } function b() {}", ["a", "b"]],
    ["are not those that are only called in turn", "export function turn() { b(); } function b() {}", ["turn"]],
    ["are those that are called in turn here and out of turn there", "export function turn() { b(); } export function c() { b(); } function b() {}", ["b", "c", "turn"]],
    ["are not closures that a guard is handed", "export function a() { guard(function b() { c(); }); } function c() {}", ["a"]],
    ["are closures that others are handed", "export function a() { later(function b() { c(); }); } function c() {}", ["a", "b", "c"]],
    ["are not closures of a function that only a guard lets in", "guard(function a() { later(function b() {}); });", []],
    ["are not those that only call each other", "function a() { b(); } function b() { a(); }", []],
  ])("%s", (_, text, expected) => {
    expect(enteredIn(text)).toEqual(expected);
  });
});
