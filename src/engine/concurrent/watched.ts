import { began, ended } from "../step/runtime.ts";
import type { Steps } from "../step/step.ts";

/** Runs the steps as an operation that a monitor is told of: `a`, `b`, `c` are its arguments. @returns what the steps do. */
export function* watched<T>(object: object, name: string, steps: Steps<T>, a?: unknown, b?: unknown, c?: unknown): Steps<T> {
  const operation = began(object, name, a, b, c);
  try {
    return yield* steps;
  } finally {
    ended(operation);
  }
}
