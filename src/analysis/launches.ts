import type { Ref } from "../ir/types.ts";
import { calledName } from "./names.ts";
import type { TaskContext } from "./task-context.ts";
import type { Values } from "./values.ts";

const later = /(?:^|\.)(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|requestAnimationFrame|requestIdleCallback|then|catch|finally|on|once|addListener|addEventListener|prependListener|subscribe|listen|schedule|defer)$/;

/** Is the function that the event makes handed to something that calls it later: a timer, a listener list, a promise? */
export function isLaunched({ values }: TaskContext, closure: Ref): boolean {
  const { fn } = values;
  return fn.events.some((event) => event.op === "call" && event.args.includes(closure) && later.test(calledName(fn, event)));
}

const timers = /(?:^|\.)(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|requestAnimationFrame|requestIdleCallback)$/;

/** Is it handed to a timer? */
export function isTimed({ values }: TaskContext, closure: Ref): boolean {
  const { fn } = values;
  return fn.events.some((event) => event.op === "call" && event.args.includes(closure) && timers.test(calledName(fn, event)));
}

/** `void promise;` */
export function isVoided({ fn }: Values, ref: Ref): boolean {
  const { start, end } = fn.sites[ref]!;
  return [...fn.statements].some((statement) => {
    const site = fn.sites[statement]!;
    return fn.events[statement]!.op === "constant" && site.start < start && site.end === end;
  });
}
