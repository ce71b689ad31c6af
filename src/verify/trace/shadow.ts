import { list, plainMap } from "./natives.ts";

/** Numbers for the entries of collections: unique within a run. */
export type Numbers = () => number;

/** The entries of a Map or Set, in their order, by key. It lives through the same operations, so that its iterators do as those of the original. */
export class KeyedShadow {
  readonly slots = plainMap<unknown, Slot>();

  add(slot: Slot): void {
    this.slots.set(slot.key, slot);
  }

  get numbers(): number[] {
    const numbers: number[] = [];
    const it = this.slots.values();
    for (let step = it.next(); step.done !== true; step = it.next()) list.add(numbers, step.value.entry);
    return numbers;
  }
}

/** What a list had at an index, or a Map or Set for a key. */
export interface Slot {
  /** 0 for a hole. */
  entry: number;
  /** What tells elements apart: the element, or the name of a pair. */
  key: unknown;
  value: unknown;
}

/** The elements of a list, by index. */
export class ListShadow {
  slots: Slot[] = [];

  get order(): number[] {
    const order: number[] = [];
    for (let i = 0; i < this.slots.length; i++) list.add(order, this.slots[i]!.entry);
    return order;
  }

  /** Whether an entry is there: after a `copyWithin`, it may be there several times. */
  has(entry: number): boolean {
    for (let i = 0; i < this.slots.length; i++) if (this.slots[i]!.entry === entry) return true;
    return false;
  }

  /** Whether the numbers of the slots are those. */
  isOrder(order: readonly number[]): boolean {
    if (order.length !== this.slots.length) return false;
    for (let i = 0; i < order.length; i++) if (order[i] !== this.slots[i]!.entry) return false;
    return true;
  }
}

/** What has become of the slots of a list. */
interface Matched {
  readonly slots: Slot[];
  readonly added: Slot[];
  readonly gone: Slot[];
  /** The same entry with another value: before and after. */
  readonly changed: [Slot, Slot][];
}

/** The slots after an operation that may have moved elements: equal ones keep their entries, in their order. */
export function matched(before: readonly Slot[], after: readonly Slot[], next: Numbers): Matched {
  const byKey = plainMap<unknown, Slot[]>();
  for (const slot of before) {
    if (slot.entry === 0) continue;
    const known = byKey.get(slot.key);
    if (known === undefined) byKey.set(slot.key, [slot]);
    else list.add(known, slot);
  }
  const slots: Slot[] = [];
  const added: Slot[] = [];
  const changed: [Slot, Slot][] = [];
  for (const { key, value, entry } of after) {
    if (entry === 0) {
      list.add(slots, { entry, key, value });
      continue;
    }
    const known = byKey.get(key) ?? [];
    const same = takeSame(known, value);
    const slot = { entry: same?.entry ?? next(), key, value };
    list.add(slots, slot);
    if (same === undefined) list.add(added, slot);
    else if (!Object.is(same.value, value)) list.add(changed, [same, slot]);
  }
  const gone: Slot[] = [];
  for (const slot of before) if (slot.entry !== 0 && (byKey.get(slot.key) ?? []).includes(slot)) list.add(gone, slot);
  return { slots, added, gone, changed };
}

/** Takes the slot with just this value, else the first. */
function takeSame(known: Slot[], value: unknown): Slot | undefined {
  let place = 0;
  for (let i = 0; i < known.length; i++) {
    if (!Object.is(known[i]!.value, value)) continue;
    place = i;
    break;
  }
  return list.splice(known, place, 1, [])[0];
}
