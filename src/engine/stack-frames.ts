/** Where the engine's own files are: their frames say nothing to its users. */
const home = new URL(".", import.meta.url).pathname;

/** Whether a frame is the engine's own. */
export function isOwnFrame(frame: string): boolean {
  return frame.includes(home);
}

/**
 * The frames of the callers of `below`, at most so many, innermost first. They are text at once: V8 keeps the receivers of frames that
 * are not formatted yet, and with them an iterator that is abandoned.
 */
export function framesAbove(below: () => unknown, depth: number): string[] {
  const limit = Error.stackTraceLimit;
  const holder = { stack: "" };
  Error.stackTraceLimit = depth;
  try {
    Error.captureStackTrace(holder, below);
    return String(holder.stack).split("\n").slice(1);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
