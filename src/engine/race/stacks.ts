import { framesAbove, isOwnFrame } from "../stack-frames.ts";

/** The frame that resumes tasks: below it is whoever started the whole program. */
const resumes = /#loop\b|\brangeguard-watchdog\b/;

/** Enough for generators in generators, of which each takes two frames. */
const depth = 100;

/**
 * Where the running task is in its user's code: the frames outside of the engine, innermost first, one a line; "" where there are none.
 */
export function taskStack(): string {
  const frames = framesAbove(taskStack, depth);
  const end = frames.findIndex((frame) => resumes.test(frame));
  const own = end < 0 ? frames : frames.slice(0, end);
  // `(<anonymous>)` is `next` of a generator.
  const kept = own.filter((frame) => !isOwnFrame(frame) && !frame.includes("(<anonymous>)") && !frame.includes("(node:"));
  return kept.map((frame) => frame.trim()).join("\n");
}
