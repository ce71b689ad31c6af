import fc from "fast-check";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { arbitraryOf, descriptionsOf } from "../../../src/verify/inputs/arbitrary.ts";
import { build } from "../../../src/verify/inputs/build.ts";
import { conforms } from "../../../src/verify/inputs/conforms.ts";
import { describe as print, describeInputs } from "../../../src/verify/inputs/describe.ts";
import type { Description } from "../../../src/verify/inputs/description.ts";
import { inputsFor } from "../../../src/verify/inputs/dictionary.ts";
import { planOfParametersOf } from "../../../src/verify/inputs/from-function.ts";
import { defaultInputs } from "../../../src/verify/inputs/keys.ts";
import { type TypePlan, unconstructableReasons } from "../../../src/verify/inputs/plan.ts";
import { obstacleOf } from "../../../src/verify/inputs/plan-walk.ts";
import { isStandIn } from "../../../src/verify/inputs/stand-in.ts";
import type { StubCall } from "../../../src/verify/inputs/world.ts";
import { findNode, load, planOf, samplesOf, worldOf } from "./helpers.ts";

describe("stubs", () => {
  test("are recorded, and return what their description says, call by call", () => {
    const calls: StubCall[] = [];
    const stub = build({ kind: "function", name: "load", returns: [1, [2]] }, worldOf({}, { called: (call) => void calls.push(call) })) as (...args: unknown[]) => unknown;
    expect([stub("a"), stub("b", "c"), stub()]).toEqual([1, [2], [2]]);
    expect(calls.map(({ name, index, args }) => [name, index, args])).toEqual([["load", 0, ["a"]], ["load", 1, ["b", "c"]], ["load", 2, []]]);
    expect(calls[0]!.stub).toBe(stub);
  });

  test("make each result afresh", () => {
    const stub = build({ kind: "function", name: "load", returns: [{ kind: "map", entries: [["a", 1]] }] }, worldOf()) as () => unknown;
    expect(stub()).toEqual(stub());
    expect(stub()).not.toBe(stub());
  });

  test("return promises as external completions under their own name", async () => {
    const asked: [unknown, string][] = [];
    const external = (value: unknown, label: string): Promise<unknown> => {
      asked.push([value, label]);
      return Promise.resolve(value);
    };
    const [description] = samplesOf(planOf("type T = (id: string) => Promise<'done'>;"), 1);
    const load = build(description!, worldOf({}, { external })) as () => Promise<string>;
    expect(await load()).toBe("done");
    expect(asked).toHaveLength(1);
    expect(asked[0]![1]).toMatch(/^stub/);
  });

  test("call the callbacks they are given: never, at once, or later", () => {
    const plan = planOf("type T = (name: string, listener: (id: string, count: number) => void) => () => void;");
    const later: (() => void)[] = [];
    const seen = { never: 0, now: 0, later: 0 };
    for (const description of samplesOf(plan, 60)) {
      let count = 0;
      const listener = (id: unknown, number: unknown): void => {
        expect([typeof id, typeof number]).toEqual(["string", "number"]);
        count++;
      };
      const on = build(description, worldOf({}, { later: (callback) => void later.push(callback) })) as (name: string, listener: unknown) => unknown;
      expect(on("x", listener)).toBeInstanceOf(Function);
      if (count > 0) seen.now++;
      else if (later.length === 0) seen.never++;
      const before = count;
      for (const callback of later.splice(0)) callback();
      if (count > before) seen.later++;
    }
    expect(Math.min(seen.never, seen.now, seen.later)).toBeGreaterThan(5);
  });

  test("make different keys where their names say that they make keys", () => {
    const keysOf = (name: string, value: Description): unknown[] => {
      const stub = build({ kind: "function", name, returns: [value] }, worldOf()) as () => unknown;
      return [stub(), stub(), stub()];
    };
    expect(keysOf("nextId", "a")).toEqual(["a", "a1", "a2"]);
    expect(keysOf("generate", 3)).toEqual([3, 4, 5]);
    expect(keysOf("getId", "a")).toEqual(["a", "a", "a"]);
    expect(keysOf("createThing", true)).toEqual([true, true, true]);
  });

  test("may be called back into while they are recorded", () => {
    const listeners = new Set<() => void>();
    const world = worldOf({}, { called: ({ stub }) => void listeners.delete(stub) });
    const listener = build({ kind: "function", name: "listener", returns: [] }, world) as () => void;
    listeners.add(listener);
    listener();
    expect(listeners.size).toBe(0);
  });
});

