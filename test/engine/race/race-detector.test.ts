import { describe, expect, test } from "vitest";
import type { Hmap} from "../../../src/engine/gomap/hmap.ts";
import { MapExtra } from "../../../src/engine/gomap/hmap.ts";
import { Buckets } from "../../../src/engine/gomap/memory.ts";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { sharedFields } from "../../../src/engine/gomap/steps.ts";
import { RaceDetector } from "../../../src/engine/race/race-detector.ts";
import { atomic, fatalStep, read, type Shared, sync, write } from "../../../src/engine/step/step.ts";
import { memory, Teller } from "./reference.ts";

const flags = sharedFields.indexOf("flags");
const extra = sharedFields.indexOf("extra");
const overflow = sharedFields.indexOf("extraOverflow");
const tophash = sharedFields.indexOf("tophash");
const elems = sharedFields.indexOf("elems");

/** Two tasks of a third one, of which nothing orders one before the other. */
function two(options?: ConstructorParameters<typeof RaceDetector>[0]) {
  const detector = new RaceDetector(options);
  const teller = new Teller(detector);
  const main = teller.tasks[0]!;
  return { detector, teller, main, a: teller.spawn(main, "a"), b: teller.spawn(main, "b") };
}

describe("two tasks that nothing orders", () => {
  test.each([
    ["write", "write", "write-write"],
    ["read", "write", "read-write"],
    ["write", "read", "read-write"],
    ["atomic", "read", "atomic-read"],
    ["read", "atomic", "atomic-read"],
    ["atomic", "write", "atomic-write"],
    ["write", "atomic", "atomic-write"],
  ] as const)("race: %s, then %s", (first, second, kind) => {
    const { detector, teller, a, b } = two();
    const x = memory("x");
    const step = { read, write, atomic };
    teller.step(a, step[first](x, 1, 2), x);
    teller.step(b, step[second](x, 1, 2), x);
    expect(detector.races).toHaveLength(1);
    expect(detector.races[0]).toMatchObject({
      kind,
      location: { name: "x.1[2]", object: x, field: 1, index: 2 },
      previous: { kind: first, task: a, time: 0 },
      current: { kind: second, task: b, time: 1 },
    });
  });

  test.each(["read", "atomic"] as const)("do not race: %s and the same", (kind) => {
    const { detector, teller, a, b } = two();
    const x = memory("x");
    for (const task of [a, b, a, b]) teller.step(task, { read, atomic }[kind](x, 0), x);
    expect(detector.races).toEqual([]);
  });

  test("do not race on other cells, fields and objects, nor by steps that are no accesses", () => {
    const { detector, teller, a, b } = two();
    const [x, y] = [memory("x"), memory("y")];
    teller.step(a, write(x, 0, 0), x);
    teller.step(b, write(x, 0, 1), x);
    teller.step(b, write(x, 1, 0), x);
    teller.step(b, write(y, 0, 0), y);
    teller.step(b, sync(x, 0), x);
    teller.step(b, fatalStep, x);
    expect(detector.races).toEqual([]);
  });

  test("a write races with each of the reads before it", () => {
    const { detector, teller, main, a, b } = two();
    const x = memory("x");
    teller.step(a, read(x, 0), x);
    teller.step(b, read(x, 0), x);
    teller.step(main, write(x, 0), x);
    expect(detector.races.map(({ previous }) => previous.task)).toEqual([a, b]);
  });
});

describe("what orders", () => {
  test("that a task was started by another", () => {
    const detector = new RaceDetector();
    const teller = new Teller(detector);
    const main = teller.tasks[0]!;
    const x = memory("x");
    teller.step(main, write(x, 0), x);
    const child = teller.spawn(main);
    teller.step(child, write(x, 0), x);
    expect(detector.races).toEqual([]);
    teller.step(main, read(x, 0), x);
    expect(detector.races).toHaveLength(1);
  });

  test("that a task ended orders nothing", () => {
    const { detector, teller, a, b } = two();
    const x = memory("x");
    teller.step(a, write(x, 0), x);
    detector.finished(a);
    teller.step(b, write(x, 0), x);
    expect(detector.races).toHaveLength(1);
  });

  test("release, then acquire; but not what comes after the release", () => {
    const { detector, teller, a, b } = two();
    const [x, y] = [memory("x"), memory("y")];
    const point = { shadow: null };
    teller.step(a, write(x, 0), x);
    teller.sync("release", a, point);
    teller.step(a, write(y, 0), y);
    teller.sync("acquire", b, point);
    teller.step(b, write(x, 0), x);
    expect(detector.races).toEqual([]);
    teller.step(b, write(y, 0), y);
    expect(detector.races.map(({ location }) => location.object)).toEqual([y]);
  });

  test("release forgets who released before, releaseMerge does not", () => {
    const { detector, teller, main, a, b } = two();
    const [x, y] = [memory("x"), memory("y")];
    const [point, merged] = [{ shadow: null }, { shadow: null }];
    teller.step(a, write(x, 0), x);
    teller.step(a, write(y, 0), y);
    teller.sync("release", a, point);
    teller.sync("releaseMerge", a, merged);
    teller.sync("release", b, point);
    teller.sync("releaseMerge", b, merged);
    teller.sync("acquire", main, point);
    teller.step(main, write(x, 0), x);
    expect(detector.races.map(({ location }) => location.object)).toEqual([x]);
    teller.sync("acquire", main, merged);
    teller.step(main, write(y, 0), y);
    expect(detector.races).toHaveLength(1);
  });

  test("one object may be memory and a point of synchronisation", () => {
    const { detector, teller, a, b } = two();
    const [x, cell] = [memory("x"), memory("cell")];
    teller.step(a, write(x, 0), x);
    teller.step(a, atomic(cell, 0), cell);
    teller.sync("release", a, cell);
    teller.step(b, atomic(cell, 0), cell);
    teller.sync("acquire", b, cell);
    teller.step(b, read(x, 0), x);
    expect(detector.races).toEqual([]);
  });
});

