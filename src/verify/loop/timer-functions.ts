import timers from "node:timers";
import { promisify } from "node:util";
import type { Host } from "./host.ts";
import type { PromisedTimers } from "./promised-timers.ts";
import { VirtualImmediate, VirtualTimeout } from "./virtual-timeout.ts";

type Callback = (...args: unknown[]) => unknown;
type Set = (callback: Callback, ...args: unknown[]) => unknown;
type Clear = (handle?: unknown) => void;

/** The six functions of `node:timers`, which are also global. Outside of a run they do what Node's own do. */

export function timerFunctions(host: Host, promised: PromisedTimers) {
  const node = { ...timers } as unknown as Record<string, Set & Clear>;
  const isVirtual = (callback: unknown) => host.run !== null && typeof callback === "function";
  const set = (name: string, make: (callback: Callback, args: unknown[]) => unknown): Set =>
    named(name, (callback, ...args) => (isVirtual(callback) ? make(callback, args) : node[name]!(callback, ...args)));
  const clear = (name: string): Clear =>
    named(name, (handle) => {
      const isId = typeof handle === "number" || typeof handle === "string";
      const timer = isId ? host.timeouts.get(Number(handle)) : handle;
      if (timer instanceof VirtualImmediate || timer instanceof VirtualTimeout) timer.close();
      else node[name]!(handle as Callback);
    });
  const functions = {
    setTimeout: set("setTimeout", (callback, [delay, ...args]) => new VirtualTimeout(host, callback, delay, { args })),
    setInterval: set("setInterval", (callback, [delay, ...args]) => new VirtualTimeout(host, callback, delay, { args, isInterval: true })),
    setImmediate: set("setImmediate", (callback, args) => new VirtualImmediate(host, callback, args)),
    clearTimeout: clear("clearTimeout"),
    clearInterval: clear("clearInterval"),
    clearImmediate: clear("clearImmediate"),
  };
  Object.defineProperty(functions.setTimeout, promisify.custom, { enumerable: true, get: () => promised.setTimeout });
  Object.defineProperty(functions.setImmediate, promisify.custom, { enumerable: true, get: () => promised.setImmediate });
  return functions;
}

function named<F extends (...args: never[]) => unknown>(name: string, act: F): F {
  return Object.defineProperty(act, "name", { value: name, configurable: true });
}