describe("shared objects", () => {
  const plan = planOf("type T = [Set<() => void>, () => void, Map<string, { id: string }>, { id: string }];");

  test("turn up in several places of one run", () => {
    const hits = samplesOf(plan, 200).filter((description) => {
      const [handlers, handler] = build(description, worldOf()) as [Set<unknown>, unknown];
      return handlers.has(handler);
    });
    expect(hits.length).toBeGreaterThan(30);
  });

  test("are made anew for each run", () => {
    const objects = new Set<unknown>();
    const values = fc.sample(arbitraryOf(planOf("type T = Set<{ id: string }>;"), worldOf()), { numRuns: 50, seed: 2 }) as Set<object>[];
    let count = 0;
    for (const value of values) {
      count += value.size;
      for (const each of value) objects.add(each);
    }
    expect(objects.size).toBe(count);
  });

  test("are declared once where they are printed", () => {
    const listener: Description = { kind: "shared", pool: "function-1", index: 0, value: { kind: "function", name: "l#0", returns: [] } };
    expect(describeInputs([{ kind: "set", elements: [listener] }, listener])).toEqual({
      imports: [],
      declarations: ["const shared1: any = (() => {});"],
      expressions: ["new Set([shared1])", "shared1"],
      seeds: [],
      variables: [],
    });
  });
});

describe("what cannot be made", () => {
  const PRELUDE = "export class Outer {} const one: unique symbol = Symbol();";

  test.each([
    ["Element", "dom"],
    ["HTMLInputElement | Document", "dom"],
    ["Promise<Element>", "dom"],
    ["[string, Element]", "dom"],
    ["Request", "platform"],
    ["Atomics", "platform"],
    ["never", "never"],
    ["typeof one", "unique-symbol"],
    ["new () => string", "constructor"],
    ["typeof Outer", "constructor"],
    ["Uppercase<string>", "unresolved"],
  ] as const)("%s: %s", (type, reason) => {
    const plan = planOf(`${PRELUDE} type T = ${type};`);
    expect(obstacleOf(plan)?.reason).toBe(reason);
    expect(() => descriptionsOf(plan)).toThrow(unconstructableReasons[reason]);
  });

  test.each(["Element[]", "Element | string", "{ host?: Element }", "Map<string, Element>", "() => Element", "(element: Element) => void"])("%s is made without it", (type) => {
    const plan = planOf(`type T = ${type};`);
    for (const description of samplesOf(plan, 20)) expect(conforms(build(description, worldOf()), plan)).toBe(true);
  });

  test("as a member throws when it is read, and is left out where it is printed", () => {
    const plan = planOf("type T = { id: 'a'; host: Element };");
    const value = build(samplesOf(plan, 1)[0]!, worldOf()) as { id: string; host: unknown };
    expect(value.id).toBe("a");
    expect(() => value.host).toThrow("Cannot make a value of Element: it is an object of a browser's document, which Node does not have.");
    expect(print(samplesOf(plan, 1)[0]!)).toBe('({ id: "a" } as never)');
  });
});

