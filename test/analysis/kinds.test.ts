import { describe, expect, test } from "vitest";
import { analysisOf, findingsIn, probed } from "./subject.ts";

function kindIn(text: string): string | undefined {
  const analysis = analysisOf(text);
  return analysis.kinds.kindOf(analysis.values.of(probed(analysis)[0]!));
}

describe("the kind by annotation", () => {
  test.each([
    ["Map", "Map<string, number>"],
    ["Map", "ReadonlyMap<string, number>"],
    ["Set", "Set<string>"],
    ["Set", "ReadonlySet<string>"],
    ["Array", "string[]"],
    ["Array", "readonly string[]"],
    ["Array", "Array<string>"],
    ["Array", "ReadonlyArray<string>"],
    ["Array", "[string, number]"],
    ["TypedArray", "Uint8Array"],
    ["Map", "Map<string, number> | undefined"],
    ["Map", "null | Map<string, number>"],
    ["Map", "Readonly<Map<string, number>>"],
    ["Map", "NonNullable<Map<string, number> | null>"],
    ["Object", "{ a: number }"],
    ["Object", "Record<string, number>"],
    ["URLSearchParams", "URLSearchParams"],
    ["Headers", "Headers"],
    ["FormData", "FormData"],
    ["LiveTree", "HTMLCollection"],
    ["DOMTokenList", "DOMTokenList"],
    ["other", "() => void"],
    ["other", "Iterable<string>"],
    ["other", "Generator<string>"],
    [undefined, "any"],
    [undefined, "unknown"],
    [undefined, "Something"],
  ])("is %s of %s", (kind, type) => {
    expect(kindIn(`function subject(x: ${type}) { probe(x); }`)).toBe(kind);
  });

  test("of a variable, a cast, a parameter with a default", () => {
    expect(kindIn("function subject() { const x: Map<string, string> = make(); probe(x); }")).toBe("Map");
    expect(kindIn("function subject() { const x = make() as Set<string>; probe(x); }")).toBe("Set");
    expect(kindIn("function subject(x: string[] = []) { probe(x); }")).toBe("Array");
  });

  test("of a destructured parameter", () => {
    expect(kindIn("function subject({ x }: { x: Map<string, string> }) { probe(x); }")).toBe("Map");
    expect(kindIn("interface Options { readonly x: Set<string> } function subject({ x }: Options) { probe(x); }")).toBe("Set");
  });

  test("through aliases and interfaces of the file", () => {
    expect(kindIn("type Index = Map<string, string>; function subject(x: Index) { probe(x); }")).toBe("Map");
    expect(kindIn("interface State { index: Map<string, string> } function subject(x: State) { probe(x.index); }")).toBe("Map");
    expect(kindIn("interface Index extends Map<string, string> {} function subject(x: Index) { probe(x); }")).toBe("Map");
    expect(kindIn("interface A { x: B } interface B { y: string[] } function subject(a: A) { probe(a.x.y); }")).toBe("Array");
  });

  test("of elements, values and what a loop yields", () => {
    expect(kindIn("function subject(x: Map<string, Set<string>>, k: string) { probe(x.get(k)!); }")).toBe("Set");
    expect(kindIn("function subject(x: Record<string, string[]>, k: string) { probe(x[k]); }")).toBe("Array");
    expect(kindIn("function subject(x: Set<string>[]) { for (const y of x) probe(y); }")).toBe("Set");
    expect(kindIn("function subject(x: Map<string, Set<string>>) { for (const [, y] of x) probe(y); }")).toBe("Set");
  });

  test("of what a function of the file returns", () => {
    expect(kindIn("function make(): Set<string> { return x(); } function subject() { probe(make()); }")).toBe("Set");
  });

  test("ends for types that refer to themselves", () => {
    expect(kindIn("type Loop = Loop | Loop; function subject(x: Loop) { probe(x); }")).toBeUndefined();
    expect(kindIn("interface A extends B {} interface B extends A {} function subject(x: A) { probe(x); }")).toBeUndefined();
    expect(kindIn("class A { x = this.x; } function subject(x: A) { probe(x.x); }")).toBeUndefined();
  });
});

