import timersPromises from "node:timers/promises";
import type { Host } from "./host.ts";
import { VirtualImmediate, VirtualTimeout } from "./virtual-timeout.ts";

interface Options {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** The functions of `node:timers/promises`. Outside of a run they do what Node's own do. They settle after as many microtasks. */
export type PromisedTimers = ReturnType<typeof promisedTimers>;

export function promisedTimers(host: Host) {
  const node = { ...timersPromises, wait: timersPromises.scheduler.wait.bind(timersPromises.scheduler) };
  const setTimeout = <T>(delay?: number, value?: T, options?: Options): Promise<T> => {
    if (host.run === null) return node.setTimeout<T>(delay, value, options);
    const { signal, ref = true } = options ?? {};
    return settled(signal, (done) => new VirtualTimeout(host, () => done(value as T), delay, { hasRef: ref }));
  };
  const setImmediate = <T>(value?: T, options?: Options): Promise<T> => {
    if (host.run === null) return node.setImmediate<T>(value, options);
    return settled(options?.signal, (done) => new VirtualImmediate(host, () => done(value as T)));
  };
  const setInterval = <T>(delay?: number, value?: T, options?: Options): AsyncIterable<T> =>
    host.run === null ? (node.setInterval(delay, value, options) as AsyncIterable<T>) : repeated(host, delay, value as T, options ?? {});
  const wait = (delay: number, options?: Options) => (host.run === null ? node.wait(delay, options) : setTimeout<void>(delay, undefined, options));
  return { setTimeout, setImmediate, setInterval, wait, yield: () => setImmediate<void>() };
}

function settled<T>(signal: AbortSignal | undefined, make: (done: (value: T) => void) => { close(): unknown }): Promise<T> {
  if (signal === undefined) return new Promise((resolve) => void make(resolve));
  if (signal.aborted) return Promise.reject(abortError(signal));
  let cancel!: () => void;
  const promise = new Promise<T>((resolve, reject) => {
    const timer = make(resolve);
    cancel = () => {
      timer.close();
      reject(abortError(signal));
    };
    signal.addEventListener("abort", cancel);
  });
  // As Node does it (SafePromisePrototypeFinally), so that as many microtasks pass.
  return new Promise((resolve, reject) => {
    const inner = new Promise<T>((a, b) => void promise.then(a, b));
    void inner.finally(() => signal.removeEventListener("abort", cancel)).then(resolve, reject);
  });
}

/** As Node's own, line by line. */
async function* repeated<T>(host: Host, delay: number | undefined, value: T, { signal, ref = true }: Options): AsyncGenerator<T, void> {
  if (isAborted(signal)) throw abortError(signal!);
  let pending = 0;
  let wake: ((value?: unknown) => void) | undefined;
  const tell = (with_?: unknown) => {
    wake?.(with_);
    wake = undefined;
  };
  const interval = new VirtualTimeout(host, () => (pending++, tell()), delay, { isInterval: true, hasRef: ref });
  const cancel = () => {
    interval.close();
    if (wake !== undefined) tell(Promise.reject(abortError(signal!)));
  };
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    while (!isAborted(signal)) {
      if (pending === 0) await new Promise((resolve) => (wake = resolve));
      for (; pending > 0; pending--) yield value;
    }
    throw abortError(signal!);
  } finally {
    interval.close();
    signal?.removeEventListener("abort", cancel);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function abortError(signal: AbortSignal): Error {
  const error = new Error("The operation was aborted", { cause: signal.reason });
  return Object.assign(error, { name: "AbortError", code: "ABORT_ERR" });
}
