import type { ConcurrentMap } from "../../../src/engine/concurrent/concurrent-map.ts";
import { RWMutexMap } from "../../../src/engine/concurrent/rwmutex-map.ts";
import { ShardedMap } from "../../../src/engine/concurrent/sharded-map.ts";
import { SyncMap } from "../../../src/engine/concurrent/sync-map.ts";
import type { KeyKind } from "../../../src/engine/gomap/key-types.ts";
import { runSteps, type Steps } from "../../../src/engine/step/step.ts";

/** The maps under test, with few shards: so that keys share one. */
export const subjects = [
  ["SyncMap", (kind: KeyKind) => SyncMap.make(kind as "interface", { seed: 1 })],
  ["RWMutexMap", (kind: KeyKind) => RWMutexMap.make(kind as "interface", { seed: 1 })],
  ["ShardedMap", (kind: KeyKind) => ShardedMap.make(kind as "interface", { seed: 1, shards: 2 })],
] as unknown as readonly (readonly [name: string, make: (kind: KeyKind) => ConcurrentMap<unknown, unknown>])[];

/** The result of an operation that has no company. */
export function alone<T>(steps: Steps<T>): T {
  return runSteps(steps).result;
}

/** What a range gives. */
export function* entriesOf<K, V>(map: ConcurrentMap<K, V>): Steps<[K, V][]> {
  const found: [K, V][] = [];
  yield* map.range(function* (key, value): Steps<void> {
    found.push([key, value]);
  });
  return found;
}