describe("sizes", () => {
  test("recursion is bounded", () => {
    const depthOf = (node: { kids: any[] }): number => 1 + Math.max(0, ...node.kids.map(depthOf));
    const plan = planOf("interface N { kids: N[] } type T = N;");
    const depths = samplesOf(plan, 300).map((description) => depthOf(build(description, worldOf()) as { kids: any[] }));
    expect(Math.max(...depths)).toBe(2 + defaultInputs.maxDepth);
    expect(Math.min(...depths)).toBe(1);
  });

  test("a type without an end is made as far as it goes", () => {
    const plan = planOf("interface N { id: string; next: N } type T = N;");
    for (const description of samplesOf(plan, 20)) {
      const value = build(description, worldOf()) as any;
      let steps = 0;
      for (let at = value; !isStandIn(at); at = at.next) steps++;
      expect(steps).toBeLessThanOrEqual(2 + defaultInputs.maxDepth);
    }
  });

  test("collections have 0 to 5 entries, mostly different ones, from the pools mostly", () => {
    const arrays = samplesOf(planOf("type T = string[];"), 400) as string[][];
    expect(new Set(arrays.map((each) => each.length))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(arrays.filter((each) => new Set(each).size < each.length).length).toBeLessThan(80);
    const all = arrays.flat();
    expect(all.filter((each) => defaultInputs.keys.strings.includes(each)).length / all.length).toBeGreaterThan(0.5);
  });

  test("a huge type is planned less deeply, in time", () => {
    const members = Array.from({ length: 25 }, (_, index) => `m${index}: L`).join("; ");
    const levels = (depth: number): string => (depth === 0 ? "{ leaf: string }" : `{ ${members.replaceAll("L", `L${depth - 1}`)} }`);
    const text = [0, 1, 2, 3, 4].map((depth) => `interface L${depth} ${levels(depth)}`).join("\n");
    const plan = planOf(`${text}\ntype T = L4;`);
    expect(JSON.stringify(plan).length).toBeLessThan(300_000);
    expect((build(samplesOf(plan, 1)[0]!, worldOf()) as any).m0).toBeTypeOf("object");
  });
});

describe("parameters", () => {
  const planOfFirst = (text: string, name = "case.ts"): TypePlan[] => {
    const { file, context } = load(text, name);
    return planOfParametersOf(findNode(file, ts.isFunctionDeclaration), context).map((parameter) => parameter.plan);
  };

  test("take type parameters by their constraints", () => {
    expect(planOfFirst("export function f<K extends string, V>(m: Map<K, V>, k: K) {}")).toEqual([
      { kind: "map", key: { kind: "string" }, value: { kind: "union", of: [{ kind: "string" }, { kind: "number" }] } },
      { kind: "string" },
    ]);
  });

  test("know optional, rest and `this` parameters", () => {
    const { file, context } = load("export function f(this: Window, a: string, b?: number, c = 'x', ...rest: boolean[]) {}");
    expect(planOfParametersOf(findNode(file, ts.isFunctionDeclaration), context)).toEqual([
      { name: "a", plan: { kind: "string" } },
      { name: "b", plan: { kind: "number" }, isOptional: true },
      { name: "c", plan: { kind: "string" }, isOptional: true },
      { name: "rest", plan: { kind: "boolean" }, isRest: true },
    ]);
  });

  test("in JavaScript are typed by documentation comments", () => {
    expect(planOfFirst("/** @param {Map<string, number>} m\n @param {string} [k] */\nexport function f(m, k) { return m.push; }", "case.js")).toEqual([
      { kind: "map", key: { kind: "string" }, value: { kind: "number" } },
      { kind: "string" },
    ]);
  });

  const ids: TypePlan = { kind: "array", element: { kind: "string" } };
  const unknown: TypePlan = { kind: "unknown" };
  test.each<[string, TypePlan]>([
    ["p(1)", { kind: "function", name: "p", parameters: [], returns: unknown }],
    ["for (const x of p) x", ids],
    ["p.push(1)", ids],
    ["p[0]", ids],
    ["[...p]", ids],
    ["p.set(1, 2)", { kind: "map", key: { kind: "string" }, value: unknown }],
    ["for (const [k] of p) p.get(k)", { kind: "map", key: { kind: "string" }, value: unknown }],
    ["if (p.has(1)) p.delete(1)", { kind: "set", element: { kind: "string" } }],
    ["p.add(1)", { kind: "set", element: { kind: "string" } }],
    ["p.startsWith('a')", { kind: "string" }],
    ["p < 3", { kind: "number" }],
    ["p.items.push(p.name)", { kind: "object", properties: [{ name: "items", plan: ids }, { name: "name", plan: unknown }] }],
    ["return { p: 1 }", unknown],
    ["[1].map((p) => p.length)", unknown],
  ])("without a type are guessed from their use: %s", (body, plan) => {
    expect(planOfFirst(`export function f(p) { ${body} }`, "case.js")).toEqual([plan]);
  });

  test("take texts and numbers that the code compares with", () => {
    const { file } = load(`import "./other.ts"; export function f(k: string) { return k.startsWith("utm_") && k.length > 40; }`);
    const { keys } = inputsFor(file);
    expect(keys.strings).toEqual(defaultInputs.keys.strings);
    expect(keys.otherStrings).toEqual([...defaultInputs.keys.otherStrings, "utm_", "utm_a", "utm_b", "autm_"]);
    expect(keys.otherNumbers).toEqual([...defaultInputs.keys.otherNumbers, 40, 41, 39]);
    const texts = samplesOf(planOf("type T = string[];"), 100, inputsFor(file)).flat();
    expect(texts).toContain("utm_b");
  });
});

describe("conforms", () => {
  test.each([
    ["string", 1],
    ["string[]", ["a", 1]],
    ["[string, number?]", ["a", "b"]],
    ["[string]", ["a", "b"]],
    ["{ a: string }", { a: 1 }],
    ["{ a: string }", {}],
    ["Record<string, number>", { a: "b" }],
    ["Map<string, number>", new Map([["a", "b"]])],
    ["Set<number>", new Set(["a"])],
    ["'a' | 'b'", "c"],
    ["`x-${number}`", "x-a"],
    ["Promise<string>", "a"],
    ["() => void", {}],
    ["Date", { getTime: () => 0 }],
    ["Iterable<string>", {}],
    ["Uint8Array", new Int8Array()],
    ["null", undefined],
    ["{ a: string } & { b: string }", { a: "a" }],
  ])("refuses for %s the value %j", (type, value) => {
    expect(conforms(value, planOf(`type T = ${type};`))).toBe(false);
  });
});
