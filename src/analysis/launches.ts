import type { Ref } from "../ir/types.ts";
import { calledName } from "./escapes.ts";
import type { TaskContext } from "./task-context.ts";

const later = /(?:^|\.)(?:setTimeout|setInterval|setImmediate|queueMicrotask|nextTick|requestAnimationFrame|requestIdleCallback|then|catch|finally|on|once|addListener|addEventListener|prependListener|subscribe|listen|schedule|defer)$/;

/** Is the function that the event makes handed to something that calls it later: a timer, a listener list, a promise? */
export function isLaunched({ values }: TaskContext, closure: Ref): boolean {
  const { fn } = values;
  return fn.events.some((event) => event.op === "call" && event.args.includes(closure) && later.test(calledName(fn, event)));
}
