import { describe, expect, test } from "vitest";
import { SteppedCasMap } from "../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import type { ConcurrentMap } from "../../../src/engine/concurrent/concurrent-map.ts";
import { RWMutexMap } from "../../../src/engine/concurrent/rwmutex-map.ts";
import { ShardedMap } from "../../../src/engine/concurrent/sharded-map.ts";
import { SyncMap } from "../../../src/engine/concurrent/sync-map.ts";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { explore } from "../../../src/engine/schedule/explore.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go } from "../../../src/engine/schedule/run.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { tries } from "../../effort.ts";

/** The uses of a map that Go's runtime does not stand without synchronisation: see test/engine/schedule. */
const pairs = [
  ["write", "write"],
  ["write", "read"],
  ["iterate", "write"],
  ["delete", "iterate"],
] as const;

type Use = (typeof pairs)[number][number];
type Uses = (use: Use, key: number) => Steps<unknown>;

function* nothing(): Steps<void> {}

function usesOf(map: ConcurrentMap<number, number>): Uses {
  return (use, key) => {
    if (use === "write") return map.store(key, key);
    if (use === "read") return map.load(key);
    return use === "delete" ? map.delete(key) : map.range(nothing);
  };
}

/** A Go map with a lock around each operation. */
function locked(): Uses {
  const map = SteppedMap.make<"int64", number>("int64", null, { seed: 1 });
  const mutex = new Mutex();
  const operations: Record<Use, (key: number) => Steps<unknown>> = {
    write: (key) => map.set(key, key),
    read: (key) => map.get(key),
    delete: (key) => map.delete(key),
    iterate: () => map.range(nothing),
  };
  return (use, key) => mutex.with(() => operations[use](key));
}

const makers: readonly (readonly [name: string, make: () => Uses])[] = [
  ["a map with a lock", locked],
  ["SyncMap", () => usesOf(SyncMap.make("int64", { seed: 1 }) as unknown as ConcurrentMap<number, number>)],
  ["RWMutexMap", () => usesOf(RWMutexMap.make("int64", { seed: 1 }) as unknown as ConcurrentMap<number, number>)],
  ["ShardedMap", () => usesOf(ShardedMap.make("int64", { seed: 1, shards: 4 }) as unknown as ConcurrentMap<number, number>)],
  ["CasMap", () => usesOf(SteppedCasMap.create({ capacity: 16 }))],
];

function program(make: () => Uses, [a, b]: readonly [Use, Use]): () => Steps<void> {
  return function* () {
    const use = make();
    for (let key = 0; key < 3; key++) yield* use("write", key);
    for (const [kind, key] of [[a, 1], [b, 2]] as const) {
      go(function* () {
        for (let i = 0; i < 2; i++) yield* use(kind, key + i);
      }, kind);
    }
  };
}

const PREEMPTIONS = tries(2, 1);
const SCHEDULES = tries(10_000, 1000);

describe.each(makers)("%s", (_, make) => {
  test.each(pairs)(`%s/%s: nothing in ${SCHEDULES} random schedules`, (...pair) => {
    const { failures, schedules } = explore(program(make, pair), { strategy: random({ seed: 1973 }), schedules: SCHEDULES });
    expect(failures.map(({ message }) => message)).toEqual([]);
    expect(schedules).toBe(SCHEDULES);
  });

  test.each(pairs)(`%s/%s: nothing, and no race, in any schedule with ${PREEMPTIONS} preemptions`, (...pair) => {
    const found = explore(program(make, pair), { strategy: exhaustive({ preemptions: PREEMPTIONS }), races: true });
    expect(found.failures.map(({ message }) => message)).toEqual([]);
    expect(found.isComplete).toBe(true);
  });
});
