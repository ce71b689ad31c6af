import { methodFlags } from "../instrument/hooks.ts";
import type { Frame, Hooks, Path, PrivateFields, SteppedLoop } from "../instrument/hooks.ts";
import { atOnce, LoopAtOnce } from "../instrument/at-once.ts";
import { type IterationObserver, observeAsyncIterable, observeIterable, plainProperty } from "../instrument/observe.ts";
import type { SiteRole } from "../site.ts";
import { nothing } from "./announcements.ts";
import { type CallbackMethod, callbackMethod, itemOf, stops } from "./callback-methods.ts";
import { LoopByHand } from "./loops-by-hand.ts";
import { plainWeakMap } from "./natives.ts";
import { OpenLoop, type LoopOptions } from "./open-loop.ts";
import type { Recorder } from "./recorder.ts";

const { apply } = Reflect;

type Method = (...args: unknown[]) => unknown;

/** Nothing is told of an iteration outside of a run. */
const nobody: Frame = { over: (object) => object, step() {}, visit: (index) => index, leave() {} };

/** What a trace wants to know of modules and classes. */
export interface Declarations {
  module?(file: string, scope: Readonly<Record<string, unknown>>): void;
  privates?(owner: object, className: string, fields: PrivateFields): void;
  /** What is awaited at a flagged place: may be replaced, where it is none of the program's own values. */
  awaited?(value: unknown): unknown;
  /** Who knows Go maps. */
  readonly goMap?: GoMapUses;
}

/** Told of uses of Go maps at flagged places. */
export interface GoMapUses {
  /** @param name the method that is called on the map next. */
  used(site: number, role: "range" | "use", map: unknown, name: string | undefined): void;
  /** Undefined for what is to be done at once. */
  stepped(site: number, map: unknown, name: string): ((...args: unknown[]) => Generator<number, unknown, void>) | undefined;
  steppedLoop(site: number, map: unknown, name: string): SteppedLoop | undefined;
}

/** The hooks of instrumented code: they write the log of the run that is going on. */
export class TraceHooks implements Hooks {
  /** Who writes: nobody between runs. */
  recorder: Recorder | null = null;
  readonly #declarations: Declarations;
  readonly #iterators = plainWeakMap<WeakKey, OpenLoop>();

  constructor(declarations: Declarations = {}) {
    this.#declarations = declarations;
  }

  loop(id: number, iterable: unknown, collection: unknown = iterable): unknown {
    return !this.#watches(id) ? iterable : observeIterable(iterable, this.#observer(id, collection));
  }

  asyncLoop(id: number, iterable: unknown, collection: unknown = iterable): unknown {
    return !this.#watches(id) ? iterable : observeAsyncIterable(iterable, this.#observer(id, collection));
  }

  iterator(id: number, iterator: unknown, collection?: unknown): unknown {
    const isObject = typeof iterator === "object" && iterator !== null && this.#watches(id);
    const loop = isObject ? this.#open(collection, { site: id }) : undefined;
    if (loop !== undefined) this.#iterators.set(iterator as object, loop);
    return iterator;
  }

  next(_id: number, iterator: unknown, result: unknown): unknown {
    const loop = this.#iterators.get(iterator as WeakKey);
    if (loop === undefined) return result;
    if (plainProperty(result, "done")) loop.close("end");
    else loop.visitItem(plainProperty(result, "value"));
    return result;
  }

  closed(_id: number, iterator: unknown): void {
    this.#iterators.get(iterator as WeakKey)?.close("early");
  }

  method(id: number, receiver: unknown, name: string, flags: number, collection: unknown = receiver): unknown {
    if ((flags & methodFlags.chain) !== 0 && (receiver === null || receiver === undefined)) return undefined;
    const method = (receiver as Record<string, unknown>)[name];
    if ((flags & methodFlags.optional) !== 0 && (method === null || method === undefined)) return undefined;
    if (typeof method !== "function") return method;
    const how = this.#watches(id) ? callbackMethod(receiver, name) : undefined;
    const native = method as Method;
    if (how === undefined) return (...args: unknown[]) => apply(native, receiver, args);
    return (...args: unknown[]) => {
      const { length } = receiver as { readonly length?: unknown };
      const limit = typeof length === "number" ? { limit: length } : {};
      const loop = typeof args[0] === "function" ? this.#open(collection, { site: id, isBackwards: how.isBackwards === true, ...limit }) : undefined;
      if (loop === undefined) return apply(native, receiver, args);
      return called(loop, native, receiver as object, how, args);
    };
  }

