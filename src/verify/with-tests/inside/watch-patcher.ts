import type { Patcher, Watch } from "../../trace/patch.ts";
import type { Windows } from "./windows.ts";

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;

type Method = (this: unknown, ...args: unknown[]) => unknown;

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

  /** A method, not a function, so that `new` refuses it as it does the native one. */
  #wrapped(native: Method, isQuestion: boolean, watch: Watch): unknown {
    const windows = this.#windows;
    function watched(this: unknown, ...args: unknown[]): unknown {
      const window = windows.of(this);
      if (window === undefined) return apply(native, this, args);
      const act = (): unknown => apply(native, this, args);
      return isQuestion ? window.asked(watch, act, args) : window.changes(watch, act, args);
    }
    const methods: Readonly<Record<"wrapped", Method>> = {
      // Engines hand on the arguments of such a call without making a list of them.
      wrapped(this: unknown, ...args: unknown[]): unknown {
        return windows.open === 0 ? apply(native, this, args) : apply(watched, this, args);
      },
    };
    const { wrapped } = methods;
    for (const name of ["name", "length"] as const) defineProperty(wrapped, name, { value: native[name], configurable: true });
    return wrapped;
  }
}
