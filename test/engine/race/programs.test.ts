import { describe, expect, test } from "vitest";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { RaceDetector } from "../../../src/engine/race/race-detector.ts";
import type { Body } from "../../../src/engine/schedule/body.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { Atomic } from "../../../src/engine/sync/atomic.ts";
import { Channel } from "../../../src/engine/sync/channel.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { RWMutex } from "../../../src/engine/sync/rwmutex.ts";
import { Variable } from "../../../src/engine/sync/variable.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";

const seeds = Array.from({ length: 20 }, (_, i) => i + 1);

type NumberMap = SteppedMap<number, number>;

/** A map that goes on where Go would end the program. */
function makeMap(count = 0): NumberMap {
  const map = SteppedMap.make<"int32", number>("int32", null, { seed: 1 });
  map.map.h.detect = false;
  for (let i = 0; i < count; i++) map.map.set(i, i);
  return map;
}

/** The races that the schedules of these seeds show, all of one program. */
function racesOf(program: Body): { readonly schedules: number; readonly places: Set<string>; readonly pairs: Set<string> } {
  const found = { schedules: 0, places: new Set<string>(), pairs: new Set<string>() };
  for (const seed of seeds) {
    const detector = new RaceDetector();
    const { outcome } = run(program, { strategy: random({ seed }), monitors: [detector] });
    // Torn by races, a map may end a program, or a loop never end.
    if (detector.races.length === 0) expect(outcome.kind).toBe("completed");
    else found.schedules++;
    for (const { location, current, previous } of detector.races) {
      found.places.add(location.name.replace(/\[.*/, ""));
      found.pairs.add([current.operation?.name, previous.operation?.name].sort().join());
    }
  }
  return found;
}

/** Starts the bodies and waits for them. */
function* together(...bodies: readonly Body[]): Steps<void> {
  const group = new WaitGroup();
  yield* group.add(bodies.length);
  for (const body of bodies) {
    go(function* () {
      yield* body();
      yield* group.done();
    });
  }
  yield* group.wait();
}

const writer = (map: NumberMap, from: number, count = 12) =>
  function* (): Steps<void> {
    for (let i = from; i < from + count; i++) yield* map.set(i, i);
  };
const reader = (map: NumberMap) =>
  function* (): Steps<void> {
    for (let i = 0; i < 8; i++) yield* map.get(i);
  };
const ranger = (map: NumberMap) =>
  function* (): Steps<void> {
    yield* map.range(function* () {});
  };

describe("operations on a map that nothing orders race, whatever the schedule is", () => {
  test("two writers, also where Go's own check would not see it", () => {
    const found = racesOf(function* () {
      const map = makeMap();
      yield* together(writer(map, 0), writer(map, 100));
    });
    expect(found.schedules).toBe(seeds.length);
    for (const place of ["hmap.count", "hmap.flags", "hmap.buckets", "bmap.tophash", "bmap.keys"]) expect(found.places).toContain(place);
    expect([...found.pairs]).toEqual(["set,set"]);
  });

  test.each([
    ["get,set", (map: NumberMap) => reader(map)],
    ["range,set", (map: NumberMap) => ranger(map)],
    [
      "has,set",
      (map: NumberMap) =>
        function* (): Steps<void> {
          yield* map.has(3);
        },
    ],
    [
      "delete,set",
      (map: NumberMap) =>
        function* (): Steps<void> {
          yield* map.delete(3);
        },
    ],
    [
      "clear,set",
      (map: NumberMap) =>
        function* (): Steps<void> {
          yield* map.clear();
        },
    ],
  ])("%s", (pair, other) => {
    const found = racesOf(function* () {
      const map = makeMap(8);
      yield* together(writer(map, 0), other(map));
    });
    expect(found.schedules).toBe(seeds.length);
    expect(found.pairs).toContain(pair);
  });

  test("a writer that has done before the other began, in time only", () => {
    const found = racesOf(function* () {
      const map = makeMap();
      const done = new Variable(false, "done");
      go(function* () {
        yield* writer(map, 0)();
        yield* done.write(true);
      });
      for (let i = 0; i < 5000 && !(yield* done.read()); i++);
      yield* map.get(3);
    });
    expect(found.schedules).toBe(seeds.length);
    for (const pair of ["read,write", "get,set"]) expect(found.pairs).toContain(pair);
  });
});

describe("ordered or read only, they do not", () => {
  const silent = (program: Body): void => {
    const { schedules, places } = racesOf(program);
    expect([...places]).toEqual([]);
    expect(schedules).toBe(0);
  };

  test("readers and iterations that start at the same time, in the middle of a growth too", () => {
    for (const count of [0, 8, 9, 60]) {
      silent(function* () {
        const map = makeMap(count);
        yield* together(reader(map), ranger(map), ranger(map), reader(map));
        yield* writer(map, 200)();
      });
    }
  });

  test("writers, readers, clear and iterations with a Mutex", () => {
    silent(function* () {
      const map = makeMap();
      const mutex = new Mutex();
      const each = (act: (i: number) => Steps<unknown>) =>
        function* (): Steps<void> {
          for (let i = 0; i < 12; i++) yield* mutex.with(() => act(i));
        };
      yield* together(
        each((i) => map.set(i, i)),
        each((i) => map.set(i + 50, i)),
        each((i) => map.delete(i)),
        each((i) => (i % 5 === 4 ? map.clear() : map.get(i))),
        each(() => map.range(function* () {})),
      );
      yield* map.size();
    });
  });

  test("writers with Lock, readers and iterations with RLock", () => {
    silent(function* () {
      const map = makeMap();
      const lock = new RWMutex();
      yield* together(
        function* () {
          for (let i = 0; i < 12; i++) yield* lock.with(() => map.set(i, i));
        },
        function* () {
          for (let i = 0; i < 6; i++) yield* lock.withRead(() => map.get(i));
        },
        function* () {
          for (let i = 0; i < 3; i++) yield* lock.withRead(() => map.range(function* () {}));
        },
        function* () {
          for (let i = 0; i < 3; i++) yield* lock.withRead(() => map.range(function* () {}));
        },
      );
    });
  });

  test.each([0, 1, 3])("a map that is handed on through a channel of capacity %i", (capacity) => {
    silent(function* () {
      const channel = new Channel<NumberMap>(capacity);
      go(function* () {
        for (let i = 0; i < 4; i++) {
          const map = makeMap();
          yield* map.set(i, i);
          yield* channel.send(map);
        }
        yield* channel.close();
      });
      yield* channel.range(function* (map) {
        yield* map.set(7, 7);
      });
    });
  });

  test("what was done before an atomic store is seen after the load of it", () => {
    silent(function* () {
      const map = makeMap();
      const ready = new Atomic(false);
      go(function* () {
        yield* map.set(1, 1);
        yield* ready.store(true);
      });
      for (let i = 0; i < 5000; i++) {
        if (!(yield* ready.load())) continue;
        yield* map.set(2, 2);
        return;
      }
    });
  });
});

test("a variable that is counted up races, one that is atomic does not", () => {
  const found = racesOf(function* () {
    const [plain, atomic] = [new Variable(0, "plain"), new Atomic(0, "atomic")];
    const body = function* (): Steps<void> {
      yield* plain.update((value) => value + 1);
      yield* atomic.add(1);
    };
    yield* together(body, body);
  });
  expect([...found.places]).toEqual(["plain"]);
  expect(found.schedules).toBeGreaterThan(seeds.length / 2);
});

test("readers with a lock for reading do not make a write among them safe", () => {
  const found = racesOf(function* () {
    const map = makeMap(4);
    const lock = new RWMutex();
    const body = function* (): Steps<void> {
      yield* lock.withRead(() => map.set(1, 2));
    };
    yield* together(body, body);
  });
  expect(found.schedules).toBe(seeds.length);
});
