import { gunzipSync } from "node:zlib";
import { Profile } from "pprof-format";
import { describe, expect, test } from "vitest";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { type ContentionEntry, type ContentionProfile, mutexProfile } from "../../../src/engine/profile/contention.ts";
import type { Body } from "../../../src/engine/schedule/body.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import type { Gate } from "../../../src/engine/step/gate.ts";
import { began, ended, type TaskRef } from "../../../src/engine/step/runtime.ts";
import { Channel } from "../../../src/engine/sync/channel.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { sleep } from "../../../src/engine/sync/sleep.ts";

function profileOf(program: Body): ContentionProfile {
  const profile = mutexProfile();
  run(program, { strategy: random({ seed: 1 }), monitors: [profile] });
  return profile;
}

/** The main task holds the lock for 5 ms; so many others come meanwhile. */
function heldLock(others: number, name?: string): Body {
  return function* () {
    const mutex = new Mutex(name);
    yield* mutex.lock();
    for (let i = 1; i <= others; i++) go(() => mutex.with(() => sleep(2)), `other ${i}`);
    yield* sleep(5);
    yield* mutex.unlock();
  };
}

function task(name: string, index: number): TaskRef {
  return { path: String(index), name, index, steps: 0 };
}

const [main, reader, writer] = [task("main", 0), task("reader", 1), task("writer", 2)];

function gate(holder: TaskRef | null = null, name?: string): Gate & { holder: TaskRef | null; name?: string } {
  return { shadow: null, waiting: [], isOpen: () => false, describe: () => "sync.RWMutex.RLock", holder, name };
}

describe("a wait", () => {
  test("has the steps of others and the milliseconds between coming to the lock and passing it", () => {
    expect(profileOf(heldLock(1, "mu")).entries()).toEqual([
      {
        lock: "mu",
        task: "other 1",
        holder: "main",
        operation: "sync.Mutex.Lock",
        calls: [],
        waits: 1,
        unended: 0,
        // The main task wakes, unlocks; then the other one locks.
        steps: expect.toSatisfy((steps: number) => steps >= 1 && steps <= 3),
        milliseconds: 5,
      },
    ]);
  });

  test("is told from others by lock, task, holder, operation and call, and added to its like", () => {
    const profile = mutexProfile();
    const [a, b] = [gate(writer, "a"), gate(null, "b")];
    profile.spawned(main, null);
    const call = { name: "load", object: new (class SyncMap {})(), args: [1] };
    const wait = (who: TaskRef, at: Gate, from: number, to: number): void => {
      profile.blocked(who, at, 0, from);
      profile.unblocked(who, at, 0, to);
    };
    wait(reader, a, 10, 17);
    wait(reader, a, 20, 25);
    wait(main, a, 30, 31);
    wait(reader, b, 40, 43);
    a.holder = main;
    wait(reader, a, 50, 52);
    profile.began(reader, call);
    wait(reader, a, 60, 64);
    profile.ended(reader, call);
    wait(reader, a, 70, 70);
    const short = ({ lock, task, holder, calls, waits, steps }: ContentionEntry): unknown[] => [lock, task, holder, calls, waits, steps];
    expect(profile.entries().map(short)).toEqual([
      ["a", "reader", "writer", [], 2, 12],
      ["a", "reader", "main", ["SyncMap.load"], 1, 4],
      ["b", "reader", null, [], 1, 3],
      ["a", "reader", "main", [], 2, 2],
      ["a", "main", "writer", [], 1, 1],
    ]);
  });

  test("of several tasks at one lock ends for each when it passes", () => {
    const profile = mutexProfile();
    const lock = gate(main, "a");
    profile.blocked(reader, lock, 0, 1);
    profile.blocked(writer, lock, 0, 2);
    profile.unblocked(writer, lock, 0, 10);
    profile.unblocked(reader, lock, 0, 20);
    expect(profile.entries().map(({ task, steps }) => [task, steps])).toEqual([
      ["reader", 19],
      ["writer", 8],
    ]);
  });

  test("that never ends has no length, and is counted apart", () => {
    const deadlock: Body = function* () {
      const mutex = new Mutex("mu");
      yield* mutex.lock();
      yield* mutex.lock();
    };
    const profile = profileOf(deadlock);
    expect(profile.entries()).toMatchObject([{ task: "main", holder: "main", waits: 1, unended: 1, steps: 0 }]);
    run(deadlock, { monitors: [profile] });
    expect(profile.entries()).toMatchObject([{ waits: 2, unended: 2, steps: 0 }]);
  });

  test("at a channel has no holder; sleep is none", () => {
    const profile = profileOf(function* () {
      const channel = new Channel<number>(0, "results");
      go(function* () {
        yield* sleep(3);
        yield* channel.send(1);
      }, "sender");
      yield* channel.receive();
    });
    expect(profile.entries()).toMatchObject([{ lock: "results", task: "main", holder: null, milliseconds: 3 }]);
  });

  test("in an operation of a map names it", () => {
    class LockedMap {
      readonly #mutex = new Mutex();
      readonly map = SteppedMap.make("int64");

      *store(): ReturnType<Body<void>> {
        const operation = began(this, "store", 1);
        yield* this.#mutex.with(() => this.map.set(1, 1));
        ended(operation);
      }

      *hold(): ReturnType<Body<void>> {
        yield* this.#mutex.with(() => sleep(1));
      }
    }
    const profile = profileOf(function* () {
      const map = new LockedMap();
      go(() => map.hold(), "holder");
      yield* sleep(0.5);
      yield* map.store();
    });
    expect(profile.entries()).toMatchObject([{ holder: "holder", calls: ["LockedMap.store"], lock: "sync.Mutex #1" }]);
  });
});

