import type { BlockId, Ref, Site } from "../../ir/types.ts";
import type { Context, Frame } from "./context.ts";
import { lowerBlock } from "./statements.ts";

/** Finalizers inside finalizers inside ... are copied this deep; below, their effect is unknown. */
const MAX_FINALIZER_DEPTH = 4;

/**
 * Leaves all frames from the current one up to `target` (which stays), closing iterations and running finalizers on the way,
 * then calls `finish` to end the block. `key` names the way out: those with the same key share one copy of each finalizer.
 */
function leave(context: Context, key: string, target: Frame | undefined, site: Site, finish: () => void): void {
  const { builder } = context;
  for (let frame = context.frame; frame && frame !== target; frame = frame.parent) {
    if (frame.type === "iteration") builder.emit({ op: "iterate-close", iterator: frame.iterator }, site);
    if (frame.type !== "finally") continue;
    if (context.finalizerDepth >= MAX_FINALIZER_DEPTH) {
      builder.emit({ op: "unknown", operands: [] }, site);
      continue;
    }
    const copy = frame.copies.get(key);
    if (copy !== undefined) {
      builder.jump(copy);
      return;
    }
    const entry = builder.newBlock();
    frame.copies.set(key, entry);
    builder.jump(entry);
    builder.startAt(entry);
    const finalizer = frame;
    const { frame: savedFrame, thisRef } = context;
    context.frame = finalizer.parent;
    context.thisRef = finalizer.thisRef;
    context.finalizerDepth++;
    context.inScope(finalizer.scope, () => lowerBlock(context, finalizer.body));
    context.finalizerDepth--;
    leave(context, key, target, site, finish);
    context.frame = savedFrame;
    context.thisRef = thisRef;
    return;
  }
  finish();
}

const frameIds = new WeakMap<Frame, number>();
let nextFrameId = 0;

function keyOf(kind: string, target: Frame | undefined): string {
  if (!target) return kind;
  let id = frameIds.get(target);
  if (id === undefined) {
    id = nextFrameId++;
    frameIds.set(target, id);
  }
  return `${kind}:${id}`;
}

export function lowerBreak(context: Context, label: string | undefined, site: Site): void {
  const target = findFrame(context.frame, (frame) =>
    label === undefined
      ? frame.type === "loop" || (frame.type === "breakable" && frame.plain)
      : (frame.type === "loop" || frame.type === "breakable") && frame.labels.includes(label),
  );
  if (target?.type !== "loop" && target?.type !== "breakable") return;
  leave(context, keyOf("break", target), target, site, () => context.builder.jump(target.breakTo));
}

export function lowerContinue(context: Context, label: string | undefined, site: Site): void {
  const loop = findFrame(
    context.frame,
    (frame) => frame.type === "loop" && (label === undefined || frame.labels.includes(label)),
  );
  if (loop?.type !== "loop") return;
  // The loop's own iteration goes on, so it is not left.
  const iteration = findFrame(context.frame, (frame) => frame.type === "iteration" && frame.parent === loop);
  leave(context, keyOf("continue", loop), iteration ?? loop, site, () => context.builder.jump(loop.continueTo));
}

/** `return` from the innermost function, which may be one that is inlined here. */
export function lowerReturn(context: Context, value: Ref | undefined, site: Site): void {
  const target = findFrame(context.frame, (frame) => frame.type === "function");
  leave(context, keyOf("return", target), target, site, () => {
    if (target?.type === "function") target.onReturn(value, site);
    else context.builder.terminate({ type: "return", value });
  });
}

export function lowerThrow(context: Context, value: Ref | undefined, site: Site): void {
  const target = findFrame(context.frame, catches, false);
  leave(context, keyOf("throw", target), target, site, () => {
    if (target?.type === "function") return target.onReturn(undefined, site);
    if (target?.type !== "handler") return context.builder.terminate({ type: "throw", value });
    target.reached = true;
    context.builder.jump(target.block);
  });
}

/** An async function hands its errors to the promise that it has returned. */
const catches = (frame: Frame): boolean => frame.type === "handler" || (frame.type === "function" && frame.async);

/** After an event that may throw: adds the exceptional edge, if something here would catch it or run a finalizer. */
export function afterThrowingEvent(context: Context, site: Site): void {
  const frame = findFrame(context.frame, (f) => f.type === "finally" || catches(f), false);
  if (!frame) return;
  context.builder.mayThrow(landingBlock(context, frame, site));
}

function landingBlock(context: Context, frame: Frame, site: Site): BlockId {
  if (frame.type === "handler") {
    frame.reached = true;
    return frame.block;
  }
  if (frame.landing !== undefined) return frame.landing;
  const { builder } = context;
  const resume = builder.current;
  const landing = builder.newBlock();
  frame.landing = landing;
  builder.startAt(landing);
  const saved = context.frame;
  context.frame = frame;
  lowerThrow(context, undefined, site);
  context.frame = saved;
  builder.startAt(resume);
  return landing;
}

/** The innermost frame that fits; frames of the function around an inlined one count only when `sameFunction` is false. */
function findFrame(
  start: Frame | undefined,
  fits: (frame: Frame) => boolean,
  sameFunction = true,
): Frame | undefined {
  for (let frame = start; frame; frame = frame.parent) {
    if (fits(frame)) return frame;
    if (sameFunction && frame.type === "function") return undefined;
  }
  return undefined;
}
