import type { SiteRole } from "../site.ts";

/** Where instrumented modules look for their hooks, each time: `globalThis[Symbol.for("rangeguard.verify")]`. Set it before they are loaded. */
export const hooksKey: unique symbol = Symbol.for("rangeguard.verify") as never;

/**
 * What instrumented code calls. No hook may throw, call user code that the program would not have called there, or wait; what a hook
 * gives back has to act as the original does (`observe.ts` has wrappers that do). `id` is that of the site.
 */
export interface Hooks {
  /** The head of `for (... of iterable)`. `collection` is what is behind an iterator, such as `m` of `m.keys()`; undefined: the iterable itself. */
  loop(id: number, iterable: unknown, collection?: unknown): unknown;
  /** The head of `for await (... of iterable)`. */
  asyncLoop(id: number, iterable: unknown, collection?: unknown): unknown;
  /** An iterator over `collection` was made outside of a loop's head. Gives the iterator back. */
  iterator(id: number, iterator: unknown, collection?: unknown): unknown;
  /** `iterator.next()` gave `result`, which is given back. */
  next(id: number, iterator: unknown, result: unknown): unknown;
  /** The loop that called `iterator.next()` has been left, in whatever way. */
  closed(id: number, iterator: unknown): void;
  /**
   * Gives `receiver[name]`, bound to the receiver, for a call that follows: `xs.forEach(f)` is `method(1, xs, "forEach", 0)(f)`. The
   * arguments are evaluated in between. `flags` has the bits of `methodFlags`.
   */
  method(id: number, receiver: unknown, name: string, flags: number, collection?: unknown): unknown;
  /** A loop that is driven by hand is about to begin: an index loop, or `for ... in`. */
  enter(id: number, root?: () => unknown, path?: Path): Frame;
  /** The place is about to be evaluated. For what `root` and `path` are, see `Path`. */
  event(id: number, role: SiteRole, root?: unknown, path?: Path): void;
  /**
   * An event whose last operand is evaluated (`value`, which is given back): what follows at once is the call, the write or the suspension. For the roles
   * `range` and `use`, `value` is a map, and `root` the name of the method that is called on it, if there is one.
   */
  value(id: number, role: SiteRole, value: unknown, root?: unknown, path?: Path): unknown;
  /** An event in front of a call without arguments: gives an empty list, which is spread into the call. */
  args(id: number, role: SiteRole, root?: unknown, path?: Path): readonly never[];
  /**
   * `stepped(1, m, "set")(k, v)`, whose generator makes what `m.set(k, v)` makes and returns what that returns: at once, or, where a scheduler runs tasks
   * and `m` is a Go map, in steps, which it yields.
   */
  stepped(id: number, receiver: unknown, name: string): (...args: unknown[]) => Generator<number, unknown, void>;
  /** The same for a loop over `m`, or over what its method `name` gives. */
  steppedLoop(id: number, receiver: unknown, name: string): SteppedLoop;
  /** `(first, second)`, for places where a parenthesis could be taken for a call. */
  seq(first: void, second: unknown): unknown;
  /** `body(value)`. */
  pass<T, R>(value: T, body: (value: T) => R): R;
  /** A module has been evaluated: its top-level names, also those that it does not export. Those of `const`, functions and classes have no setter. */
  module(file: string, scope: Readonly<Record<string, unknown>>): void;
  /** A class is being made: access to its `#fields`, named without the `#`. */
  privates(owner: object, className: string, fields: PrivateFields): void;
}

/** One run of a loop that is driven by hand. */
export interface Frame {
  /** The object of `for (... in object)`, which is given back. */
  over(object: unknown): unknown;
  /** The body begins: with the key, in `for ... in`. */
  step(key?: unknown): void;
  /** The loop reads the element at `index`, which is given back as it is. It may do so several times in a step. */
  visit(index: unknown): unknown;
  /** The loop is over, in whatever way. */
  leave(): void;
}

/** A loop in steps: `next` says whether there is a further `value`. */
export interface SteppedLoop {
  readonly value: unknown;
  next(): Generator<number, boolean, void>;
}

/**
 * The keys that lead from a root (a variable or `this`) to what is meant: to the property for a read or a write (`this.state.n` is `this` and
 * `["state", "n"]`), to the receiver for a call (`this.cache.get(k)` is `this` and `["cache"]`). Given only where roots and keys have no side effects; go
 * along it by property descriptors, since getters are the program's own.
 */
export type Path = readonly unknown[];

export type PrivateFields = Readonly<Record<string, readonly [get: (owner: object) => unknown, set: (owner: object, value: unknown) => void]>>;

/** `chain`: `receiver?.name(...)`, undefined for a nullish receiver. `optional`: `receiver.name?.(...)`, undefined for a nullish method. */
export const methodFlags = { chain: 1, optional: 2 } as const;
