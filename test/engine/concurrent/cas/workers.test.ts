import { afterAll, describe, expect, test } from "vitest";
import { CasMap } from "../../../../src/engine/concurrent/cas/cas-map.ts";
import { CompiledCasMap } from "./workers.ts";

const compiled = new CompiledCasMap();
afterAll(() => compiled.remove());

/** Of all threads; it divides by each number of them that is tried. */
const operations = 1_200_000;

// What a thread runs is given to it as source text: it cannot use what is outside of it.
describe.each([2, 3, 4])("%i threads", (threads) => {
  test("lose none of a million additions to few keys, the extremes and 0 among them", async () => {
    const map = CasMap.create({ capacity: 6 });
    await compiled.run(threads, map.buffer, operations / threads, (map, count) => {
      const keys = [0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 12345];
      for (let i = 0; i < count; i++) map.add(keys[i % keys.length]!, 1);
    });
    expect(map.size()).toBe(6);
    expect([...map].reduce((sum, [, value]) => sum + value, 0)).toBe(operations);
  });

  test("lose none of a million increments by compareAndSwap, and see the counter grow only", async () => {
    const map = CasMap.create({ capacity: 1 });
    const isGrowing = await compiled.run(threads, map.buffer, operations / threads, (map, count) => {
      let last = -1;
      let isGrowing = true;
      for (let i = 0; i < count; i++) {
        let { value } = map.loadOrStore(5, 0);
        while (!map.compareAndSwap(5, value, value + 1)) value = map.load(5);
        isGrowing &&= value > last;
        last = value;
      }
      return isGrowing;
    });
    expect(map.load(5)).toBe(operations);
    expect(isGrowing).toEqual(Array(threads).fill(true));
  });

  test("that store the same new keys give each one slot and one winner", async () => {
    const keys = 50_000;
    const map = CasMap.create({ capacity: keys });
    const won: Int32Array[] = await compiled.run(threads, map.buffer, keys, (map, keys, thread) => {
      const won: number[] = [];
      for (let i = 0; i < keys; i++) if (!map.loadOrStore(Math.imul(i, 0x9e3779b1), thread).loaded) won.push(i);
      return Int32Array.from(won);
    });
    expect(map.size()).toBe(keys);
    expect(won.reduce((sum, { length }) => sum + length, 0)).toBe(keys);
    won.forEach((list, thread) => expect(list.every((i) => map.load(Math.imul(i, 0x9e3779b1)) === thread)).toBe(true));
  });

  test("that swap and delete hand each value to just one of them", async () => {
    const map = CasMap.create({ capacity: 8 });
    const taken: Int32Array[] = await compiled.run(threads, map.buffer, operations / 4 / threads, (map, count, thread) => {
      const taken: number[] = [];
      for (let i = 0; i < count; i++) {
        const { value, loaded } = map.swap(i & 7, thread * count + i);
        if (loaded) taken.push(value);
        const removed = map.loadAndDelete((i + 3) & 7);
        if (removed.loaded) taken.push(removed.value);
      }
      return Int32Array.from(taken);
    });
    const all = [...taken.flatMap((list) => [...list]), ...[...map].map(([, value]) => value)].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: operations / 4 }, (_, i) => i));
  });
});

test("an increment that is a load and a store does lose some, so the threads do run at the same time", async () => {
  const map = CasMap.create({ capacity: 1 });
  map.store(5, 0);
  await compiled.run(2, map.buffer, operations / 2, (map, count) => {
    for (let i = 0; i < count; i++) map.store(5, map.load(5) + 1);
  });
  expect(map.load(5)).toBeLessThan(operations);
});

test("a thread that is ended in the middle of its operations stops nobody", async () => {
  const map = CasMap.create({ capacity: 4 });
  const ended = compiled.start(map.buffer, 0, (map) => {
    for (let i = 0; ; i = (i + 1) & 3) map.add(i, 1);
  });
  while (map.load(3) === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  await ended.terminate();
  const before = [0, 1, 2, 3].map((key) => map.load(key)!);
  for (const key of [0, 1, 2, 3]) expect(map.add(key, 1)).toBe(before[key]);
});
