import { Random } from "../../../src/engine/schedule/strategy.ts";

/**
 * Texts of random asynchronous programs: the body of an async function with the parameters `log`, `setTimeout`. Each statement logs a
 * number of its own, so that the log tells the order in which all of them ran.
 */
export function asyncProgram(seed: number, hasTimers: boolean): string {
  return new Writer(seed, hasTimers).body(0);
}

type Statement = (depth: number) => string;

class Writer {
  readonly #random: Random;
  readonly #flat: readonly Statement[];
  readonly #nested: readonly Statement[];
  #events = 0;
  #names = 0;
  #size = 0;

  constructor(seed: number, hasTimers: boolean) {
    this.#random = new Random(seed);
    const timers: Statement[] = [(d) => this.#timer(d), () => this.#sleep(), (d) => this.#timer(d), () => this.#sleep()];
    this.#flat = [...this.#leaves(), ...(hasTimers ? timers : [])];
    this.#nested = [...this.#flat, ...this.#blocks(), ...this.#blocks()];
  }

  body(depth: number): string {
    const count = 1 + this.#random.below(depth === 0 ? 5 : 3);
    return Array.from({ length: count }, () => this.#statement(depth)).join(" ");
  }

  #statement(depth: number): string {
    const kinds = depth > 2 || this.#size > 30 ? this.#flat : this.#nested;
    this.#size++;
    return `${this.#log()} ${this.#one(kinds)(depth + 1)} ${this.#log()}`;
  }

  #log(extra = ""): string {
    return `log(${++this.#events}${extra});`;
  }

  #one<T>(items: readonly T[]): T {
    return items[this.#random.below(items.length)]!;
  }

  #name(): string {
    return `v${++this.#names}`;
  }

  #iife(depth: number): string {
    return `(async () => { ${this.body(depth)} ${this.#random.below(6) === 0 ? "throw 0;" : ""} return ${this.#events}; })()`;
  }

  /** Something to await: a promise, a thenable, a value. */
  #awaitable(depth: number): string {
    const kinds = [
      () => String(this.#random.below(9)),
      () => `Promise.resolve(${this.#random.below(9)})`,
      () => `Promise.resolve().then(() => { ${this.#log()} })`,
      () => `({ then(resolve) { ${this.#log()} resolve(${this.#random.below(9)}); } })`,
      () => `new Promise((resolve) => { ${this.#log()} resolve({ then(r) { ${this.#log()} r(1); } }); })`,
      () => `new (class extends Promise {})((resolve) => { ${this.#log()} queueMicrotask(resolve); })`,
      () => `Promise.resolve(Promise.resolve(1)).finally(() => { ${this.#log()} })`,
      () => (depth > 2 ? "null" : this.#iife(depth)),
    ];
    return this.#one(kinds)();
  }

  #leaves(): Statement[] {
    return [
      (d) => `try { await ${this.#awaitable(d)}; } catch { ${this.#log()} }`,
      (d) => `log("v", await Promise.all([${this.#awaitable(d)}, ${this.#awaitable(d)}]).catch(() => 0));`,
      () => `queueMicrotask(() => { ${this.#log()} });`,
      () => `process.nextTick(() => { ${this.#log()} });`,
      () => `queueMicrotask(() => { ${this.#log()} process.nextTick(() => { ${this.#log()} queueMicrotask(() => { ${this.#log()} }); }); });`,
      () => `Promise.resolve().then(() => { ${this.#log()} return Promise.resolve(); }).then(() => { ${this.#log()} throw 1; }).catch(() => { ${this.#log()} });`,
      () => `Promise.reject(1).finally(() => { ${this.#log()} }).then(() => {}, () => { ${this.#log()} });`,
    ];
  }

  #blocks(): Statement[] {
    return [
      (d) => `${this.#iife(d)}.then(() => { ${this.#log()} }, () => { ${this.#log()} });`,
      (d) => `await Promise.all([${this.#iife(d)}, ${this.#iife(d)}, ${this.#awaitable(d)}]).then(() => { ${this.#log()} }, () => { ${this.#log()} });`,
      (d) => `await Promise.race([${this.#iife(d)}, ${this.#iife(d)}]).catch(() => { ${this.#log()} });`,
      (d) => `await Promise.allSettled([${this.#iife(d)}, ${this.#awaitable(d)}]);`,
      (d) => `await Promise.any([${this.#iife(d)}, ${this.#iife(d)}]).catch(() => { ${this.#log()} });`,
      (d) => `try { ${this.body(d)} ${this.#random.below(2) === 0 ? "throw 0;" : ""} } catch { ${this.body(d)} } finally { ${this.body(d)} }`,
      (d) => `for await (const x of [${this.#awaitable(d)}, 1].map(async (y) => { try { await y; } catch { ${this.#log()} } return 1; })) { ${this.body(d)} ${this.#random.below(3) === 0 ? "break;" : ""} }`,
      (d) => this.#generator(d),
      (d) => `for (let i = 0; i < 2; i++) { ${this.body(d)} }`,
    ];
  }

  #generator(depth: number): string {
    const [inner, outer] = [this.#name(), this.#name()];
    const safe = `try { await ${this.#awaitable(depth)}; } catch { ${this.#log()} }`;
    const end = this.#random.below(3) === 0 ? "break;" : "";
    return (
      `async function* ${inner}() { try { ${safe} yield 1; ${this.#log()} yield Promise.resolve(2); } finally { ${this.#log()} await null; ${this.#log()} } } ` +
      `async function* ${outer}() { ${this.#log()} yield* ${inner}(); ${this.#log()} yield 3; } ` +
      `for await (const x of ${outer}()) { ${this.body(depth)} ${end} }`
    );
  }

  #delay(): number {
    return this.#random.below(4);
  }

  #sleep(): string {
    return `await new Promise((resolve) => setTimeout(resolve, ${this.#delay()}));`;
  }

  #timer(depth: number): string {
    const what = depth > 3 ? this.#log() : `(async () => { ${this.body(depth)} })().catch(() => { ${this.#log()} });`;
    return `setTimeout(() => { ${this.#log()} ${what} }, ${this.#delay()});`;
  }
}
