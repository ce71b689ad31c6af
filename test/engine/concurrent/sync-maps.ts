import { SyncMap } from "../../../src/engine/concurrent/sync-map.ts";
import { SyncMapState } from "../../../src/engine/concurrent/sync-map-state.ts";
import { accessed, type Steps, syncKind } from "../../../src/engine/step/step.ts";
import { Atomic } from "../../../src/engine/sync/atomic.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { alone, entriesOf } from "./subjects.ts";

const kinds = ["read", "write", "atomic"] as const;

/** The steps to the fields of sync.Map: those inside of its two Go maps are left out. */
export function stepsOf(steps: Steps<unknown>): string[] {
  const names: string[] = [];
  for (let next = steps.next(); next.done !== true; next = steps.next()) {
    const object = accessed();
    const step = next.value;
    if ((step & syncKind) === syncKind && object instanceof Mutex) names.push(object.describe(step >> 2).replace("sync.", ""));
    else if (object instanceof Atomic) names.push(object.name.replace("sync.Map ", "").replace("sync.Map.", ""));
    else if (object instanceof SyncMapState) names.push(`${kinds[step & 3]} ${object.nameOf((step >> 2) & 15).replace("sync.Map.", "")}`);
  }
  return names;
}

export function made(): SyncMap<number | bigint, string> {
  return SyncMap.make<"int64", string>("int64", { seed: 1 });
}

/** A map whose read map holds these keys, without a dirty map. */
export function promoted(...keys: number[]): SyncMap<number | bigint, string> {
  const map = made();
  for (const key of keys) alone(map.store(key, `v${key}`));
  alone(entriesOf(map));
  return map;
}

/** The read map's part of a snapshot where these keys have values. */
export const values = (...keys: number[]) => keys.map((key) => [key, "value"]);
/** A snapshot with its keys in order. */
export const sorted = (map: SyncMap<number | bigint, string>) => {
  const { read, dirty, ...rest } = map.inspect();
  const byKey = (a: readonly [number | bigint, string], b: readonly [number | bigint, string]) => Number(a[0]) - Number(b[0]);
  return { ...rest, read: [...read].sort(byKey), dirty: dirty && [...dirty].sort((a, b) => Number(a) - Number(b)) };
};
