import { Task } from "../../engine/schedule/task.ts";
import type { Pending } from "./pending.ts";

/** A call under test, as others see it. */
export interface LoopTask {
  /** "1" is the first call, "2" the second: also the path of its task in schedule strings. */
  readonly path: string;
  readonly label: string;
  /** Its place in the list of calls, from 0 on. */
  readonly index: number;
}

/**
 * What a strategy of the engine sees as a task: a call, or what a call has forked off. An event (a timer, an external completion) that is
 * made in a turn of a strand is what the strand waits for; one that is made while it waits already is a strand of its own, a child. So
 * the awaits of one async function, one after the other, are the steps of one strand, and each part of a `Promise.all` has its own.
 */
export class Strand extends Task {
  /** The call that it belongs to: null for what no call has made. */
  readonly call: LoopTask | null;
  /** What it waits for. */
  pending: Pending | null = null;

  constructor(path: string, index: number, owner: object, call: LoopTask | null) {
    super(path, call?.label, index, owner, nothing());
    this.call = call;
  }
}

/** Strands make their steps as turns of the event loop, not as generators. */
function* nothing(): Generator<number, void, void> {}
