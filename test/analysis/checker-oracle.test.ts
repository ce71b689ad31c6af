import ts from "typescript";
import { describe, expect, test } from "vitest";
import { type CheckerLike, kindOfType } from "../../src/analysis/checker-oracle.ts";

const LIBRARY = `
export class Map<K, V> { set(key: K, value: V): this { return this; } *[Symbol.iterator](): IterableIterator<[K, V]> {} }
export class List<T> extends Array<T> {}
export declare function loose(): any;
`;

const GO_MAP = "export declare class BaseMap<K, V> { set(key: K, value: V): this; range(): IterableIterator<[K, V]>; }";
const STEPPED_MAP = "export declare class SteppedMap<K, V> { size(): Generator<number>; private key: K; private value: V; }";

/** The kind of the variable `x` of a program whose files are `input.ts`, `library.ts` and declarations of the engine. */
function kindOfX(text: string): string | undefined {
  const files = new Map([
    ["/input.ts", text],
    ["/library.ts", LIBRARY],
    ["/dist/src/engine/gomap/base-map.d.ts", GO_MAP],
    ["/dist/src/engine/gomap/stepped-map.d.ts", STEPPED_MAP],
    ["/maps/base-map.d.ts", GO_MAP],
  ]);
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.directoryExists = (name) => [...files.keys()].some((file) => file.startsWith(`${name}/`)) || ts.sys.directoryExists(name);
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const own = files.get(name);
    return own === undefined ? libraryFile(name, () => getSourceFile(name, ...rest)) : ts.createSourceFile(name, own, ts.ScriptTarget.ESNext, true);
  };
  const program = ts.createProgram(["/input.ts"], options, host);
  const checker = program.getTypeChecker();
  return kindOfType(checker as CheckerLike<ts.Node>, checker.getTypeAtLocation(declarationOfX(program.getSourceFile("/input.ts")!)));
}

const libraries = new Map<string, ts.SourceFile | undefined>();

function libraryFile(name: string, parse: () => ts.SourceFile | undefined): ts.SourceFile | undefined {
  if (!libraries.has(name)) libraries.set(name, parse());
  return libraries.get(name);
}

function declarationOfX(root: ts.Node): ts.Node {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && node.name.getText() === "x") found = node.name;
    ts.forEachChild(node, visit);
  };
  visit(root);
  if (!found) throw new Error("There must be a variable called x");
  return found;
}

describe("the kind of a type", () => {
  test.each([
    ["Map", "const x = new Map<string, number>();"],
    ["Map", "declare const x: ReadonlyMap<string, number>;"],
    ["Set", "declare const x: Set<string>;"],
    ["Set", "declare const x: ReadonlySet<string>;"],
    ["Array", "const x = [1];"],
    ["Array", "declare const x: readonly string[];"],
    ["Array", "declare const x: [string, number];"],
    ["Array", "declare const x: readonly [string];"],
    ["TypedArray", "const x = new Uint8Array(1);"],
    ["URLSearchParams", "const x = new URL('').searchParams;"],
    ["Headers", "const x = new Response().headers;"],
    ["FormData", "const x = new FormData();"],
    ["LiveTree", "const x = document.body.children;"],
    ["DOMTokenList", "const x = document.body.classList;"],
    // `querySelectorAll` returns the same type, and is not live.
    ["Object", "const x = document.body.childNodes;"],
    ["Object", "const x = { a: 1 };"],
    ["Object", "declare const x: Record<string, number>;"],
    ["Object", "const x = new Date();"],
    ["Object", "declare const x: WeakMap<object, number>;"],
    ["other", "const x = 'text';"],
    ["other", "declare const x: number | undefined;"],
    ["other", "declare const x: never;"],
  ])("is %s in %s", (kind, text) => {
    expect(kindOfX(text)).toBe(kind);
  });
});

describe("a class", () => {
  test.each([
    ["Map", "class A extends Map<string, number> {} const x = new A();"],
    ["Map", "class A extends Map<string, number> {} class B<T> extends A {} const x = new B<string>();"],
    ["Set", "interface A extends Set<string> { extra: string } declare const x: A;"],
    ["Set", "interface B { a: 1 } interface A extends B, Set<string> {} declare const x: A;"],
    ["Array", "import { List } from './library'; const x = new List<string>();"],
    ["Object", "class A {} const x = new A();"],
    ["Object", "import { Map } from './library'; const x = new Map<string, number>();"],
    ["Object", "class Map { set() {} } const x = new Map(); export {};"],
    [undefined, "import { loose } from './library'; class A extends loose() {} const x = new A();"],
    ["Object", "import { Missing } from './missing'; class A extends Missing {} const x = new A();"],
  ])("is what it extends: %s in %s", (kind, text) => {
    expect(kindOfX(text)).toBe(kind);
  });
});

test.each([
  ["GoMap", "import { BaseMap } from './dist/src/engine/gomap/base-map'; declare const x: BaseMap<string, number>;"],
  ["GoMap", "import { BaseMap } from './dist/src/engine/gomap/base-map'; type GoMap<K> = BaseMap<K, number>; declare const x: GoMap<string> | undefined;"],
  ["GoMap", "import { SteppedMap } from './dist/src/engine/gomap/stepped-map'; declare const x: SteppedMap<string, number>;"],
  ["Object", "import { BaseMap } from './maps/base-map'; declare const x: BaseMap<string, number>;"],
])("a Go map is one of the engine: %s in %s", (kind, text) => {
  expect(kindOfX(text)).toBe(kind);
});

describe("what says nothing", () => {
  test.each(["declare const x: any;", "declare const x: unknown;", "import { x as y } from './missing'; const x = y;", "declare const x: any[] & any;"])(
    "is undefined: %s",
    (text) => {
      expect(kindOfX(text)).toBeUndefined();
    },
  );
});

describe("unions and intersections", () => {
  test.each([
    ["Map", "declare const x: Map<string, number> | undefined;"],
    ["Map", "declare const x: null | Map<string, number>;"],
    ["Set", "declare const x: Set<string> & { brand: true };"],
    ["Set", "declare const x: { brand: true } & Set<string>;"],
    ["Set", "declare const x: Set<string> | ReadonlySet<string>;"],
    ["Object", "declare const x: { a: 1 } | undefined;"],
  ])("of %s: %s", (kind, text) => {
    expect(kindOfX(text)).toBe(kind);
  });
});

describe("type parameters", () => {
  test.each([
    ["Map", "function f<T extends Map<string, number>>(x: T) {}"],
    ["Set", "function f<T extends Set<string> | undefined>(x: T) {}"],
    ["Array", "function f<T extends readonly unknown[]>(x: T) {}"],
    ["Array", "function f<T, U extends T[]>(x: U) {}"],
    ["Object", "function f<T extends { a: 1 }>(x: T) {}"],
    [undefined, "function f<T>(x: T) {}"],
  ])("are what they are limited to: %s in %s", (kind, text) => {
    expect(kindOfX(text)).toBe(kind);
  });
});
