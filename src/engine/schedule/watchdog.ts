import { Script } from "node:vm";
import { enterRuntime, runtime } from "../step/runtime.ts";

const slot = Symbol.for("rangeguard.engine.supervised");
const script = new Script(`globalThis[Symbol.for("rangeguard.engine.supervised")]()`, { filename: "rangeguard-watchdog" });

/**
 * Runs a function, and stops it in the middle of whatever it does when it has not returned in time: the only way out of a loop that
 * yields nothing. Nothing of it runs after that, no `finally` either.
 *
 * @returns whether it returned in time. @throws what the function throws.
 */
export function isDoneInTime(milliseconds: number, work: () => void): boolean {
  const holder = globalThis as { [slot]?: unknown };
  const before = holder[slot];
  const runs = runtime();
  // An error of the function's own is carried out by hand: it may look like the one of the time limit.
  let failure: { readonly error: unknown } | null = null;
  holder[slot] = () => {
    holder[slot] = before;
    try {
      work();
    } catch (error) {
      failure = { error };
    }
  };
  try {
    script.runInThisContext({ timeout: milliseconds, breakOnSigint: false });
  } catch (error) {
    holder[slot] = before;
    enterRuntime(runs);
    if ((error as { code?: unknown }).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
  return true;
}
