import fc from "fast-check";
import { expect, test } from "vitest";
import { guarded } from "../../../src/engine/guard/guarded.ts";
import { Comparison, programs, type Rules, type Subject } from "./programs.ts";

const seed = 2028;
const runs = 300;

function mapSubject(map: Map<number, number>): Subject {
  return {
    get size() {
      return map.size;
    },
    has: (key) => map.has(key),
    set: (key, value) => void map.set(key, value),
    delete: (key) => map.delete(key),
    clear: () => map.clear(),
    open: (method) => (method % 3 === 0 ? map.keys() : method % 3 === 1 ? map.entries() : map[Symbol.iterator]()),
    state: () => [...map.entries()],
  };
}

function setSubject(set: Set<number>): Subject {
  return {
    get size() {
      return set.size;
    },
    has: (key) => set.has(key),
    set: (key) => void set.add(key),
    delete: (key) => set.delete(key),
    clear: () => set.clear(),
    open: (method) => (method % 3 === 0 ? set.keys() : method % 3 === 1 ? set.entries() : set.values()),
    state: () => [...set],
  };
}

const rules: Rules = {
  keyOf: (item) => (Array.isArray(item) ? item[0] : item) as number,
  hasLeft: ({ given }, key) => given.at(-1) !== key,
  canResume: true,
  bitsOf: () => 0,
};

/** Looks at the view through the target: to look through the view would be an iteration more. */
function guardedPair(kind: string): [Subject, Subject] {
  if (kind === "Set") {
    const target = new Set<number>();
    return [{ ...setSubject(guarded(target)), size: 0, state: () => [...target] }, setSubject(new Set())];
  }
  const target = new Map<number, number>();
  return [{ ...mapSubject(guarded(target)), size: 0, state: () => [...target] }, mapSubject(new Map())];
}

test.each(["Map", "Set"])(`a guarded %s throws when it must and is the same otherwise (${runs} programs, seed ${seed})`, (kind) => {
  let refused = 0;
  const property = fc.property(programs, (program) => {
    const comparison = new Comparison(...guardedPair(kind), rules);
    comparison.run(program);
    refused += comparison.refused;
  });
  fc.assert(property, { seed, numRuns: runs });
  expect(refused).toBeGreaterThan(runs);
});