describe("the memory of maps", () => {
  const hmap = (): Hmap => SteppedMap.make("int64", null, { seed: 1 }).map.h;

  test("atomic.Or8 of the iterator flags is a read of the flags: it races with writes only", () => {
    const { detector, teller, a, b } = two();
    const h = hmap();
    teller.step(a, atomic(h, flags), h);
    teller.step(b, read(h, flags), h);
    teller.step(b, atomic(h, flags), h);
    expect(detector.races).toEqual([]);
    teller.step(b, write(h, flags), h);
    expect(detector.races).toMatchObject([{ kind: "read-write", location: { name: "hmap.flags" }, previous: { task: a, kind: "read" } }]);
  });

  test("what an iteration that starts writes to hmap.extra and mapextra.overflow is a read", () => {
    const { detector, teller, a, b } = two();
    const h = hmap();
    const list = new MapExtra();
    const within = (name: string, act: () => void, task: typeof a): void => {
      const operation = { name, object: h, args: [] };
      teller.began(task, operation);
      act();
      teller.ended(task, operation);
    };
    for (const task of [a, b]) {
      within("range", () => teller.step(task, write(h, extra), h), task);
      within("range", () => teller.step(task, write(list, overflow), list), task);
    }
    expect(detector.races).toEqual([]);
    within("set", () => teller.step(b, write(h, extra), h), b);
    expect(detector.races).toMatchObject([{ location: { name: "hmap.extra" }, previous: { task: a, kind: "read" } }]);
  });

  test("of a user's memory the same are writes", () => {
    const { detector, teller, a, b } = two();
    const x = memory("x");
    for (const task of [a, b]) {
      const operation = { name: "range", object: x, args: [] };
      teller.began(task, operation);
      teller.step(task, write(x, extra), x);
      teller.ended(task, operation);
    }
    expect(detector.races).toHaveLength(1);
  });

  test("memclr writes all cells of the buckets, those that nobody has touched too", () => {
    const { detector, teller, a, b } = two();
    const buckets = Buckets.array(4, false);
    teller.step(a, read(buckets, tophash, 9), buckets);
    teller.step(b, atomic(buckets, tophash), buckets);
    expect(detector.races).toMatchObject([{ kind: "read-write", location: { name: "bmap.tophash[9]" }, current: { task: b, kind: "write" } }]);
    teller.step(a, read(buckets, elems, 31), buckets);
    expect(detector.races[1]).toMatchObject({ location: { name: "bmap.elems[31]" }, previous: { task: b, time: 1 } });
  });

  test("two memclr race with each other, once in a field", () => {
    const { detector, teller, a, b } = two();
    const buckets = Buckets.array(4, false);
    for (const task of [a, b]) teller.step(task, atomic(buckets, tophash), buckets);
    expect(detector.races.map(({ location }) => location.name)).toEqual(["bmap.tophash[0]", "bmap.keys[0]", "bmap.elems[0]", "bmap.overflow[0]"]);
  });

  test("a heap that has grown keeps what is known of its cells", () => {
    const { detector, teller, a, b } = two();
    const array = Buckets.array(1, false);
    array.allocate();
    const heap = array.heap!;
    teller.step(a, write(heap, elems, 3), heap);
    for (let i = 0; i < 20; i++) array.allocate();
    teller.step(a, write(heap, elems, 100), heap);
    teller.step(b, read(heap, elems, 3), heap);
    teller.step(b, read(heap, elems, 99), heap);
    expect(detector.races.map(({ location }) => location.name)).toEqual(["bmap.elems[3]"]);
  });
});

