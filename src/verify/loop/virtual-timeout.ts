import { AsyncResource } from "node:async_hooks";
import type { Host } from "./host.ts";
import type { Pending } from "./pending.ts";

type Callback = (...args: unknown[]) => unknown;

/** What Node makes of a delay: 1 to 2^31 - 1 whole milliseconds. */
function delayOf(delay: unknown): number {
  const number = Number(delay);
  return number >= 1 && number <= 2 ** 31 - 1 ? Math.trunc(number) : 1;
}

/** What the virtual `setTimeout` and `setInterval` give: a `NodeJS.Timeout`. The callback runs in the asynchronous context of here. */
export class VirtualTimeout {
  readonly #host: Host;
  readonly #callback: Callback;
  readonly #args: readonly unknown[];
  readonly #delay: number;
  readonly #isInterval: boolean;
  readonly #context = new AsyncResource("Timeout", { requireManualDestroy: true });
  #pending: Pending | null = null;
  #isCleared = false;
  #hasRef: boolean;
  #id = 0;

  constructor(host: Host, callback: Callback, delay: unknown, { args = [], isInterval = false, hasRef = true }: TimeoutOptions = {}) {
    this.#host = host;
    this.#callback = callback;
    this.#args = args;
    this.#delay = delayOf(delay);
    this.#isInterval = isInterval;
    this.#hasRef = hasRef;
    this.#set();
  }

  hasRef(): boolean {
    return this.#hasRef;
  }

  ref(): this {
    return this.#keep(true);
  }

  unref(): this {
    return this.#keep(false);
  }

  /** Starts its time again. */
  refresh(): this {
    if (this.#isCleared) return this;
    this.#cancel();
    this.#set();
    return this;
  }

  close(): this {
    this.#isCleared = true;
    this.#cancel();
        return this;
  }

  [Symbol.toPrimitive](): number {
    const { timeouts } = this.#host;
    if (this.#id === 0) timeouts.set((this.#id = timeouts.size + 1), this);
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #keep(hasRef: boolean): this {
    this.#hasRef = hasRef;
    if (this.#pending !== null && !this.#isInterval) this.#pending.matters = hasRef;
    return this;
  }

  #cancel(): void {
    if (this.#pending !== null) this.#host.run?.cancel(this.#pending);
    this.#pending = null;
  }

  #set(): void {
    const [kind, name] = this.#isInterval ? (["interval", "setInterval"] as const) : (["timer", "setTimeout"] as const);
    this.#pending = this.#host.add({
      kind,
      label: `${name} ${this.#delay}`,
      milliseconds: this.#delay,
      matters: this.#hasRef,
      fire: () => this.#fire(),
    });
  }

  #fire(): void {
    const pending = this.#pending!;
    if (!this.#isInterval) this.#pending = null;
    try {
      this.#context.runInAsyncScope(this.#callback, this, ...this.#args);
    } finally {
      if (this.#isInterval && !this.#isCleared && this.#pending === pending) this.#host.run?.repeat(pending, this.#delay);
    }
  }
}

interface TimeoutOptions {
  readonly args?: readonly unknown[];
  readonly isInterval?: boolean;
  readonly hasRef?: boolean;
}

/** What the virtual `setImmediate` gives: a `NodeJS.Immediate`. */
export class VirtualImmediate {
  readonly #host: Host;
  readonly #context = new AsyncResource("Immediate", { requireManualDestroy: true });
  #pending: Pending | null;
  #hasRef = true;

  constructor(host: Host, callback: Callback, args: readonly unknown[] = []) {
    this.#host = host;
    const fire = () => {
      this.#pending = null;
      this.#context.runInAsyncScope(callback, this, ...args);
    };
    this.#pending = host.add({ kind: "immediate", label: "setImmediate", milliseconds: 0, fire });
  }

  hasRef(): boolean {
    return this.#hasRef;
  }

  ref(): this {
    this.#hasRef = true;
    return this;
  }

  unref(): this {
    this.#hasRef = false;
    return this;
  }

  close(): void {
    if (this.#pending !== null) this.#host.run?.cancel(this.#pending);
    this.#pending = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
