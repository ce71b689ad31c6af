import { plainWeakMap } from "../../trace/natives.ts";
import type { RunLog } from "../../trace/log.ts";
import type { SiteState } from "./site-state.ts";
import { Window } from "./window.ts";
import { WatchedLoop, type WatchedOptions } from "./watched-loop.ts";

/** What a window has recorded. */
export interface Recorded {
  readonly log: RunLog;
  /** The sites of its iterations. */
  readonly sites: readonly SiteState[];
}

/** Windows that are open at most: more than that are left-overs of iterations whose end got lost, such as by a full stack. */
const mostOpen = 1000;

/**
 * The collections that are being iterated at watched sites. While none is, patched methods cost a comparison; while one is, a look-up. All
 * iterations begin and end in one piece of synchronous code, so that the last one to begin is the first one to end.
 */
export class Windows {
  /** How many collections are being iterated. */
  open = 0;
  #windows = plainWeakMap<object, Window>();
  readonly #loops: WatchedLoop[] = [];
  readonly #judge: (recorded: Recorded) => void;

  constructor(judge: (recorded: Recorded) => void) {
    this.#judge = judge;
  }

  /** The window on a collection, if it is being iterated. */
  of(object: unknown): Window | undefined {
    return this.#windows.get(object as object);
  }

  /** An iteration of a collection begins. @returns undefined if it is none that can be watched. */
  begin(state: SiteState, object: object, options: WatchedOptions = {}): WatchedLoop | undefined {
    if (this.open >= mostOpen) this.#forgetAll();
    let window = this.#windows.get(object);
    if (window === undefined) {
      const made = Window.on(object);
      if (made === undefined) return undefined;
      window = made;
      this.#windows.set(object, window);
      this.open++;
    }
    const loop = new WatchedLoop(state, window, options, this);
    window.begin(loop);
    this.#loops[this.#loops.length] = loop;
    return loop;
  }

  /** To be called by the loop when it has ended. */
  ended(loop: WatchedLoop): void {
    const loops = this.#loops;
    if (!this.#isOpen(loop)) return;
    for (let last = loops[loops.length - 1]!; ; last = loops[loops.length - 1]!) {
      loops.length--;
      this.#leave(last);
      if (last === loop) return;
    }
  }

  #isOpen(loop: WatchedLoop): boolean {
    const loops = this.#loops;
    for (let i = loops.length - 1; i >= 0; i--) if (loops[i] === loop) return true;
    return false;
  }

  #leave(loop: WatchedLoop): void {
    const { window } = loop;
    if (!window.end(loop)) return;
    this.#windows.delete(window.object);
    this.open--;
    const recorded = window.recorded();
    if (recorded !== undefined) this.#judge(recorded);
  }

  #forgetAll(): void {
    this.#loops.length = 0;
    this.#windows = plainWeakMap<object, Window>();
    this.open = 0;
  }
}
