import { framesAbove, isOwnFrame } from "../stack-frames.ts";

/** Enough for the engine's own frames, of which there are about five, and some of its user. */
const depth = 16;

/** The frames of the caller and its callers, without the engine's own where there are others. */
export function captureStack(): string {
  const frames = framesAbove(captureStack, depth);
  const others = frames.filter((frame) => !isOwnFrame(frame));
  return (others.length > 0 ? others : frames).join("\n");
}

/** File, line and column of the first frame that has them. */
export function placeOf(stack: string): string {
  const frame = stack.split("\n").find((line) => /:\d+:\d+\)?$/.test(line));
  return frame === undefined ? "an unknown place" : frame.replace(/^.*(?:\((?=[^(]*$)|, (?=<))|^\s*at (?:async )?/, "").replace(/\)$/, "");
}
