import process from "node:process";

/**
 * What Node calls itself between two timers or immediates: it runs all ticks and microtasks, in their order. It is not in the
 * documentation, and may not be there one day: then each turn is a macrotask of the real loop.
 */
const { _tickCallback: drain } = process as unknown as { readonly _tickCallback?: () => void };

/** What the loop itself runs on: taken before anything is replaced. */
export const real = {
  setImmediate: globalThis.setImmediate,
  setTimeout: globalThis.setTimeout,
  queueMicrotask: globalThis.queueMicrotask,
  now: performance.now.bind(performance),
  Date: globalThis.Date,
  drain: typeof drain === "function" ? drain : null,
};
