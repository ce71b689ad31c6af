/** Where the engine's own files are: their frames say nothing to its users. */
const home = new URL("..", import.meta.url).pathname;

/** Enough for the engine's own frames, of which there are about five, and some of its user. */
const depth = 16;

/**
 * The frames of the caller and its callers, without the engine's own where there are others. They are text at once: V8 keeps the
 * receivers of frames that are not formatted yet, and with them an iterator that is abandoned.
 */
export function captureStack(): string {
  const limit = Error.stackTraceLimit;
  const holder = { stack: "" };
  Error.stackTraceLimit = depth;
  try {
    Error.captureStackTrace(holder, captureStack);
    return framesOf(String(holder.stack));
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function framesOf(stack: string): string {
  const frames = stack.split("\n").slice(1);
  const others = frames.filter((frame) => !frame.includes(home));
  return (others.length > 0 ? others : frames).join("\n");
}

/** File, line and column of the first frame that has them. */
export function placeOf(stack: string): string {
  const frame = stack.split("\n").find((line) => /:\d+:\d+\)?$/.test(line));
  return frame === undefined ? "an unknown place" : frame.replace(/^.*(?:\((?=[^(]*$)|, (?=<))|^\s*at (?:async )?/, "").replace(/\)$/, "");
}
