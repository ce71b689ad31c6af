import { likeNative, type Method, type Patcher, type Watch } from "../../trace/patch.ts";
import type { Windows } from "./windows.ts";

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;


/** Methods that ask about a key. */
const questions: ReadonlySet<PropertyKey> = new Set(["has", "get", "includes", "indexOf", "lastIndexOf"]);

/** Those that ask about something else: what is judged in a test suite does not need them. */
const others: ReadonlySet<PropertyKey> = new Set(["size", "find", "findIndex", "findLast", "findLastIndex", "some"]);

/** Replaces methods of prototypes for the rest of the process. They report what they do to collections that are being iterated at watched sites. */
export class WatchPatcher implements Patcher {
  readonly #windows: Windows;

  constructor(windows: Windows) {
    this.#windows = windows;
  }

  patch(prototype: object, name: PropertyKey, watch: Watch): void {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    const native = descriptor?.value as Method | undefined;
    if (others.has(name) || descriptor?.configurable !== true || typeof native !== "function") return;
    defineProperty(prototype, name, { ...descriptor, value: this.#wrapped(native, questions.has(name), watch) });
  }

  #wrapped(native: Method, isQuestion: boolean, watch: Watch): unknown {
    const windows = this.#windows;
    function watched(this: unknown, ...args: unknown[]): unknown {
      const window = windows.of(this)!;
      return isQuestion ? window.asked(watch, native, args) : window.changes(watch, native, args);
    }
    return likeNative(native, {
      // Engines hand on the arguments of such a call without making a list of them.
      wrapped(this: unknown, ...args: unknown[]): unknown {
        return windows.open === 0 || windows.of(this) === undefined ? apply(native, this, args) : apply(watched, this, args);
      },
    });
  }
}