describe("the kind by what makes the value", () => {
  test.each([
    ["Map", "new Map()"],
    ["Set", "new Set([1])"],
    ["Array", "[]"],
    ["Array", "Array.from(y)"],
    ["Array", "Object.keys(y)"],
    ["Array", "y.slice()"],
    ["Object", "{}"],
    ["URLSearchParams", "new URLSearchParams()"],
    ["TypedArray", "new Float64Array(3)"],
    ["LiveTree", "y.childNodes"],
    ["LiveClass", "document.getElementsByClassName('x')"],
    [undefined, "make()"],
    [undefined, "new Date()"],
  ])("is %s of %s", (kind, expression) => {
    expect(kindIn(`function subject(y) { const x = ${expression}; probe(x); }`)).toBe(kind);
  });

  test("of a module's constant, seen from a function", () => {
    expect(kindIn("const x = new Map(); function subject() { probe(x); }")).toBe("Map");
    expect(kindIn("const x = flag ? new Set() : undefined; function subject() { probe(x); }")).toBe("Set");
    expect(kindIn("const state = { x: new Set() }; function subject() { probe(state.x); }")).toBe("Set");
  });

  test("a fallback does not decide", () => {
    expect(kindIn("function subject(x: Set<string>) { probe(x ?? []); }")).toBe("Set");
  });
});

describe("the kind of a class's member", () => {
  const inClass = (members: string): string | undefined => kindIn(`class A { ${members} subject() { probe(this.x); } }`);

  test.each([
    ["Map", "x: Map<string, string>;"],
    ["Map", "private readonly x = new Map<string, string>();"],
    ["Set", "constructor() { this.x = new Set(); }"],
    ["Array", "constructor(private readonly x: string[]) {}"],
    [undefined, "constructor(x) { this.x = x; }"],
    [undefined, ""],
  ])("is %s in { %s }", (kind, members) => {
    expect(inClass(members)).toBe(kind);
  });

  test("of a private field and of a superclass", () => {
    expect(kindIn("class A { #x = new Map(); subject() { probe(this.#x); } }")).toBe("Map");
    expect(kindIn("class Base { x = new Set(); } class A extends Base { subject() { probe(this.x); } }")).toBe("Set");
  });

  test("of an object of that class", () => {
    expect(kindIn("class A { x = new Set(); } function subject(a: A) { probe(a.x); }")).toBe("Set");
    expect(kindIn("class A { x = new Set(); } function subject() { const a = new A(); probe(a.x); }")).toBe("Set");
  });
});

describe("a class of the file", () => {
  test("is what it extends", () => {
    expect(kindIn("class A extends Map<string, string> {} function subject(x: A) { probe(x); }")).toBe("Map");
    expect(kindIn("class A extends Set {} class B extends A {} function subject() { probe(new B()); }")).toBe("Set");
    expect(kindIn("class A extends Map { subject() { probe(this); } }")).toBe("Map");
  });

  test("is no collection when it extends nothing", () => {
    expect(kindIn("class Map { set() {} } function subject(x: Map) { probe(x); }")).toBe("other");
    expect(kindIn("class Queue { push() {} } function subject(x: Queue) { probe(x); }")).toBe("other");
  });

  test("may be anything when its superclass comes from elsewhere", () => {
    expect(kindIn("import { Base } from './base'; class A extends Base {} function subject(x: A) { probe(x); }")).toBeUndefined();
  });
});

describe("an imported Map is not the built-in one", () => {
  const body = "{ for (const [k] of x) { x.set(k + '!', 1); } }";

  test("by annotation", () => {
    expect(findingsIn(`function f(x: Map<string, number>) ${body}`)).toHaveLength(1);
    expect(findingsIn(`import { Map } from "immutable"; function f(x: Map<string, number>) ${body}`)).toEqual([]);
  });

  test("by construction", () => {
    expect(findingsIn(`function f(y) { const x = new Map(y); ${body} }`)).toHaveLength(1);
    expect(findingsIn(`import { Map } from "immutable"; function f(y) { const x = new Map(y); ${body} }`)).toEqual([]);
    expect(findingsIn(`import { Map } from "immutable"; function f(y) { const x = Map(y); ${body} }`)).toEqual([]);
  });
});
