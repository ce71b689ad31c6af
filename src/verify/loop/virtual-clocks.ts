import process from "node:process";
import type { Host } from "./host.ts";
import type { Patches } from "./patches.ts";
import { real } from "./real.ts";
import { VirtualTimeout } from "./virtual-timeout.ts";

/** Puts `Date`, `performance.now`, `process.hrtime`, `process.uptime` and `AbortSignal.timeout` on the virtual clock. */
export function patchClocks(patches: Patches, host: Host): void {
  const { now } = host;
  const date = virtualDate(() => Math.floor(host.epoch + now()));
  patches.replace(globalThis, "Date", date);
  patches.replace(real.Date.prototype, "constructor", date);
  patches.replace(performance, "now", now);
  patches.replace(process, "hrtime", hrtime(now));
  patches.replace(process, "uptime", () => now() / 1000);
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const abortAfter = (milliseconds: number) => (host.run === null ? timeout(milliseconds) : signalAfter(host, milliseconds));
  patches.replace(AbortSignal, "timeout", abortAfter);
}

/** `Date`, with another idea of now. */
function virtualDate(now: () => number): DateConstructor {
  return new Proxy(real.Date, {
    construct(target, args, newTarget) {
      const maker = (newTarget as unknown) === globalThis.Date ? target : newTarget;
      return Reflect.construct(target, args.length === 0 ? [now()] : args, maker) as Date;
    },
    apply: (target) => new target(now()).toString(),
    get: (target, key, receiver) => (key === "now" ? now : (Reflect.get(target, key, receiver) as unknown)),
  });
}

function hrtime(now: () => number): NodeJS.HRTime {
  const nanoseconds = () => Math.round(now() * 1e6);
  const read = (before?: [number, number]): [number, number] => {
    const passed = nanoseconds() - (before === undefined ? 0 : before[0] * 1e9 + before[1]);
    const seconds = Math.floor(passed / 1e9);
    return [seconds, passed - seconds * 1e9];
  };
  return Object.assign(read, { bigint: () => BigInt(nanoseconds()) });
}

function signalAfter(host: Host, milliseconds: number): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  new VirtualTimeout(host, abort, milliseconds, { hasRef: false });
  return controller.signal;
}
