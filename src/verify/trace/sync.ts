import { isTyped } from "./kinds.ts";
import type { Recorder, Traced } from "./recorder.ts";
import type { Details } from "./written-entry.ts";
import { list, plainMap } from "./natives.ts";
import { readSlots } from "./read-slots.ts";
import { KeyedShadow, ListShadow, matched, type Slot } from "./shadow.ts";

/**
 * Finds what no method has seen: writes to indices, `length` and properties. It is put down to the running task where no other can have
 * been at it since the last look, else to nobody ("?").
 *
 * @param task the running one
 */
export function sync(recorder: Recorder, record: Traced, task = recorder.clock.task()): void {
  const { kind, shadow, object } = record;
  if (shadow instanceof ListShadow) {
    if (Array.isArray(object) || isTyped(object)) syncElements(recorder, record, shadow, object as unknown[]);
    else syncMatched(recorder, record, shadow, {});
  } else if (kind === "object" && shadow instanceof KeyedShadow) syncProperties(recorder, record, shadow);
  touched(recorder, record, task);
}

/** @param task the running one */
export function touched(recorder: Recorder, record: Traced, task: string): void {
  record.lastTask = task;
  record.lastTurn = recorder.clock.turn();
}

/** To whom a change is put down that is found now. */
function culprit(recorder: Recorder, record: Traced): Pick<Details, "task" | "site" | "announced"> {
  const announced = recorder.announcements.pending(record);
  if (announced !== undefined) return { task: announced.task, site: announced.site, announced: announced.at };
  const { clock } = recorder;
  return record.lastTurn === clock.turn() && (record.lastTask ?? clock.task()) === clock.task() ? {} : { task: "?" };
}

function syncElements(recorder: Recorder, record: Traced, shadow: ListShadow, target: unknown[]): void {
  const { slots } = shadow;
  const { length } = target;
  if (length === slots.length && length > recorder.limits.elements) return;
  let by: ReturnType<typeof culprit> | null = null;
  const add = (kind: "insert" | "delete" | "overwrite", operation: string, slot: Slot, more: Partial<Details> = {}): void => {
    by ??= culprit(recorder, record);
    recorder.add(kind, { ...by, collection: record.id, operation, entry: slot.entry, key: slot.key, value: slot.value, ...more });
  };
  const isArray = Array.isArray(target);
  const before = shadow.slots.length;
  for (let i = 0; i < length && i < before; i++) {
    const slot = slots[i]!;
    const value = target[i];
    if (Object.is(slot.value, value) && (value !== undefined || !isArray || slot.entry === 0 === !Object.hasOwn(target, i))) continue;
    const isHole = isArray && value === undefined && !Object.hasOwn(target, i);
    const old = slot.value;
    const entry = isHole ? 0 : slot.entry === 0 ? recorder.next() : slot.entry;
    const isNew = slot.entry === 0;
    slots[i] = { entry, key: value, value };
    if (isHole && !shadow.has(slot.entry)) add("delete", "delete", slot);
    if (!isHole) add(isNew ? "insert" : "overwrite", "[]=", slots[i]!, isNew ? {} : { before: old });
  }
  for (const slot of list.splice(slots, length, before, [])) if (slot.entry !== 0 && !shadow.has(slot.entry)) add("delete", "length", slot);
  for (let i = before; i < length; i++) {
    list.add(slots, { entry: recorder.next(), key: target[i], value: target[i] });
    add("insert", "[]=", slots[i]!);
  }
  if (by !== null) logOrder(recorder, record, shadow, by);
}

/** For what moved in ways that are not known: elements are told apart by themselves. */
export function syncMatched(recorder: Recorder, record: Traced, shadow: ListShadow, by: Partial<Details>): void {
  const before = shadow.order;
  const { slots, added, gone, changed } = matched(shadow.slots, readSlots(record.object, () => 1), recorder.next);
  shadow.slots = slots;
  const details = { ...by, collection: record.id };
  for (const { entry, key, value } of gone) recorder.add("delete", { ...details, entry, key, value });
  for (const { entry, key, value } of added) recorder.add("insert", { ...details, entry, key, value });
  for (const [old, { entry, key, value }] of changed) recorder.add("overwrite", { ...details, entry, key, value, before: old.value });
  if (!shadow.isOrder(before)) logOrder(recorder, record, shadow, by);
}

/** While an iteration is open, it counts where the elements are. */
export function logOrder(recorder: Recorder, record: Traced, shadow: ListShadow, by: Partial<Details>): void {
  if (record.loops.length > 0) recorder.add("order", { ...by, collection: record.id, order: shadow.order });
}

function syncProperties(recorder: Recorder, record: Traced, shadow: KeyedShadow): void {
  let by: ReturnType<typeof culprit> | null = null;
  const add = (kind: "insert" | "delete" | "overwrite", key: unknown, more: Partial<Details>): void => {
    by ??= culprit(recorder, record);
    recorder.add(kind, { ...by, collection: record.id, operation: "property", key, place: recorder.placeOf(record.object, key), ...more });
  };
  const found = readSlots(record.object, () => 0);
  for (let i = 0; i < found.length; i++) {
    const { key, value } = found[i]!;
    const slot = shadow.slots.get(key);
    if (slot === undefined) {
      const entry = recorder.next();
      shadow.add({ entry, key, value });
      add("insert", key, { entry, value });
    } else if (!Object.is(slot.value, value)) {
      const before = slot.value;
      slot.value = value;
      add("overwrite", key, { entry: slot.entry, value, before });
    }
  }
  // All that was found is in the shadow by now.
  if (found.length === shadow.slots.size) return;
  for (const { key, entry, value } of goneFrom(shadow, found)) {
    add("delete", key, { entry, value });
    shadow.slots.delete(key);
  }
}

/** The slots of properties that are not there any more. */
function goneFrom(shadow: KeyedShadow, found: readonly Slot[]): Slot[] {
  const there = plainMap<unknown, true>();
  for (let i = 0; i < found.length; i++) there.set(found[i]!.key, true);
  const gone: Slot[] = [];
  const it = shadow.slots.values();
  for (let step = it.next(); step.done !== true; step = it.next()) if (!there.has(step.value.key)) list.add(gone, step.value);
  return gone;
}
