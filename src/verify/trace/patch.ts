import type { Recorder, Traced } from "./recorder.ts";

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;

/** A method of a built-in object. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What is told of a patched method that is called on a traced receiver. */
export interface Watch {
  /** Just before the native method. @returns how long the list is: -1 for what is none. */
  before?(recorder: Recorder, record: Traced): number;
  /**
   * The native method has returned `outcome`.
   *
   * @param length what `before` has returned, if there is one
   */
  after(recorder: Recorder, record: Traced, outcome: unknown, args: readonly unknown[], length: number): void;
}

/** What replaces methods: `Patches`, or what else decides when a receiver is watched. */
export interface Patcher {
  patch(prototype: object, name: PropertyKey, watch: Watch): void;
}

interface Undo {
  readonly prototype: object;
  readonly name: PropertyKey;
  readonly descriptor: PropertyDescriptor;
}

/** Calls a native method on a traced receiver, and reports. */
export function watchedCall(watch: Watch, native: Method, record: Traced, recorder: Recorder, args: readonly unknown[]): unknown {
  const length = watch.before === undefined ? -1 : watch.before(recorder, record);
  const outcome = apply(native, record.object, args);
  watch.after(recorder, record, outcome, args, length);
  return outcome;
}

/** Methods of prototypes that report while they are patched. For objects that are not traced, they cost one look-up. */
export class Patches implements Patcher {
  /** Who is told: nobody between runs. */
  readonly told: { recorder: Recorder | null } = { recorder: null };
  readonly #undo: Undo[] = [];

  /** Replaces a method, or the getter of a property. Nothing happens where the prototype has none of its own. */
  patch(prototype: object, name: PropertyKey, watch: Watch): void {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    const native = (descriptor?.get ?? descriptor?.value) as Method | undefined;
    if (descriptor === undefined || descriptor.configurable !== true || typeof native !== "function") return;
    const patched = this.#wrapped(native, watch);
    this.#undo.push({ prototype, name, descriptor });
    defineProperty(prototype, name, descriptor.get === undefined ? { ...descriptor, value: patched } : { ...descriptor, get: patched });
  }

  /** Puts back what was there. */
  restore(): void {
    for (const { prototype, name, descriptor } of this.#undo.splice(0).reverse()) defineProperty(prototype, name, descriptor);
    this.told.recorder = null;
  }

  #wrapped(native: Method, watch: Watch): Method {
    const { told } = this;
    function watched(this: unknown, ...args: unknown[]): unknown {
      const recorder = told.recorder!;
      return watchedCall(watch, native, recorder.records.get(this)!, recorder, args);
    }
    return likeNative(native, {
      // Engines hand on the arguments of such a call without making a list of them.
      wrapped(this: unknown, ...args: unknown[]): unknown {
        return told.recorder === null || !told.recorder.records.has(this) ? apply(native, this, args) : apply(watched, this, args);
      },
    });
  }
}

/** The method, with the name and length of the native one. A method, not a function: `new` refuses it, as it does the native one. */
export function likeNative(native: Method, { wrapped }: { readonly wrapped: Method }): Method {
  for (const name of ["name", "length"] as const) defineProperty(wrapped, name, { value: native[name], configurable: true });
  return wrapped;
}
