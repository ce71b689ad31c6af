import { list } from "./natives.ts";
import type { Recorder, Traced } from "./recorder.ts";
import { KeyedShadow, type ListShadow, type Slot } from "./shadow.ts";
import { logOrder, sync, syncMatched, touched } from "./sync.ts";
import type { Details } from "./written-entry.ts";

/* What patched methods report of traced collections, after the native method has done it. */

type By = Pick<Details, "site" | "announced" | "operation"> & { readonly task: string };

/** The operation, its task, and the announcement that it follows. Who is running is asked once only, since asking is not cheap. */
function byOf(recorder: Recorder, record: Traced, operation: string): By {
  const task = recorder.clock.task();
  const announced = recorder.announcements.take(record, task);
  return { site: announced?.site, announced: announced?.at, operation, task };
}

/** `set` of a map, `add` of a set. */
export function put(recorder: Recorder, record: Traced, operation: string, key: unknown, value: unknown): void {
  const { shadow } = record;
  const { site, announced, task } = byOf(recorder, record, operation);
  const collection = record.id;
  const place = recorder.placeOf(record.object, key);
  const slot = shadow instanceof KeyedShadow ? shadow.slots.get(key) : undefined;
  if (!(shadow instanceof KeyedShadow)) recorder.add("overwrite", { task, site, announced, collection, operation, key, value, place });
  else if (slot === undefined) {
    const entry = recorder.next();
    shadow.add({ entry, key, value });
    recorder.add("insert", { task, site, announced, collection, operation, key, value, place, entry });
  } else {
    recorder.add("overwrite", { task, site, announced, collection, operation, key, value, place, entry: slot.entry, before: slot.value });
    slot.value = value;
  }
  touched(recorder, record, task);
}

/** @param isGone Whether there was something to delete. */
export function remove(recorder: Recorder, record: Traced, key: unknown, isGone: boolean): void {
  const { site, announced, operation, task } = byOf(recorder, record, "delete");
  const { shadow } = record;
  if (!isGone) return;
  const known = shadow instanceof KeyedShadow ? shadow.slots.get(key) : undefined;
  if (shadow instanceof KeyedShadow) shadow.slots.delete(key);
  const place = recorder.placeOf(record.object, key);
  recorder.add("delete", { task, site, announced, entry: known?.entry, value: known?.value, collection: record.id, operation, key, place });
  touched(recorder, record, task);
}

export function clear(recorder: Recorder, record: Traced): void {
  const { shadow, id, object } = record;
  if (!(shadow instanceof KeyedShadow)) return;
  const by = byOf(recorder, record, "clear");
  const it = shadow.slots.values();
  for (let step = it.next(); step.done !== true; step = it.next()) {
    const { entry, key, value } = step.value;
    recorder.add("delete", { ...by, collection: id, key, value, entry, place: recorder.placeOf(object, key) });
  }
  shadow.slots.clear();
  touched(recorder, record, by.task);
}

/** A method has told of one key. */
export function asked(recorder: Recorder, record: Traced, kind: "has" | "get", operation: string, outcome: unknown, key: unknown): void {
  const { site, announced, task } = byOf(recorder, record, operation);
  recorder.add(kind, { task, site, announced, collection: record.id, operation, outcome, key, place: recorder.placeOf(record.object, key) });
}

/** A method has told of the whole collection, or of what a predicate says yes to. */
export function askedAll(recorder: Recorder, record: Traced, kind: "size" | "query", operation: string, outcome: unknown, predicate?: unknown): void {
  const { site, announced, task } = byOf(recorder, record, operation);
  recorder.add(kind, { task, site, announced, collection: record.id, operation, outcome, value: predicate });
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
  const by = byOf(recorder, record, operation);
  const gone = list.splice(shadow.slots, start, removed, slots);
  for (const { entry, key, value } of gone) if (entry !== 0 && !shadow.has(entry)) recorder.add("delete", { ...by, collection: record.id, entry, key, value });
  for (const { entry, key, value } of slots) recorder.add("insert", { ...by, collection: record.id, entry, key, value });
  if (gone.length > 0 || slots.length > 0) logOrder(recorder, record, shadow, by);
  touched(recorder, record, by.task);
}

/** `reverse` and `copyWithin` do to the numbers what they do to the elements. */
export function permuted(recorder: Recorder, record: Traced, operation: string, change: (slots: Slot[]) => void): void {
  const shadow = record.shadow as ListShadow;
  const by = byOf(recorder, record, operation);
  const before = list.copy(shadow.slots);
  change(shadow.slots);
  for (const slot of before) {
    if (slot.entry === 0 || shadow.has(slot.entry)) continue;
    recorder.add("delete", { ...by, collection: record.id, entry: slot.entry, key: slot.key, value: slot.value });
  }
  logOrder(recorder, record, shadow, by);
  touched(recorder, record, by.task);
}

/** `fill`, and `set` of a typed array: the elements keep their entries, and lose their values. */
export function overwritten(recorder: Recorder, record: Traced, operation: string): void {
  const shadow = record.shadow as ListShadow;
  const by = { ...byOf(recorder, record, operation), collection: record.id };
  const target = record.object as unknown[];
  for (let i = 0; i < shadow.slots.length; i++) {
    const { entry, value: before } = shadow.slots[i]!;
    const value = target[i];
    if (Object.is(before, value)) continue;
    shadow.slots[i] = { entry: entry === 0 ? recorder.next() : entry, key: value, value };
    recorder.add(entry === 0 ? "insert" : "overwrite", { ...by, entry: shadow.slots[i]!.entry, key: value, value, before });
  }
  touched(recorder, record, by.task);
}

/** `sort`, and the methods of lists of pairs. */
export function moved(recorder: Recorder, record: Traced, operation: string): void {
  const by = byOf(recorder, record, operation);
  syncMatched(recorder, record, record.shadow as ListShadow, by);
  touched(recorder, record, by.task);
}
