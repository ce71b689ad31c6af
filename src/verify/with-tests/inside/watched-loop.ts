import { types } from "node:util";
import { list } from "../../trace/natives.ts";
import { OpenLoop } from "../../trace/open-loop.ts";
import type { CloseReason } from "../../trace/log.ts";
import type { Recorder, Traced } from "../../trace/recorder.ts";
import { type KeyedShadow, ListShadow, type Slot } from "../../trace/shadow.ts";
import type { SiteState } from "./site-state.ts";
import type { Window } from "./window.ts";
import type { Windows } from "./windows.ts";

export interface WatchedOptions {
  readonly limit?: number;
  readonly isBackwards?: boolean;
  readonly isByHand?: boolean;
  /** The collection that a loop by hand goes over, as it is now: the variable may get another one. */
  readonly current?: () => unknown;
}

/** How many reads of a loop by hand are kept until the collection changes. */
const mostReads = 20_000;

/** In the list of reads: the body begins. */
const stepMark = -1;

/** An iteration at a watched site. It counts, until its window begins to record. */
export class WatchedLoop {
  readonly state: SiteState;
  readonly window: Window;
  /** How a method that calls back will have ended, if no error ends it. */
  reason: CloseReason = "end";
  readonly #options: WatchedOptions;
  readonly #windows: Windows;
  #visits = 0;
  #lastItem: unknown;
  #firstIndex = -1;
  #lastIndex = -1;
  /** What a loop by hand has read, in its order. */
  readonly #reads: number[] = [];
  #live: OpenLoop | null = null;
  #recorder: Recorder | null = null;
  #cursor: Iterator<Slot> | null = null;
  #isStopped = false;

  constructor(state: SiteState, window: Window, options: WatchedOptions, windows: Windows) {
    this.state = state;
    this.window = window;
    this.#options = options;
    this.#windows = windows;
  }

  /** The iteration has given out an item. */
  item(item: unknown): void {
    this.#visits++;
    this.#lastItem = item;
    if (this.#live !== null && !this.#isStopped) this.#visitLive(this.#live, item);
  }

  /** A method that calls back is at this index of a list. */
  index(index: number): void {
    if (this.#visits++ === 0) this.#firstIndex = index;
    this.#lastIndex = index;
    if (this.#live !== null && !this.#isStopped) this.#visitIndex(this.#live, index);
  }

  /** A loop by hand reads the element at this index. */
  read(index: number): void {
    this.#visits++;
    if (this.#isStopped) return;
    if (this.#live === null) this.#keep(index);
    else if (this.#isCurrent()) this.#visitIndex(this.#live, index);
  }

  /** The body of a loop by hand begins. */
  step(): void {
    this.#visits++;
    if (this.#isStopped) return;
    if (this.#live === null) this.#keep(stepMark);
    else if (this.#isCurrent()) {
      this.window.spend(1);
      this.#live.step();
    }
  }

  close(reason: CloseReason): void {
    if (!this.#isStopped) this.#live?.close(reason);
    this.state.visited(this.#visits);
    this.#windows.ended(this);
  }

  /** Nothing more of it is recorded. */
  stop(): void {
    this.#isStopped = true;
  }

  /** The collection is as it was when the iteration began, and is about to change. @returns whether what was visited fits it. */
  record(recorder: Recorder, record: Traced): boolean {
    const { limit, isBackwards, isByHand } = this.#options;
    this.#recorder = recorder;
    this.#live = new OpenLoop(recorder, record, { site: this.state.site.id, limit, isBackwards, isByHand });
    if (isByHand === true) return this.#replayReads(record);
    return record.shadow instanceof ListShadow ? this.#replayList(record.shadow) : this.#replayKeyed(record.shadow as KeyedShadow);
  }

  #keep(read: number): void {
    const reads = this.#reads;
    if (reads.length >= mostReads) this.window.lose();
    else if (read === stepMark || reads[reads.length - 1] !== read) list.add(reads, read);
  }

  #isCurrent(): boolean {
    const { current } = this.#options;
    if (current === undefined || current() === this.window.object) return true;
    this.window.lose();
    return false;
  }

  #replayReads(record: Traced): boolean {
    if (this.#options.current?.() !== record.object) return false;
    for (let i = 0; i < this.#reads.length; i++) {
      const read = this.#reads[i]!;
      if (read === stepMark) this.#log("step", {});
      else this.#logVisit(record.shadow as ListShadow, read);
    }
    return true;
  }

  #replayList(shadow: ListShadow): boolean {
    if (this.#visits === 0) return true;
    if (this.#firstIndex < 0) {
      this.#firstIndex = 0;
      this.#lastIndex = this.#visits - 1;
      const last = shadow.slots[this.#lastIndex];
      if (last === undefined || !isItemOf(this.#lastItem, last, this.#lastIndex)) return false;
    }
    const step = this.#options.isBackwards === true ? -1 : 1;
    for (let i = this.#firstIndex; ; i += step) {
      this.#logVisit(shadow, i);
      if (i === this.#lastIndex) return true;
    }
  }

  #replayKeyed(shadow: KeyedShadow): boolean {
    this.#cursor = shadow.slots.values();
    for (let i = 0; i < this.#visits; i++) {
      const step = this.#cursor.next();
      if (step.done === true) return false;
      if (i === this.#visits - 1 && !isItemOf(this.#lastItem, step.value, -1)) return false;
      this.#live!.visitItem(step.value.key);
    }
    return true;
  }

  #logVisit({ slots }: ListShadow, index: number): void {
    const slot = slots[index];
    const entry = slot === undefined || slot.entry === 0 ? {} : { entry: slot.entry };
    this.#log("visit", { ...entry, key: slot?.key, value: slot?.value, index });
  }

  #log(kind: "visit" | "step", details: object): void {
    const { id, record } = this.#live!;
    this.#recorder!.add(kind, { site: this.state.site.id, loop: id, collection: record.id, ...details });
  }

  #visitLive(live: OpenLoop, item: unknown): void {
    const { shadow } = live.record;
    if (shadow instanceof ListShadow) return this.#visitNextIndex(live, item);
    const step = this.#cursor!.next();
    if (step.done === true) return this.window.lose();
    if (!isItemOf(item, step.value, -1)) return this.window.lose();
    this.window.spend(1);
    if (!this.#isStopped) live.visitItem(item);
  }

  /** An iterator of a list goes to the next index, whatever is there. */
  #visitNextIndex(live: OpenLoop, item: unknown): void {
    const index = ++this.#lastIndex;
    this.#visitIndex(live, index);
    const slot = (live.record.shadow as ListShadow).slots[index];
    if (!isItemOf(item, slot ?? { entry: 0, key: undefined, value: undefined }, index)) this.window.lose();
  }

  #visitIndex(live: OpenLoop, index: number): void {
    this.window.spend(1);
    if (!this.#isStopped) live.visitIndex(index);
  }
}

/** Whether an iteration gives out this item for that entry: the value, the key, or both. */
function isItemOf(item: unknown, { key, value }: Slot, index: number): boolean {
  if (Object.is(item, value) || Object.is(item, key) || item === index) return true;
  if (!Array.isArray(item) || types.isProxy(item) || item.length !== 2) return false;
  return (Object.is(item[0], key) || item[0] === index) && Object.is(item[1], value);
}
