import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { CasMap } from "../../../../src/engine/concurrent/cas/cas-map.ts";
import { SteppedCasMap } from "../../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import { homeOf, CasTable } from "../../../../src/engine/concurrent/cas/table.ts";
import { runSteps } from "../../../../src/engine/step/step.ts";
import { act, actions, applied, codeOf, expectSame, least, most, steps } from "./model.ts";

const extremes = fc.constantFrom(0, 1, -1, least, most, least + 1, 2 ** 30, 0x55555555);
const anyInt32 = fc.oneof(extremes, fc.integer({ min: least, max: most }));

describe("one task", () => {
  test("does what a Map does, with all keys and values of 32 bits", () => {
    fc.assert(
      fc.property(fc.array(actions(extremes, anyInt32), { maxLength: 60 }), (list) => {
        const map = CasMap.create({ capacity: 8 });
        const model = new Map<number, number>();
        for (const action of list) expect(act(map, action), JSON.stringify(action)).toEqual(applied(model, action));
        expectSame(map, model);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("does the same in steps", () => {
    fc.assert(
      fc.property(fc.array(actions(extremes, anyInt32), { maxLength: 60 }), (list) => {
        const map = SteppedCasMap.create({ capacity: 8 });
        const model = new Map<number, number>();
        for (const action of list) {
          const expected = applied(model, action);
          expect(runSteps(steps(map, action)).result, JSON.stringify(action)).toEqual(action.name === "delete" ? undefined : expected);
        }
        expectSame(map.map, model);
        expect(runSteps(map.size()).result).toBe(model.size);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("keeps apart all values of one key: absent, 0, and every pattern of bits", () => {
    const map = CasMap.create({ capacity: 1 });
    for (const value of [0, 1, -1, least, most, 0x55555555, -0x55555556]) {
      expect(map.compareAndSwap(7, value, 1)).toBe(false);
      expect(map.has(7)).toBe(false);
      map.store(7, value);
      expect(map.load(7)).toBe(value);
      expect(map.loadOrStore(7, 5)).toEqual({ value, loaded: true });
      expect(map.compareAndDelete(7, value)).toBe(true);
    }
  });

  test("finds keys that all begin their search at one slot", () => {
    const capacity = 64;
    const table = new CasTable(CasMap.create({ capacity }).buffer);
    const keys: number[] = [];
    for (let key = 1; keys.length < capacity; key++) if (homeOf(table, key) === table.mask) keys.push(key);
    const map = CasMap.create({ capacity });
    keys.forEach((key, i) => map.store(key, i));
    expect(keys.map((key) => map.load(key))).toEqual(keys.map((_, i) => i));
    keys.forEach((key, i) => expect(map.loadAndDelete(key)).toEqual({ value: i, loaded: true }));
    expectSame(map, new Map());
  });

  test("holds many entries", () => {
    const count = 100_000;
    const map = CasMap.create({ capacity: count });
    const model = new Map<number, number>();
    for (let i = 0; i < count; i++) {
      const key = Math.imul(i, 0x9e3779b1);
      map.store(key, ~i);
      model.set(key, ~i);
    }
    expectSame(map, model);
  });

  test("takes -0 for 0", () => {
    const map = CasMap.create({ capacity: 1 });
    map.store(-0, -0);
    expect([...map]).toEqual([[0, 0]]);
  });

  test("wraps what add gives around to 32 bits, and gives back what was before", () => {
    const map = CasMap.create({ capacity: 2 });
    expect(map.add(1, most)).toBe(0);
    expect(map.add(1, 1)).toBe(most);
    expect(map.load(1)).toBe(least);
    expect(map.add(2, 0)).toBe(0);
    expect(map.load(2)).toBe(0);
  });
});

describe("range", () => {
  test("ends where the body says false, and sees what it does itself", () => {
    const map = CasMap.create({ capacity: 10 });
    for (let key = 0; key < 10; key++) map.store(key, key);
    const seen: number[] = [];
    map.range((key) => {
      seen.push(key);
      for (let other = 0; other < 10; other++) if (other !== key) map.delete(other);
    });
    expect(seen).toHaveLength(1);
    for (let key = 0; key < 10; key++) map.store(key, key);
    let calls = 0;
    map.range(() => ++calls < 3);
    expect(calls).toBe(3);
  });

  test("in steps runs the steps of the body", () => {
    const map = SteppedCasMap.create({ capacity: 4 });
    for (const key of [0, 5, least]) map.map.store(key, 1);
    const seen: number[] = [];
    const body = function* (key: number) {
      seen.push(key);
      yield* map.add(key, 1);
    };
    runSteps(map.range(body));
    expect(seen.sort((a, b) => a - b)).toEqual([least, 0, 5]);
    expect([...map.map].every(([, value]) => value === 2)).toBe(true);
  });
});

describe("a full map", () => {
  test("refuses a new key, whatever stores it, and goes on with the old ones", () => {
    const map = CasMap.create({ capacity: 3 });
    const model = new Map([[0, 1], [-5, 2], [most, 3]]);
    for (const [key, value] of model) map.store(key, value);
    map.delete(-5);
    model.delete(-5);
    for (const body of [() => map.store(9, 1), () => map.swap(9, 1), () => map.loadOrStore(9, 1), () => map.add(9, 1)]) {
      expect(codeOf(body)).toBe("map-full");
    }
    expect([map.load(9), map.delete(9), map.compareAndSwap(9, 1, 2)]).toEqual([undefined, false, false]);
    expectSame(map, model);
    map.store(-5, 4);
    expectSame(map, model.set(-5, 4));
  });

  test("refuses it in steps too", () => {
    const map = SteppedCasMap.create({ capacity: 1 });
    runSteps(map.store(1, 1));
    expect(codeOf(() => runSteps(map.add(2, 1)))).toBe("map-full");
    expect(runSteps(map.load(1)).result).toBe(1);
  });

  test.each([1, 2, 3, 5, 1000])("has held as many keys as its capacity says: %i", (capacity) => {
    const map = CasMap.create({ capacity });
    expect(map.capacity).toBe(capacity);
    for (let key = 0; key < capacity; key++) map.store(key, key);
    expect(codeOf(() => map.store(capacity, 0))).toBe("map-full");
  });
});
