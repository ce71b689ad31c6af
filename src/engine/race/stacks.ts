/** The engine's own frames say nothing to its users. */
const home = new URL("..", import.meta.url).pathname;

/** The frame that resumes tasks: below it is whoever started the whole program. */
const resumes = /#loop\b|\brangeguard-watchdog\b/;

/** Enough for generators in generators, of which each takes two frames. */
const depth = 100;

/**
 * Where the running task is in its user's code: the frames outside of the engine, innermost first, one a line; "" where there are none.
 */
export function taskStack(): string {
  const limit = Error.stackTraceLimit;
  const holder = { stack: "" };
  Error.stackTraceLimit = depth;
  try {
    Error.captureStackTrace(holder, taskStack);
    return framesOf(String(holder.stack));
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function framesOf(stack: string): string {
  const kept: string[] = [];
  for (const frame of stack.split("\n").slice(1)) {
    if (resumes.test(frame)) break;
    // `next` of a generator.
    if (!frame.includes(home) && !frame.includes("(<anonymous>)") && !frame.includes("(node:")) kept.push(frame.trim());
  }
  return kept.join("\n");
}
