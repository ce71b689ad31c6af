import { types } from "node:util";
import { atOnce, LoopAtOnce } from "../../instrument/at-once.ts";
import type { Frame, Hooks, Path, SteppedLoop } from "../../instrument/hooks.ts";
import { methodFlags } from "../../instrument/hooks.ts";
import { followed } from "../../trace/announcements.ts";
import { type CallbackMethod, callbackMethod, stops } from "../../trace/callback-methods.ts";
import { isPairs } from "../../trace/kinds.ts";
import type { SiteRole } from "../../site.ts";
import type { CurrentTest } from "./current-test.ts";
import { isNativeIteration, nativeCallbackMethod } from "./native-iteration.ts";
import type { Reporter } from "./reporter.ts";
import type { SiteState } from "./site-state.ts";
import { WatchedFrame, WatchedIterable } from "./watched-iterable.ts";
import type { WatchedLoop } from "./watched-loop.ts";
import type { Windows } from "./windows.ts";

const { apply } = Reflect;

type Method = (...args: unknown[]) => unknown;

/** Of the same class as the others, which makes loops that are not watched cheaper. */
const nobody: Frame = new WatchedFrame(null);

/** Go maps are counted, and not taken apart into steps. */
type SuiteHook = Omit<Hooks, "stepped" | "steppedLoop">;

/**
 * The hooks of instrumented code in a test suite: they count, and watch iterations that native code makes. What they give back is what the program
 * would have had, except that such iterations are seen through.
 */
export class SuiteHooks implements SuiteHook {
  readonly #sites: readonly (SiteState | undefined)[];
  readonly #windows: Windows;
  readonly #test: CurrentTest;
  readonly #reporter: Reporter;

  constructor(sites: readonly (SiteState | undefined)[], windows: Windows, test: CurrentTest, reporter: Reporter) {
    this.#sites = sites;
    this.#windows = windows;
    this.#test = test;
    this.#reporter = reporter;
  }

  loop(id: number, iterable: unknown, collection: unknown = iterable): unknown {
    const state = this.#reach(id);
    if (state === undefined || !state.wantsWatch() || !isNativeIteration(iterable, collection)) return iterable;
    const loop = this.#windows.begin(state, collection as object);
    return loop === undefined ? iterable : new WatchedIterable(iterable as Iterable<unknown>, loop);
  }

  asyncLoop(id: number, iterable: unknown): unknown {
    this.#reach(id);
    return iterable;
  }

  iterator(id: number, iterator: unknown): unknown {
    this.#reach(id);
    return iterator;
  }

  next(_id: number, _iterator: unknown, result: unknown): unknown {
    return result;
  }

  closed(): void {}

  method(id: number, receiver: unknown, name: string, flags: number): unknown {
    if ((flags & methodFlags.chain) !== 0 && (receiver === null || receiver === undefined)) return undefined;
    const method = (receiver as Record<string, unknown>)[name];
    if ((flags & methodFlags.optional) !== 0 && (method === null || method === undefined)) return undefined;
    if (typeof method !== "function") return method;
    const native = method as Method;
    const state = this.#reach(id);
    const isWanted = state !== undefined && state.wantsWatch() && native === nativeCallbackMethod(receiver, name);
    const how = isWanted ? callbackMethod(receiver, name) : undefined;
    if (how === undefined) return (...args: unknown[]) => apply(native, receiver, args);
    return (...args: unknown[]) => this.#called(state!, native, receiver as object, how, args);
  }

  enter(id: number, root?: () => unknown, path?: Path): Frame {
    const state = this.#reach(id);
    if (state === undefined || root === undefined || !state.wantsWatch()) return nobody;
    const current = (): unknown => currentOf(root, path);
    const object = current();
    if (!Array.isArray(object)) return nobody;
    const loop = this.#windows.begin(state, object, { isByHand: true, current });
    return loop === undefined ? nobody : new WatchedFrame(loop);
  }

  event(id: number): void {
    this.#reach(id);
  }

  value(id: number, _role: SiteRole, value: unknown): unknown {
    this.#reach(id);
    return value;
  }

  args(id: number): readonly never[] {
    this.#reach(id);
    return [];
  }

  stepped(id: number, receiver: unknown, name: string): (...args: unknown[]) => Generator<number, unknown, void> {
    this.#reach(id);
    return atOnce(receiver, name);
  }

  steppedLoop(id: number, receiver: unknown, name: string): SteppedLoop {
    this.#reach(id);
    return new LoopAtOnce(receiver, name);
  }

  seq(_first: void, second: unknown): unknown {
    return second;
  }

  pass<T, R>(value: T, body: (value: T) => R): R {
    return body(value);
  }

  module(): void {}

  privates(): void {}

  #reach(id: number): SiteState | undefined {
    const state = this.#sites[id];
    if (state?.reach(this.#test) === true) this.#reporter.flush();
    return state;
  }

  /** Calls a native method that calls back. The callback gets the receiver and the arguments that it would have got. */
  #called(state: SiteState, native: Method, receiver: object, how: CallbackMethod, args: unknown[]): unknown {
    const callback = args[0] as Method;
    const { length } = receiver as { readonly length?: unknown };
    const options = { isBackwards: how.isBackwards === true, ...(typeof length === "number" ? { limit: length } : {}) };
    const loop = typeof callback === "function" ? this.#windows.begin(state, receiver, options) : undefined;
    if (loop === undefined) return apply(native, receiver, args);
    args[0] = watchedCallback(loop, receiver, how, callback);
    let isFinished = false;
    try {
      const result = apply(native, receiver, args);
      isFinished = true;
      return result;
    } finally {
      loop.close(isFinished ? loop.reason : "throw");
    }
  }
}

function watchedCallback(loop: WatchedLoop, receiver: object, how: CallbackMethod, callback: Method): Method {
  const isKeyed = types.isMap(receiver) || types.isSet(receiver);
  const isPaired = !isKeyed && isPairs(receiver);
  return function (this: unknown, ...items: unknown[]): unknown {
    if (isPaired) loop.item([items[1], items[0]]);
    else if (isKeyed) loop.item(items[1]);
    else loop.index(items[how.index] as number);
    const result = apply(callback, this, items);
    if (stops(how, result)) loop.reason = "early";
    return result;
  };
}

function currentOf(root: () => unknown, path: Path | undefined): unknown {
  try {
    return followed(root(), path ?? []);
  } catch {
    return undefined;
  }
}
