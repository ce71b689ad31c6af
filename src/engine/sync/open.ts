import { EngineInputError } from "../errors.ts";
import { runtime } from "../step/runtime.ts";

/** For reports: `mutex "cache"`. */
export function titleOf(kind: string, name: string | undefined): string {
  return name === undefined ? kind : `${kind} ${JSON.stringify(name)}`;
}

/**
 * For a task whose step was made although its gate was closed: a scheduler never does that.
 *
 * @throws EngineInputError `would-wait` unless `isOpen`.
 */
export function requireOpen(isOpen: boolean, operation: string, title: string): void {
  if (isOpen) return;
  const cause =
    runtime() === null
      ? "no scheduler runs this program, so no other task can ever end the wait"
      : "its task was resumed by something other than the scheduler";
  throw new EngineInputError(
    "would-wait",
    `${operation} of ${title} has to wait, and ${cause}. Start the tasks with the scheduler, or make sure that the operation need not wait`,
  );
}