describe("which races count as one", () => {
  const run = (name: (i: number) => string, limit = 100) => {
    const context = two({ limit });
    const x = memory("x");
    for (let i = 0; i < 40; i++) context.teller.access(i % 2 === 0 ? context.a : context.b, write(x, 0, i % 3), x, name(i));
    return context.detector;
  };

  test("those in one field, by the same operations of the same tasks, in any order and cell", () => {
    expect(run(() => "set").races).toHaveLength(1);
  });

  test("not those of other operations, tasks and objects", () => {
    expect(run((i) => (i < 20 ? "set" : "delete")).races.length).toBeGreaterThan(1);
    const { detector, teller, main, a, b } = two();
    const [x, y] = [memory("x"), memory("y")];
    for (const object of [x, y]) for (const task of [main, a, b]) teller.access(task, write(object, 0), object, "set");
    expect(detector.races).toHaveLength(4);
    for (const object of [memory("z"), memory("z")]) for (const task of [a, b]) teller.step(task, write(object, 0), object);
    expect(detector.races).toHaveLength(6);
  });

  test("each pair of many tasks once, however many there are between", () => {
    const { detector, teller, main } = two({ limit: 1000 });
    const x = memory("x");
    const tasks = Array.from({ length: 30 }, () => teller.spawn(main));
    let cell = 0;
    for (let round = 0; round < 2; round++) {
      for (const one of tasks) {
        for (const other of tasks.slice(0, one.index - tasks[0]!.index)) {
          for (const task of round === 0 ? [one, other] : [other, one]) teller.step(task, write(x, 0, cell), x);
          cell++;
        }
      }
    }
    expect(detector.races).toHaveLength((30 * 29) / 2);
  });

  test("of more than the limit none is kept, and that is said", () => {
    const detector = run((i) => `operation ${i}`, 5);
    expect(detector.races).toHaveLength(5);
    expect(detector.isCut).toBe(true);
    expect(run(() => "set", 1).isCut).toBe(false);
    expect(() => new RaceDetector({ limit: -1 })).toThrow("limit must be an integer from 0");
  });
});

describe("a detector", () => {
  test("starts from nothing, whatever an earlier one left on the objects", () => {
    const x = memory("x");
    const before = two();
    before.teller.step(before.a, write(x, 0), x);
    const after = two();
    after.teller.step(after.b, write(x, 0), x);
    expect(after.detector.races).toEqual([]);
    after.teller.step(after.a, write(x, 0), x);
    expect(after.detector.races).toHaveLength(1);
  });

  test("does not take what was released in an earlier run for a release in this one", () => {
    const [x, point] = [memory("x"), { shadow: null }];
    const before = two();
    for (let i = 0; i < 10; i++) before.teller.step(before.a, read(x, 0), x);
    before.teller.sync("release", before.a, point);
    const after = two();
    after.teller.step(after.a, write(x, 0), x);
    after.teller.sync("acquire", after.b, point);
    after.teller.step(after.b, write(x, 0), x);
    expect(after.detector.races).toHaveLength(1);
  });

  test("is for one run", () => {
    const detector = new RaceDetector();
    new Teller(detector);
    expect(() => new Teller(detector)).toThrow("make a new one for each run");
  });

  test("passes by objects that have no place for what it knows", () => {
    const { detector, teller, a, b } = two();
    const x: Partial<Shared> = {};
    for (const task of [a, b]) teller.step(task, write(x, 0), x);
    expect(detector.races).toEqual([]);
    expect(x).toEqual({});
  });

  test("knows the operation around one that has ended", () => {
    const { detector, teller, a, b } = two();
    const x = memory("x");
    const outer = { name: "outer", object: x, args: [] };
    teller.began(a, outer);
    teller.access(a, read(x, 1), x, "inner");
    teller.step(a, write(x, 0), x);
    teller.step(b, write(x, 0), x);
    expect(detector.races[0]!.previous).toMatchObject({ operation: outer, operationTime: 0, time: 1 });
  });

  test("knows the innermost operation, also after those in it have ended out of order", () => {
    const { detector, teller, a, b } = two();
    const x = memory("x");
    const [outer, inner] = [{ name: "outer", object: x, args: [] }, { name: "inner", object: x, args: [] }];
    teller.began(a, outer);
    teller.began(a, inner);
    teller.step(a, write(x, 0), x);
    teller.ended(a, outer);
    teller.ended(a, inner);
    teller.step(b, write(x, 0), x);
    teller.step(a, write(x, 1), x);
    teller.step(b, write(x, 1), x);
    expect(detector.races.map(({ previous }) => [previous.operation, previous.operationTime])).toEqual([[inner, 0], [null, -1]]);
  });
});
