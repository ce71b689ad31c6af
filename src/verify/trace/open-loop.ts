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
  readonly #mostVisits: number;
  /** Goes through the shadow as the iteration goes through the original. */
  readonly #cursor: Iterator<[unknown, number]> | null;
  #index = -1;
  #visits = 0;
  isClosed = false;

  constructor(recorder: Recorder, record: Traced, options: LoopOptions) {
    const { site, ...rest } = options;
    this.#recorder = recorder;
    this.record = record;
    this.id = recorder.nextLoop();
    this.#site = site;
    const { shadow } = record;
    sync(recorder, record);
    const order = shadow instanceof ListShadow ? shadow.order : shadow instanceof KeyedShadow ? shadow.numbers : [];
    this.#mostVisits = order.length + recorder.limits.visits;
    this.#cursor = shadow instanceof KeyedShadow ? shadow.entries.entries() : null;
    list.add(record.loops, this);
    recorder.add("open", { site, loop: this.id, collection: record.id, order, ...elementsOf(shadow), ...rest });
  }

  /** The iteration has given out an item: what it is of which entry follows from where the iteration is. */
  visitItem(item: unknown): void {
    if (this.isClosed) return;
    const { record } = this;
    sync(this.#recorder, record);
    const { shadow } = record;
    if (shadow instanceof ListShadow) this.#visitSlot(shadow, item);
    else if (shadow instanceof KeyedShadow && record.kind === "keyed") this.#visitNext(shadow, item);
    else if (shadow instanceof KeyedShadow) this.#visited(shadow.entries.get(item), item, shadow.values.get(item));
    else this.#visited(undefined, Array.isArray(item) ? (item as unknown[])[0] : item, item);
  }

  /** The iteration looks at this index. */
  visitIndex(index: unknown): void {
    const { shadow } = this.record;
    if (this.isClosed || !(shadow instanceof ListShadow)) return;
    sync(this.#recorder, this.record);
    const at = Number(index);
    this.#index = at;
    this.#visitedSlot(shadow.slots[at]);
  }

  /** The body of a loop that is driven by hand begins. */
  step(): void {
    if (this.isClosed) return;
    sync(this.#recorder, this.record);
    this.#recorder.add("step", { site: this.#site, loop: this.id, collection: this.record.id });
    this.#count();
  }

  close(reason: CloseReason): void {
    if (this.isClosed) return;
    this.isClosed = true;
    sync(this.#recorder, this.record);
    list.remove(this.record.loops, this);
    this.#recorder.add("close", { site: this.#site, loop: this.id, collection: this.record.id, reason });
  }

  #visitSlot({ slots }: ListShadow, item: unknown): void {
    for (let i = this.#index + 1; i < slots.length; i++) {
      if (!isViewOf(item, slots[i]!, i)) continue;
      this.#index = i;
      return this.#visitedSlot(slots[i]);
    }
    this.#index++;
    this.#visitedSlot(slots[this.#index]);
  }

  #visitedSlot(slot: Slot | undefined): void {
    this.#visited(slot === undefined || slot.entry === 0 ? undefined : slot.entry, slot?.key, slot?.value);
  }

  #visitNext(shadow: KeyedShadow, item: unknown): void {
    let step = this.#cursor!.next();
    const first = step;
    while (step.done !== true && !isViewOf(item, { entry: step.value[1], key: step.value[0], value: shadow.values.get(step.value[0]) }, -1)) {
      step = this.#cursor!.next();
    }
    if (step.done === true) step = first;
    if (step.done === true) this.#visited(undefined, undefined, item);
    else this.#visited(step.value[1], step.value[0], shadow.values.get(step.value[0]));
  }

  #visited(entry: number | undefined, key: unknown, value: unknown): void {
    const index = this.#index < 0 ? {} : { index: this.#index };
    const number = entry === undefined ? {} : { entry };
    this.#recorder.add("visit", { site: this.#site, loop: this.id, collection: this.record.id, key, value, ...number, ...index });
    this.#count();
  }

  #count(): void {
    if (++this.#visits <= this.#mostVisits) return;
    this.close("endless");
    throw new EndlessIteration(`The iteration has visited ${this.#visits} entries and goes on.`);
  }
}

function elementsOf(shadow: Traced["shadow"]): { value?: unknown } {
  if (!(shadow instanceof ListShadow)) return {};
  const elements: unknown[] = [];
  for (let i = 0; i < shadow.slots.length; i++) list.add(elements, shadow.slots[i]!.key);
  return { value: elements };
}

/** Whether an iteration gives out this item for that entry: the value, the key, or both. */
function isViewOf(item: unknown, { key, value }: Slot, index: number): boolean {
  if (Object.is(item, value) || Object.is(item, key) || item === index) return true;
  if (!Array.isArray(item) || item.length !== 2) return false;
  return (Object.is(item[0], key) || item[0] === index) && Object.is(item[1], value);
}
