import type { CloseReason } from "./log.ts";
import { list } from "./natives.ts";
import type { Recorder, Traced } from "./recorder.ts";
import { KeyedShadow, ListShadow, type Slot } from "./shadow.ts";
import { sync } from "./sync.ts";

/** An iteration was stopped since it visits more and more. It is thrown into the code under test. */
export class EndlessIteration extends Error {
  override readonly name = "EndlessIteration";
}

export interface LoopOptions {
  readonly site: number;
  readonly limit?: number;
  readonly isBackwards?: boolean;
  readonly isByHand?: boolean;
}

/** An iteration of a traced collection that is going on. */
export class OpenLoop {
  readonly id: number;
  readonly record: Traced;
  readonly #recorder: Recorder;
  readonly #site: number;
  /** Entries at the start. */
  readonly #started: number;
  readonly #mostVisits: number;
  /** Goes through the shadow as the iteration goes through the original. */
  readonly #cursor: Iterator<Slot> | null;
  #index = -1;
  #visits = 0;
  #isStepped = false;
  isClosed = false;

  constructor(recorder: Recorder, record: Traced, options: LoopOptions) {
    const { site, limit, isBackwards, isByHand } = options;
    this.#recorder = recorder;
    this.record = record;
    this.id = recorder.nextLoop();
    this.#site = site;
    const { shadow } = record;
    sync(recorder, record);
    const order = shadow instanceof ListShadow ? shadow.order : shadow instanceof KeyedShadow ? shadow.numbers : [];
    this.#started = order.length;
    this.#mostVisits = order.length + recorder.limits.visits;
    this.#cursor = shadow instanceof KeyedShadow ? shadow.slots.values() : null;
    list.add(record.loops, this);
    recorder.add("open", { site, loop: this.id, collection: record.id, order, value: elementsOf(shadow), limit, isBackwards, isByHand });
  }

  /** The iteration has given out an item: what it is of which entry follows from where the iteration is. */
  visitItem(item: unknown): void {
    if (this.isClosed) return;
    const { record } = this;
    const task = this.#sync();
    const { shadow } = record;
    if (shadow instanceof ListShadow) this.#visitSlot(shadow, item, task);
    else if (shadow instanceof KeyedShadow && record.kind === "keyed") this.#visitNext(item, task);
    else if (shadow instanceof KeyedShadow) this.#visitedProperty(shadow.slots.get(item), item, task);
    else this.#visited(undefined, Array.isArray(item) ? (item as unknown[])[0] : item, item, task);
  }

  /** The iteration looks at this index. */
  visitIndex(index: unknown): void {
    const { shadow } = this.record;
    if (this.isClosed || !(shadow instanceof ListShadow)) return;
    const task = this.#sync();
    const at = Number(index);
    this.#index = at;
    this.#visitedSlot(shadow.slots[at], task);
  }

  /** The body of a loop that is driven by hand begins. */
  step(): void {
    if (this.isClosed) return;
    this.#isStepped = true;
    const task = this.#sync();
    this.#recorder.add("step", { task, site: this.#site, loop: this.id, collection: this.record.id });
    this.#visits++;
    this.#stopEndless();
  }

  close(reason: CloseReason): void {
    if (this.isClosed) return;
    this.isClosed = true;
    const task = this.#sync();
    list.remove(this.record.loops, this);
    this.#recorder.add("close", { task, site: this.#site, loop: this.id, collection: this.record.id, reason });
  }

  /** @returns the running task, which is not cheap to ask for. */
  #sync(): string {
    const task = this.#recorder.clock.task();
    sync(this.#recorder, this.record, task);
    return task;
  }

  #visitSlot({ slots }: ListShadow, item: unknown, task: string): void {
    for (let i = this.#index + 1; i < slots.length; i++) {
      if (!isViewOf(item, slots[i]!, i)) continue;
      this.#index = i;
      return this.#visitedSlot(slots[i], task);
    }
    this.#index++;
    this.#visitedSlot(slots[this.#index], task);
  }

  #visitedSlot(slot: Slot | undefined, task: string): void {
    this.#visited(slot === undefined || slot.entry === 0 ? undefined : slot.entry, slot?.key, slot?.value, task);
  }

  #visitedProperty(slot: Slot | undefined, key: unknown, task: string): void {
    this.#visited(slot?.entry, key, slot?.value, task);
  }

  #visitNext(item: unknown, task: string): void {
    let step = this.#cursor!.next();
    const first = step;
    while (step.done !== true && !isViewOf(item, step.value, -1)) step = this.#cursor!.next();
    if (step.done === true) step = first;
    if (step.done === true) this.#visited(undefined, undefined, item, task);
    else this.#visited(step.value.entry, step.value.key, step.value.value, task);
  }

  #visited(entry: number | undefined, key: unknown, value: unknown, task: string): void {
    const index = this.#index < 0 ? undefined : this.#index;
    this.#recorder.add("visit", { task, site: this.#site, loop: this.id, collection: this.record.id, key, value, entry, index });
    // A round of a loop by an index may look at many places: it is its steps that count.
    if (!this.#isStepped) this.#visits++;
    this.#stopEndless(key);
  }

  /** A loop that feeds itself may double what it inserts in each round: it is stopped before that takes all of the memory. */
  #explodes(key: unknown): boolean {
    if (this.#visits <= this.#started + doublings) return false;
    const { shadow } = this.record;
    const isLong = shadow instanceof ListShadow && shadow.slots.length > this.#recorder.limits.elements;
    return isLong || (typeof key === "string" && key.length > longText);
  }

  #stopEndless(key?: unknown): void {
    if (this.#visits <= this.#mostVisits && !this.#explodes(key)) return;
    this.close("endless");
    throw new EndlessIteration(`The iteration has visited ${this.#visits} entries and goes on.`);
  }
}

/** So many visits tell that a loop doubles what it visits, or that this is just much. */
const doublings = 16;
const longText = 4096;

function elementsOf(shadow: Traced["shadow"]): unknown[] | undefined {
  if (!(shadow instanceof ListShadow)) return undefined;
  const elements: unknown[] = [];
  for (let i = 0; i < shadow.slots.length; i++) list.add(elements, shadow.slots[i]!.key);
  return elements;
}

/** Whether an iteration gives out this item for that entry: the value, the key, or both. */
function isViewOf(item: unknown, { key, value }: Slot, index: number): boolean {
  if (Object.is(item, value) || Object.is(item, key) || item === index) return true;
  if (!Array.isArray(item) || item.length !== 2) return false;
  return (Object.is(item[0], key) || item[0] === index) && Object.is(item[1], value);
}
