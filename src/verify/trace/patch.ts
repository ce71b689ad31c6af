import type { Recorder, Traced } from "./recorder.ts";

const { apply, defineProperty, getOwnPropertyDescriptor } = Reflect;

/** What a patched method does for a traced receiver: it calls the native one, and reports. */
export type Watch = (native: () => unknown, recorder: Recorder, record: Traced, args: readonly unknown[]) => unknown;

/** What replaces methods: `Patches`, or what else decides when a receiver is watched. */
export interface Patcher {
  patch(prototype: object, name: PropertyKey, watch: Watch): void;
}

interface Undo {
  readonly prototype: object;
  readonly name: PropertyKey;
  readonly descriptor: PropertyDescriptor;
}

/** Methods of prototypes that report while they are patched. For objects that are not traced, they cost one look-up. */
export class Patches implements Patcher {
  /** Who is told: nobody between runs. */
  readonly told: { recorder: Recorder | null } = { recorder: null };
  readonly #undo: Undo[] = [];

  /** Replaces a method, or the getter of a property. Nothing happens where the prototype has none of its own. */
  patch(prototype: object, name: PropertyKey, watch: Watch): void {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    const native = (descriptor?.get ?? descriptor?.value) as ((...args: unknown[]) => unknown) | undefined;
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

  /** A method, not a function, so that `new` refuses it as it does the native one. */
  #wrapped(native: (...args: unknown[]) => unknown, watch: Watch): () => unknown {
    const { told } = this;
    const methods: Readonly<Record<string, () => unknown>> = {
      wrapped(this: unknown, ...args: unknown[]): unknown {
        const { recorder } = told;
        const record = recorder === null ? undefined : recorder.records.get(this as WeakKey);
        if (record === undefined) return apply(native, this, args);
        return watch(() => apply(native, this, args), recorder!, record, args);
      },
    };
    const wrapped = methods["wrapped"]!;
    for (const name of ["name", "length"] as const) defineProperty(wrapped, name, { value: native[name], configurable: true });
    return wrapped;
  }
}