describe("locks without a name", () => {
  test("are numbered by type, in the order of their first waits", () => {
    const profile = mutexProfile();
    for (const lock of [gate(), gate(), gate()]) profile.blocked(reader, lock, 0, 0);
    expect(profile.entries().map(({ lock }) => lock)).toEqual(["sync.RWMutex #1", "sync.RWMutex #2", "sync.RWMutex #3"]);
  });

  test("begin at 1 in each program, so that the same program adds up", () => {
    const profile = mutexProfile();
    for (let i = 0; i < 3; i++) run(heldLock(1), { strategy: random({ seed: 1 }), monitors: [profile] });
    expect(profile.entries()).toMatchObject([{ lock: "sync.Mutex #1", waits: 3, milliseconds: 15 }]);
  });
});

test("the table has the longest waits first, and escapes names", () => {
  const profile = mutexProfile();
  const lock = gate(task("wri\u001bter", 2), "mu");
  profile.blocked(reader, lock, 0, 5);
  profile.unblocked(reader, lock, 0, 25);
  profile.blocked(main, lock, 0, 30);
  expect(profile.formatProfile()).toMatchInlineSnapshot(`
    "steps  ms  waits  never ended  task    in  waits for           at  held by
       20   0      1            0  reader  -   sync.RWMutex.RLock  mu  wri\\u{1b}ter
        0   0      1            1  main    -   sync.RWMutex.RLock  mu  wri\\u{1b}ter"
  `);
  expect(mutexProfile().formatProfile()).toBe("nobody had to wait");
});

describe("the pprof file", () => {
  interface Decoded {
    readonly types: string[];
    readonly samples: { readonly stack: string[]; readonly values: number[] }[];
    readonly preferred: string;
  }

  /** Read as a viewer does: every string, function and location by its number. */
  function decode(file: Uint8Array): Decoded {
    const { sampleType, sample, location, function: functions, stringTable, defaultSampleType } = Profile.decode(gunzipSync(file));
    const text = (index: number | bigint): string => stringTable.strings[Number(index)]!;
    const nameAt = (id: number | bigint): string => {
      const { line } = location.find((each) => each.id === id)!;
      return text(functions.find((each) => each.id === line[0]!.functionId)!.name);
    };
    return {
      types: sampleType.map(({ type, unit }) => `${text(type)}/${text(unit)}`),
      samples: sample.map(({ locationId, value }) => ({ stack: locationId.map(nameAt), values: value.map(Number) })),
      preferred: text(defaultSampleType),
    };
  }

  test("holds each entry as a stack from the holder to the waiting task", () => {
    const profile = profileOf(heldLock(1, "mu"));
    const [{ steps }] = profile.entries() as [ContentionEntry];
    expect(decode(profile.toPprof())).toEqual({
      types: ["contentions/count", "steps/count", "delay/nanoseconds"],
      samples: [{ stack: ["held by main", "sync.Mutex.Lock (mu)", "task other 1"], values: [1, steps, 5_000_000] }],
      preferred: "steps",
    });
  });

  test("has no time where the clock stood still, and calls between lock and task", () => {
    const profile = mutexProfile();
    const outer = { name: "store", object: new (class ShardedMap {})(), args: [] };
    const inner = { name: "set", object: new (class Shard {})(), args: [] };
    profile.began(reader, outer);
    profile.began(reader, inner);
    const lock = gate(null, "shard 3");
    profile.blocked(reader, lock, 0, 1);
    profile.unblocked(reader, lock, 0, 8);
    expect(decode(profile.toPprof())).toMatchObject({
      types: ["contentions/count", "steps/count"],
      samples: [{ stack: ["sync.RWMutex.RLock (shard 3)", "Shard.set", "ShardedMap.store", "task reader"], values: [1, 7] }],
    });
  });

  test("adds up to the entries", () => {
    const profile = profileOf(heldLock(6, "mu"));
    const entries = profile.entries();
    const { samples } = decode(profile.toPprof());
    expect(entries.length).toBeGreaterThan(3);
    expect(samples.map(({ values }) => values)).toEqual(entries.map(({ waits, steps, milliseconds }) => [waits, steps, milliseconds * 1e6]));
  });

  test("of nothing can be read", () => {
    expect(decode(mutexProfile().toPprof()).samples).toEqual([]);
  });
});
