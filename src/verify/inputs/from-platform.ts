import { ts } from "ts-morph";
import type { IterableForm, PairsName, PlatformName, TypedArrayName, TypePlan } from "./plan.ts";

/** Plans one type argument. A missing one is `unknown`. */
type PlanArgument = (index: number) => TypePlan;

type PlanPlatformType = (argument: PlanArgument) => TypePlan;

const typedArrays: readonly TypedArrayName[] = [
  "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
  "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "Buffer",
];
const errors = ["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError"];
const pairs: readonly PairsName[] = ["URLSearchParams", "Headers", "FormData"];
const platformObjects: readonly PlatformName[] = [
  "EventTarget", "Event", "AbortController", "AbortSignal", "URL", "TextEncoder", "TextDecoder", "ArrayBuffer", "EventEmitter",
];
const iterables: Readonly<Record<string, IterableForm>> = {
  Iterable: "iterable",
  Iterator: "iterator", IterableIterator: "iterator",
  Generator: "generator",
  AsyncIterable: "async-iterable",
  AsyncIterator: "async-generator", AsyncIterableIterator: "async-generator", AsyncGenerator: "async-generator",
};
/** Those of the collections themselves: a generator, as which an iterator is printed, returns another type at its end. */
const ownIterators = ["IteratorObject", "ArrayIterator", "MapIterator", "SetIterator", "StringIterator"];
const unknown: TypePlan = { kind: "unknown" };
const anything: TypePlan = { kind: "object", properties: [] };

/** The types of the library typings that are not planned member by member, by name. */
const plans: ReadonlyMap<string, PlanPlatformType> = new Map<string, PlanPlatformType>([
  ["Map", (argument) => ({ kind: "map", key: argument(0), value: argument(1) })],
  ["ReadonlyMap", (argument) => ({ kind: "map", key: argument(0), value: argument(1), isReadonly: true })],
  ["WeakMap", (argument) => ({ kind: "map", key: weakKey(argument(0)), value: argument(1), isWeak: true })],
  ["Set", (argument) => ({ kind: "set", element: argument(0) })],
  ["ReadonlySet", (argument) => ({ kind: "set", element: argument(0), isReadonly: true })],
  ["WeakSet", (argument) => ({ kind: "set", element: weakKey(argument(0)), isWeak: true })],
  ["ArrayLike", (argument) => ({ kind: "array", element: argument(0), isReadonly: true })],
  ["ConcatArray", (argument) => ({ kind: "array", element: argument(0), isReadonly: true })],
  ["Promise", (argument) => promiseOf(argument(0))],
  ["PromiseLike", (argument) => promiseOf(argument(0))],
  ["Date", () => ({ kind: "date" })],
  ["RegExp", () => ({ kind: "regexp" })],
  ["Function", () => ({ kind: "function", name: "", parameters: [], returns: unknown })],
  ["Object", () => anything],
  ["String", () => ({ kind: "string" })],
  ["Number", () => ({ kind: "number" })],
  ["Boolean", () => ({ kind: "boolean" })],
  ...typedArrays.map((name) => [name, (): TypePlan => ({ kind: "typed-array", name })] as const),
  ...errors.map((name) => [name, (): TypePlan => ({ kind: "error", name })] as const),
  ...pairs.map((name) => [name, (): TypePlan => ({ kind: "pairs", name })] as const),
  ...platformObjects.map((name) => [name, (): TypePlan => ({ kind: "platform", name })] as const),
  ...Object.entries(iterables).map(([name, form]) => [name, (argument: PlanArgument): TypePlan => iterable(form, argument)] as const),
  ...ownIterators.map((name) => [name, (argument: PlanArgument): TypePlan => ({ kind: "cast", plan: { kind: "iterable", form: "iterator", element: argument(0) } })] as const),
]);

/** A promise of a promise is one only: it takes on what the inner one has. */
function promiseOf(value: TypePlan): TypePlan {
  return value.kind === "promise" ? { kind: "cast", plan: value } : { kind: "promise", value };
}

/** A generator that must return something at its end is not printed in full. */
function iterable(form: IterableForm, argument: PlanArgument): TypePlan {
  const plan: TypePlan = { kind: "iterable", form, element: argument(0) };
  const returns = argument(1).kind;
  return form === "iterable" || form === "async-iterable" || returns === "unknown" || returns === "undefined" ? plan : { kind: "cast", plan };
}

/** A weak collection takes no primitives: `any` there means objects. */
function weakKey(plan: TypePlan): TypePlan {
  return plan.kind === "unknown" ? anything : plan;
}

/** Typings of the platform: a class of the same name from anywhere else is another thing. */
const platformFile = /(?:^|\/)(?:lib\.[\w.]+\.d\.ts$|node_modules\/(?:@types\/(?:node|web|bun)|undici-types|typescript)\/)/;
const documentFile = /(?:^|\/)lib\.(?:dom|webworker)(?:\.\w+)?\.d\.ts$/;

/** The symbol is declared by the platform alone. */
export function isPlatform(symbol: ts.Symbol): boolean {
  return symbol.declarations?.some((declaration) => platformFile.test(declaration.getSourceFile().fileName)) ?? false;
}

export function planOfPlatformName(symbol: ts.Symbol): PlanPlatformType | undefined {
  return isPlatform(symbol) ? plans.get(symbol.name) : undefined;
}

/**
 * The plan of what the platform declares and this module does not know; undefined for a plain interface, such as an options bag. Those that
 * have a global value besides are classes, whose objects only the platform makes.
 */
export function planOfOtherPlatformClass(symbol: ts.Symbol, type: string): TypePlan | undefined {
  const { Class, Interface, Variable } = ts.SymbolFlags;
  const isClass = (symbol.flags & (Class | Interface)) !== 0 && (symbol.flags & (Class | Variable)) !== 0;
  if (!isClass || !isPlatform(symbol)) return undefined;
  const isDocument = !(symbol.name in globalThis) && symbol.declarations?.some((declaration) => documentFile.test(declaration.getSourceFile().fileName));
  return { kind: "unconstructable", reason: isDocument ? "dom" : "platform", type };
}