  enter(id: number, root?: () => unknown, path?: Path): Frame {
    return this.#watches(id) ? new LoopByHand(this.recorder!, id, root, path) : nobody;
  }

  event(id: number, role: SiteRole, root?: unknown, path?: Path): void {
    if (this.#watches(id)) this.recorder!.announcements.announce(id, role, root, path, nothing);
  }

  value(id: number, role: SiteRole, value: unknown, root?: unknown, path?: Path): unknown {
    if (role === "range" || role === "use") {
      if (this.#watches(id)) this.#declarations.goMap?.used(id, role, value, typeof root === "string" ? root : undefined);
      return value;
    }
    if (!this.#watches(id)) return value;
    this.recorder!.announcements.announce(id, role, root, path, value);
    const mayWait = role === "suspend" && this.recorder!.sites.get(id)?.isPlain !== true;
    return mayWait ? (this.#declarations.awaited?.(value) ?? value) : value;
  }

  args(id: number, role: SiteRole, root?: unknown, path?: Path): readonly never[] {
    this.event(id, role, root, path);
    return [];
  }

  stepped(id: number, receiver: unknown, name: string): (...args: unknown[]) => Generator<number, unknown, void> {
    return (this.#watches(id) ? this.#declarations.goMap?.stepped(id, receiver, name) : undefined) ?? atOnce(receiver, name);
  }

  steppedLoop(id: number, receiver: unknown, name: string): SteppedLoop {
    return (this.#watches(id) ? this.#declarations.goMap?.steppedLoop(id, receiver, name) : undefined) ?? new LoopAtOnce(receiver, name);
  }

  seq(_first: void, second: unknown): unknown {
    return second;
  }

  pass<T, R>(value: T, body: (value: T) => R): R {
    return body(value);
  }

  module(file: string, scope: Readonly<Record<string, unknown>>): void {
    this.#declarations.module?.(file, scope);
  }

  privates(owner: object, className: string, fields: PrivateFields): void {
    this.#declarations.privates?.(owner, className, fields);
  }

  /** Whether a run is going on, and its case has the site: a file is instrumented for all cases. */
  #watches(id: number): boolean {
    return this.recorder !== null && this.recorder.sites.has(id);
  }

  #observer(site: number, collection: unknown): IterationObserver {
    let loop: OpenLoop | undefined;
    return {
      opened: () => (loop = this.#open(collection, { site })),
      visited: (item) => loop?.visitItem(item),
      closed: (how) => loop?.close(reasons[how]),
    };
  }

  #open(collection: unknown, options: LoopOptions): OpenLoop | undefined {
    const recorder = this.recorder;
    const source = this.#iterators.get(collection as WeakKey)?.record.object ?? collection;
    const record = recorder?.track(source);
    return record === undefined ? undefined : new OpenLoop(recorder!, record, options);
  }
}

const reasons = { end: "end", left: "early", failed: "throw" } as const;

/** Calls a method that calls back for each item. The callback gets the receiver and the arguments that it would have got. */
function called(loop: OpenLoop, native: Method, receiver: object, how: CallbackMethod, args: unknown[]): unknown {
  const callback = args[0] as (...args: unknown[]) => unknown;
  let isStopped = false;
  const isList = typeof (receiver as { readonly length?: unknown }).length === "number" && !("next" in receiver);
  const watchedCallback = function (this: unknown, ...items: unknown[]): unknown {
    if (isList) loop.visitIndex(items[how.index]);
    else loop.visitItem(itemOf(receiver, how, items));
    const result = apply(callback, this, items);
    isStopped = stops(how, result);
    return result;
  };
  try {
    const result = apply(native, receiver, [watchedCallback, ...args.slice(1)]);
    loop.close(isStopped ? "early" : "end");
    return result;
  } catch (error) {
    loop.close("throw");
    throw error;
  }
}
