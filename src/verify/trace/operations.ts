import { list } from "./natives.ts";
import type { Details, Recorder, Traced } from "./recorder.ts";
import { KeyedShadow, type ListShadow, type Slot } from "./shadow.ts";
import { logOrder, sync, syncMatched, touched } from "./sync.ts";

/* What patched methods report of traced collections, after the native method has done it. */

type Who = Pick<Details, "site" | "announced">;

function who(recorder: Recorder, record: Traced): Who {
  const announced = recorder.announcements.take(record);
  return announced === undefined ? {} : { site: announced.site, announced: announced.at };
}

/** `set` of a map, `add` of a set. */
export function put(recorder: Recorder, record: Traced, operation: string, key: unknown, value: unknown): void {
  const { shadow } = record;
  const details = { ...who(recorder, record), collection: record.id, operation, key, value, place: recorder.placeOf(record.object, key) };
  if (shadow instanceof KeyedShadow) {
    const entry = shadow.entries.get(key);
    if (entry === undefined) shadow.add(key, value, recorder.next());
    if (entry === undefined) recorder.add("insert", { ...details, entry: shadow.entries.get(key) });
    else if (operation === "set") recorder.add("overwrite", { ...details, entry, before: shadow.values.get(key) });
    shadow.values.set(key, value);
  } else recorder.add("overwrite", details);
  touched(recorder, record);
}

/** @param isGone Whether there was something to delete. */
export function remove(recorder: Recorder, record: Traced, key: unknown, isGone: boolean): void {
  const by = who(recorder, record);
  const { shadow } = record;
  if (!isGone) return;
  const known = shadow instanceof KeyedShadow ? { entry: shadow.entries.get(key), value: shadow.values.get(key) } : {};
  if (shadow instanceof KeyedShadow) shadow.remove(key);
  recorder.add("delete", { ...by, ...known, collection: record.id, operation: "delete", key, place: recorder.placeOf(record.object, key) });
  touched(recorder, record);
}

export function clear(recorder: Recorder, record: Traced): void {
  const { shadow, id, object } = record;
  if (!(shadow instanceof KeyedShadow)) return;
  const by = who(recorder, record);
  const it = shadow.entries.entries();
  for (let step = it.next(); step.done !== true; step = it.next()) {
    const [key, entry] = step.value;
    const value = shadow.values.get(key);
    recorder.add("delete", { ...by, collection: id, operation: "clear", key, value, entry, place: recorder.placeOf(object, key) });
  }
  shadow.entries.clear();
  shadow.values.clear();
  touched(recorder, record);
}

/** What is asked about: a key, or what a function says yes to. Nothing else: the whole collection. */
export interface Question {
  readonly kind: "has" | "get" | "size" | "query";
  readonly operation: string;
  readonly outcome: unknown;
  readonly key?: unknown;
  readonly predicate?: unknown;
}

export function ask(recorder: Recorder, record: Traced, { kind, operation, outcome, ...about }: Question): void {
  const keyed = "key" in about ? { key: about.key, place: recorder.placeOf(record.object, about.key) } : { value: about.predicate };
  recorder.add(kind, { ...who(recorder, record), collection: record.id, operation, outcome, ...keyed });
}

/** Before a method of a list changes it: what index writes have done meanwhile is no doing of the method. */
export function beforeChange(recorder: Recorder, record: Traced): void {
  sync(recorder, record);
}

/** From which index on, and how many. */
type Range = readonly [start: number, count: number];

/** `splice`, and what amounts to it: `push`, `pop`, `shift`, `unshift`. */
export function spliced(recorder: Recorder, record: Traced, operation: string, [start, removed]: Range, items: readonly unknown[] = []): void {
  const shadow = record.shadow as ListShadow;
  const slots: Slot[] = [];
  for (const item of items) list.add(slots, { entry: recorder.next(), key: item, value: item });
  const by = { ...who(recorder, record), operation };
  const gone = list.splice(shadow.slots, start, removed, slots);
  for (const { entry, key, value } of gone) if (entry !== 0 && !shadow.has(entry)) recorder.add("delete", { ...by, collection: record.id, entry, key, value });
  for (const { entry, key, value } of slots) recorder.add("insert", { ...by, collection: record.id, entry, key, value });
  if (gone.length > 0 || slots.length > 0) logOrder(recorder, record, shadow, by);
  touched(recorder, record);
}

/** `reverse` and `copyWithin` do to the numbers what they do to the elements. */
export function permuted(recorder: Recorder, record: Traced, operation: string, change: (slots: Slot[]) => void): void {
  const shadow = record.shadow as ListShadow;
  const by = { ...who(recorder, record), operation };
  const before = list.copy(shadow.slots);
  change(shadow.slots);
  for (const slot of before) {
    if (slot.entry === 0 || shadow.has(slot.entry)) continue;
    recorder.add("delete", { ...by, collection: record.id, entry: slot.entry, key: slot.key, value: slot.value });
  }
  logOrder(recorder, record, shadow, by);
  touched(recorder, record);
}

/** `fill`, and `set` of a typed array: the elements keep their entries, and lose their values. */
export function overwritten(recorder: Recorder, record: Traced, operation: string): void {
  const shadow = record.shadow as ListShadow;
  const by = { ...who(recorder, record), operation, collection: record.id };
  const target = record.object as unknown[];
  for (let i = 0; i < shadow.slots.length; i++) {
    const { entry, value: before } = shadow.slots[i]!;
    const value = target[i];
    if (Object.is(before, value)) continue;
    shadow.slots[i] = { entry: entry === 0 ? recorder.next() : entry, key: value, value };
    recorder.add(entry === 0 ? "insert" : "overwrite", { ...by, entry: shadow.slots[i]!.entry, key: value, value, before });
  }
  touched(recorder, record);
}

/** `sort`, and the methods of lists of pairs. */
export function moved(recorder: Recorder, record: Traced, operation: string): void {
  syncMatched(recorder, record, record.shadow as ListShadow, { ...who(recorder, record), operation });
  touched(recorder, record);
}
