import process from "node:process";
import type { LoopRun } from "./loop-run.ts";
import { real } from "./real.ts";

/** How many runs may have waited for nothing before none waits any more, and how long they do where no resource of the process is busy. */
const fruitlessWaits = 3;
const shortWait = 5;

/** What is outside of the schedule: imports, files, threads, sockets. Runs wait for it where nothing else is left. */
export class World {
  readonly #busy = busyResources();
  #fruitless = 0;
  /** Since when, and with what progress, the run waits. */
  #waiting: { readonly since: number; readonly progress: number } | null = null;

  /** Notes whether anything has happened while the run waited. */
  look(run: LoopRun): void {
    if (this.#waiting === null || this.#waiting.progress === run.progress) return;
    run.isUncontrolled = true;
    this.#waiting = null;
  }

  /** Whether a run that is stuck is to wait. */
  mayHelp(run: LoopRun): boolean {
    if (!run.needsWorld) return false;
    const now = real.now();
    this.#waiting ??= { since: now, progress: run.progress };
    const { outside } = run.limits;
    const patience = busyResources() > this.#busy ? outside : this.#fruitless < fruitlessWaits ? Math.min(outside, shortWait) : 0;
    if (now - this.#waiting.since < patience) return true;
    this.#waiting = null;
    this.#fruitless++;
    return false;
  }
}

/** How many resources of the process keep it alive, but for timers: the driver has its own. */
function busyResources(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind !== "Timeout" && kind !== "Immediate").length;
}
