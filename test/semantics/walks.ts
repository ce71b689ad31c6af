import { callbackMethods, defaultViews } from "../../src/semantics/methods.ts";
import type { CollectionKind, IterationForm } from "../../src/semantics/types.ts";
import type { Walk } from "./subject.ts";

/** How the elements of a collection are told apart, by what a walk yields. */
export interface Identity<C> {
  ofKey?(key: unknown, collection: C): string;
  ofValue?(value: unknown): string;
  ofEntry(key: unknown, value: unknown): string;
}

type Take = (item: unknown) => void;
type Walks<C> = ReadonlyMap<string, Walk<C>>;
type Method = (...parameters: unknown[]) => unknown;

interface Source<C> {
  readonly name: string;
  open(collection: C): IterableIterator<unknown>;
  identify(item: unknown, collection: C): string;
}

const consumers: ReadonlyMap<string, (items: IterableIterator<unknown>, take: Take) => void | Promise<void>> = new Map([
  ["for...of", forOf],
  ["next()", byNext],
  ["for await", forAwait],
  ["yield*", (items: IterableIterator<unknown>, take: Take) => forOf(delegate(items), take)],
  ...("Iterator" in globalThis ? [["filter()", lazily] as const] : []),
]);

/** All ways to step an iterator of each view that the collection has. */
export function iteratorWalks<C extends object>(kind: CollectionKind, sample: C, identity: Identity<C>): Walks<C> {
  const sources = [defaultSource(kind, identity), ...viewSources(sample, identity)];
  const walks = sources.flatMap((source) =>
    [...consumers].map(([name, consume]): [string, Walk<C>] => [
      `${name} ${source.name}`,
      (collection, visit) => consume(source.open(collection), (item) => visit(source.identify(item, collection))),
    ]),
  );
  return new Map(walks);
}

/** All callback methods of a form that the collection has; the callback never asks to leave. */
export function callbackWalks<C extends object>(form: IterationForm, sample: C, identity: Identity<C>): Walks<C> {
  const methods = [...callbackMethods].filter(([name, method]) => method.form === form && methodOf(sample, name));
  const walks = methods.map(([name, { elementAt, leavesWhen }]): [string, Walk<C>] => {
    const walk: Walk<C> = (collection, visit) => {
      const callback: Method = (...given) => {
        visit(identity.ofEntry(given[elementAt + 1], given[elementAt]));
        return leavesWhen === "falsy";
      };
      methodOf(collection, name)?.call(collection, callback, undefined);
    };
    return [name, walk];
  });
  return new Map(walks);
}

/** `i++` with a live and a cached length, and `i--`. */
export function indexWalks<C>(
  lengthOf: (collection: C) => number,
  at: (collection: C, index: number) => string,
): ReadonlyMap<IterationForm, Walks<C>> {
  const forward: Walk<C> = (collection, visit) => {
    for (let i = 0; i < lengthOf(collection); i++) visit(at(collection, i));
  };
  const cached: Walk<C> = (collection, visit) => {
    for (let i = 0, n = lengthOf(collection); i < n; i++) visit(at(collection, i));
  };
  const backward: Walk<C> = (collection, visit) => {
    for (let i = lengthOf(collection) - 1; i >= 0; i--) visit(at(collection, i));
  };
  return new Map([
    ["index-forward", new Map([["i++", forward]])],
    ["index-forward-cached", new Map([["i++, cached length", cached]])],
    ["index-backward", new Map([["i--", backward]])],
  ]);
}

export function forInWalks<C extends object>(identify: (key: string, collection: C) => string): Walks<C> {
  const walk: Walk<C> = (collection, visit) => {
    for (const key in collection) visit(identify(key, collection));
  };
  return new Map([["for...in", walk]]);
}

function defaultSource<C extends object>(kind: CollectionKind, identity: Identity<C>): Source<C> {
  const view = defaultViews[kind];
  return {
    name: "itself",
    open: (collection) => (collection as C & Iterable<unknown>)[Symbol.iterator]() as IterableIterator<unknown>,
    identify: (item) => (view === "entry" ? ofPair(item, identity) : (identity.ofValue?.(item) ?? String(item))),
  };
}

function viewSources<C extends object>(sample: C, identity: Identity<C>): Source<C>[] {
  const { ofKey, ofValue } = identity;
  const sources: (Source<C> | false | undefined)[] = [
    { name: "entries()", open: opener("entries"), identify: (item) => ofPair(item, identity) },
    ofKey && { name: "keys()", open: opener("keys"), identify: (item, collection) => ofKey(item, collection) },
    ofValue && { name: "values()", open: opener("values"), identify: (item) => ofValue(item) },
  ];
  return sources.filter((source): source is Source<C> => !!source && !!methodOf(sample, source.name.slice(0, -2)));
}

function opener<C extends object>(name: string): Source<C>["open"] {
  return (collection) => methodOf(collection, name)?.call(collection) as IterableIterator<unknown>;
}

function ofPair<C>(item: unknown, identity: Identity<C>): string {
  const [key, value] = item as [unknown, unknown];
  return identity.ofEntry(key, value);
}

function methodOf(owner: object, name: string): Method | undefined {
  const member: unknown = Reflect.get(owner, name);
  return typeof member === "function" ? (member as Method) : undefined;
}

function forOf(items: Iterable<unknown>, take: Take): void {
  for (const item of items) take(item);
}

function byNext(items: Iterator<unknown>, take: Take): void {
  for (let step = items.next(); !step.done; step = items.next()) take(step.value);
}

async function forAwait(items: Iterable<unknown>, take: Take): Promise<void> {
  for await (const item of items) take(item);
}

function* delegate(items: Iterable<unknown>): Generator<unknown> {
  yield* items;
}

function lazily(items: Iterator<unknown>, take: Take): void {
  const kept = methodOf(items, "filter")?.call(items, () => true);
  forOf(kept as Iterable<unknown>, take);
}
