import { describe, expect, test } from "vitest";
import { build } from "../../../src/verify/inputs/build.ts";
import { conforms } from "../../../src/verify/inputs/conforms.ts";
import { describe as print } from "../../../src/verify/inputs/describe.ts";
import { load, planOfAlias, runText, samplesOf, typeErrors, worldOf } from "./helpers.ts";

/** What the types below are made of. */
const PRELUDE = `
export enum Color { Red, Green, Blue }
export enum Level { Low = "low", High = "high" }
export const enum Fast { No = 3, Yes = 4 }
export class Point { constructor(readonly x: number, private readonly tags: string[], label?: string) { void label; } size() { return this.x + this.tags.length; } }
export class Registry extends Map<string, number> {}
export class Box<Item> { readonly items: Item[]; constructor(items: Item[], readonly first?: Item) { this.items = items; } }
export class Single { private constructor(readonly id: string) {} static make() { return new Single("x"); } }
export abstract class Shape { constructor(readonly name: string) {} abstract area(scale: number): number; double() { return this.area(2); } }
export interface Node { value: number; readonly children: Node[]; parent?: Node }
export interface Linked { id: string; next: Linked | null }
export interface Store { get(id: string): Promise<number>; size: number; on(listener: (id: string) => void): () => void }
export interface Fluent { add(id: string): Fluent; done(): string[] }
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Tree<Leaf> = { leaf: Leaf } | { left: Tree<Leaf>; right: Tree<Leaf> };
export interface Overloaded { (id: string): string; (id: number): number }
export interface Hybrid { (id: string): void; calls: number }
export interface Countable { [Symbol.iterator](): Iterator<number>; readonly length: number }
`;
const CLASSES = ["Point", "Registry", "Box", "Single", "Shape"];

const TYPES = [
  "string", "number", "bigint", "boolean", "undefined", "null", "void", "symbol", "unknown", "any", "object", "{}",
  '"a"', "5", "true", "10n", "-2", '"a" | "b"', "string | undefined", "boolean | null", "1 | 2 | string[]",
  "string[]", "readonly number[]", "Array<string[]>", "[]", "[string, number]", "[string, number?]", "[string, ...number[]]", "[first: string, ...rest: boolean[], last: number]",
  "readonly [number, string]",
  "{ a: string; b?: number }", "{ readonly a: 1 | 2; 'b-c': string; 3: boolean }", "{ nested: { deep: { list: string[] } } }",
  "Record<string, number>", "{ [id: string]: string[] }", "{ [index: number]: string }", "{ known: number; [id: string]: number }", "Record<'a' | 'b', number>",
  "Partial<{ a: string; b: number }>", "Readonly<{ a: string[] }>", "Pick<{ a: string; b: number }, 'a'>", "Omit<Node, 'parent'>", "Required<{ a?: string }>",
  "Map<string, number>", "Map<string, number | string>", "Map<'a' | 'b', Set<number>>", "Map<{ id: string }, number>", "Map<string, Map<string, number[]>>", "Map<any, any>",
  "ReadonlyMap<string, readonly string[]>", "Set<string>", "Set<number | string>", "ReadonlySet<() => void>", "WeakMap<object, number>", "WeakSet<{ id: number }>", "WeakMap<any, string>",
  "Date", "RegExp", "Error", "TypeError", "Uint8Array", "Float64Array", "BigInt64Array", "ArrayBuffer", "URLSearchParams", "Headers", "FormData",
  "EventTarget", "Event", "AbortController", "AbortSignal", "URL", "ArrayLike<string>",
  "Promise<number>", "Promise<void>", "Promise<string | undefined>[]", "PromiseLike<string>",
  "Color", "Color.Green", "Level", "Level | undefined", "Fast", "Color.Red | Color.Blue", "`x-${string}`", "`${number}px`", "`${'a' | 'b'}-${Level}-${boolean}`", "keyof Node",
  "() => void", "(id: string) => Promise<number>", "(callback: (error: Error | null, value?: string) => void) => void", "() => { a: 'x' | 'y' }", "() => 'a' | 'b'", "<Item>(item: Item) => Item",
  "Overloaded", "Hybrid", "Function", "(() => void)[]", "(value: unknown) => value is string", "() => () => string",
  "Iterable<string>", "Iterable<readonly [string, number]>", "Iterator<number>", "IterableIterator<'a'>", "Generator<number>", "Generator<number, string, boolean>", "AsyncIterable<number>",
  "AsyncGenerator<string>", "MapIterator<string>", "Countable",
  "Node", "Linked", "Json", "Tree<string>", "Fluent", "Store", "Node[]", "Map<string, Node>", "{ root: Node; all: Set<Node> }",
  "Point", "Registry", "Box<string>", "Box<Box<number>>", "Single", "Shape", "Point | undefined", "Map<string, Point>", "{ point: Point; at: Date }",
  "{ a: string } & { b: number }", "string & { readonly brand: 'id' }", "Map<string, number> & { label: string }", "(() => void) & { id: string }", "Node & { extra?: string }", "NonNullable<string | null>",
  "Parameters<(a: string, b: number) => void>", "ReturnType<() => Map<string, number>>", "Awaited<Promise<string[]>>", "Exclude<'a' | 'b' | 'c', 'a'>", "Store['get']", "typeof Math.max",
];
const SAMPLES = 25;

const { file, context } = load(PRELUDE + TYPES.map((type, index) => `export type T${index} = ${type};`).join("\n"));
const plans = TYPES.map((type, index) => ({ type, index, plan: planOfAlias(file, context, `T${index}`) }));

describe("values of a plan", () => {
  test.each(plans)("$type: each value conforms", ({ plan }) => {
    const classes = runText(PRELUDE, CLASSES);
    for (const description of samplesOf(plan, SAMPLES)) {
      const value = build(description, worldOf(classes));
      expect(conforms(value, plan), print(description)).toBe(true);
    }
  });

  test("printed values are of the type", () => {
    const lines = plans.flatMap(({ index, plan }) => {
      return samplesOf(plan, SAMPLES).map((description, sample) => `const x${index}_${sample}: T${index} = ${print(description)};`);
    });
    const types = TYPES.map((type, index) => `type T${index} = ${type};`);
    expect(typeErrors([PRELUDE, ...types, ...lines].join("\n")).slice(0, 20)).toEqual([]);
  });

  test("plans and descriptions survive JSON", () => {
    for (const { plan } of plans) {
      const copy = JSON.parse(JSON.stringify(plan));
      const texts = samplesOf(plan, 10).map(print);
      expect(samplesOf(copy, 10).map(print)).toEqual(texts);
      expect(samplesOf(plan, 10).map((description) => print(JSON.parse(JSON.stringify(description))))).toEqual(texts);
    }
  });
});
