import { types } from "node:util";
import { methodFlags } from "./hooks.ts";

/** What an iteration reports. Nothing here may throw, or run code of the program. */
export interface IterationObserver {
  /** The iteration begins: the iterator has been made. */
  opened(): void;
  /** An element is handed to the loop; for a callback, its first arguments. */
  visited(item: unknown, key?: unknown): void;
  /** `end`: there is nothing more. `left`: by `break`, `return` or an error of the body. `failed`: by an error of the iterator. */
  closed(how: "end" | "left" | "failed"): void;
}

type Method = (...args: unknown[]) => unknown;

/**
 * An iterable that a `for...of` loop cannot tell from the original: the same calls of its methods, the same reads of their results, once and in the
 * same order. What is not iterable is given back, so that the loop throws its TypeError.
 */
export function observeIterable(iterable: unknown, observer: IterationObserver): unknown {
  if (iterable === null || iterable === undefined) return iterable;
  return {
    get [Symbol.iterator](): unknown {
      return startMethod(iterable, (iterable as Iterable<unknown>)[Symbol.iterator], (iterator) => new ObservedIterator(iterator, observer));
    },
  };
}

/** The same for `for await`. What is only iterable remains so, since the engine awaits the values of such a one itself. */
export function observeAsyncIterable(iterable: unknown, observer: IterationObserver): unknown {
  if (iterable === null || iterable === undefined) return iterable;
  return {
    get [Symbol.asyncIterator](): unknown {
      const method: unknown = (iterable as AsyncIterable<unknown>)[Symbol.asyncIterator];
      if (method === null || method === undefined) return method;
      return startMethod(iterable, method, (iterator) => new ObservedAsyncIterator(iterator, observer));
    },
    get [Symbol.iterator](): unknown {
      return startMethod(iterable, (iterable as Iterable<unknown>)[Symbol.iterator], (iterator) => new ObservedIterator(iterator, observer));
    },
  };
}

function startMethod(iterable: unknown, method: unknown, observe: (iterator: object) => object): unknown {
  if (typeof method !== "function") return method;
  return (): unknown => {
    const iterator: unknown = Reflect.apply(method, iterable, []);
    return isObject(iterator) ? observe(iterator) : iterator;
  };
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** An iterator whose `next` is read once, as loops do. */
abstract class Observed {
  readonly next: unknown;
  readonly #iterator: { readonly return?: unknown };
  readonly #observer: IterationObserver;
  #isOpen = true;

  constructor(iterator: { readonly next?: unknown; readonly return?: unknown }, observer: IterationObserver) {
    this.#iterator = iterator;
    this.#observer = observer;
    const { next } = iterator;
    this.next = typeof next === "function" ? () => this.advance(next as Method, iterator) : next;
    observer.opened();
  }

  /** A loop reads it only when it is left early. */
  get return(): unknown {
    this.close("left");
    const method = this.#iterator.return;
    return typeof method === "function" ? (...args: unknown[]): unknown => Reflect.apply(method, this.#iterator, args) : method;
  }

  protected abstract advance(next: Method, iterator: object): unknown;

  protected visit(item: unknown): void {
    if (this.#isOpen) this.#observer.visited(item);
  }

  protected close(how: "end" | "left" | "failed"): void {
    if (this.#isOpen) this.#observer.closed(how);
    this.#isOpen = false;
  }
}

class ObservedIterator extends Observed {
  protected advance(next: Method, iterator: object): unknown {
    try {
      const result = Reflect.apply(next, iterator, []) as IteratorResult<unknown>;
      if (!isObject(result)) throw new TypeError(`Iterator result ${String(result)} is not an object`);
      return result.done ? this.#last(result) : this.#step(result.value);
    } catch (error) {
      this.close("failed");
      throw error;
    }
  }

  #step(value: unknown): IteratorResult<unknown> {
    this.visit(value);
    return { done: false, value };
  }

  /** A loop does not read the value of the last result; `for await` over a synchronous iterator does. */
  #last(result: { readonly value?: unknown }): object {
    this.close("end");
    return {
      done: true,
      get value(): unknown {
        return result.value;
      },
    };
  }
}

/** Of a real promise, whatever the program does to it. */
const { then } = Promise.prototype as { readonly then: unknown } as { readonly then: (this: unknown, ...reactions: unknown[]) => unknown };

class ObservedAsyncIterator extends Observed {
  /** The promise is handed on as it is: any other would take more turns. What it settles with is looked at just before the loop does. */
  protected advance(next: Method, iterator: object): unknown {
    let result: unknown;
    try {
      result = Reflect.apply(next, iterator, []);
    } catch (error) {
      this.close("failed");
      throw error;
    }
    if (types.isPromise(result) && isPlainPromise(result)) void Reflect.apply(then, result, [this.#look, this.#fail]);
    else this.#look(result);
    return result;
  }

  readonly #look = (result: unknown): void => {
    if (plainProperty(result, "done")) this.close("end");
    else if (typeof plainProperty(result, "then") !== "function") this.visit(plainProperty(result, "value"));
  };

  readonly #fail = (): void => this.close("failed");
}

/** Whether `then` makes a promise of it without running code of the program. */
function isPlainPromise(promise: object): boolean {
  return Object.getPrototypeOf(promise) === Promise.prototype && !Object.hasOwn(promise, "constructor") && Promise.prototype.constructor === Promise;
}

/** The value of a property that has no getter. */
export function plainProperty(object: unknown, name: PropertyKey): unknown {
  for (let owner = object; isObject(owner) && !types.isProxy(owner); owner = Object.getPrototypeOf(owner)) {
    const property = Object.getOwnPropertyDescriptor(owner, name);
    if (property) return property.value as unknown;
  }
  return undefined;
}

/** What `Hooks.method` gives: `text` is the source text of the callee, for the TypeError where it is no function. */
export function observeMethod(receiver: unknown, name: string, flags: number, text: string, observer: IterationObserver): unknown {
  if ((receiver === null || receiver === undefined) && flags & methodFlags.chain) return undefined;
  const method = (receiver as Record<string, unknown>)[name];
  if ((method === null || method === undefined) && flags & methodFlags.optional) return undefined;
  return (...args: unknown[]): unknown => {
    if (typeof method !== "function") throw new TypeError(`${text} is not a function`);
    const [callback] = args;
    if (typeof callback === "function") args[0] = observeCallback(callback as Method, name, observer);
    observer.opened();
    let isFinished = false;
    try {
      const result: unknown = Reflect.apply(method, receiver, args);
      isFinished = true;
      return result;
    } finally {
      observer.closed(isFinished ? "end" : "left");
    }
  };
}

function observeCallback(callback: Method, name: string, observer: IterationObserver): Method {
  const isReduction = name === "reduce" || name === "reduceRight";
  return function (this: unknown, ...args: unknown[]): unknown {
    if (isReduction) observer.visited(args[1], args[2]);
    else observer.visited(args[0], args[1]);
    return Reflect.apply(callback, this, args);
  };
}
