import fc from "fast-check";
import { expect, test } from "vitest";
import { oracles } from "../../../src/verify/oracles/index.ts";
import { tries } from "../../effort.ts";
import { traceSync } from "./support.ts";

/*
 * Random loops with random changes in their bodies, judged twice: by the oracles over the log, and by watching elements that are all
 * objects of their own while the same loop runs on a plain copy.
 */

interface Item {
  readonly id: number;
}

type Change = readonly [operation: string, ...args: number[]];

interface Program {
  readonly size: number;
  /** What the body does in its first rounds. */
  readonly rounds: readonly (readonly Change[])[];
  /** Leaves the loop in this round. */
  readonly leaves: number;
  readonly how: "of" | "forEach" | "entries" | "some";
}

const most = 30;

interface Judgement {
  readonly isSkipped: boolean;
  readonly isRepeated: boolean;
  readonly isInsertVisited: boolean;
  readonly isRemovedAhead: boolean;
}

const listChange = fc.oneof(
  fc.tuple(fc.constantFrom("push", "pop", "shift", "unshift", "reverse", "truncate")),
  fc.tuple(fc.constant("splice"), fc.nat(6), fc.nat(2), fc.nat(2)),
) as fc.Arbitrary<Change>;

function programs(change: fc.Arbitrary<Change>, ...how: Program["how"][]): fc.Arbitrary<Program> {
  return fc.record({
    size: fc.nat(6),
    rounds: fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 5 }),
    leaves: fc.oneof({ weight: 4, arbitrary: fc.constant(1000) }, { weight: 1, arbitrary: fc.nat(5) }),
    how: fc.constantFrom(...how),
  });
}

class Left extends Error {}

function changeList(xs: Item[], [operation, start = 0, removed = 0, added = 0]: Change, make: () => Item): void {
  switch (operation) {
    case "push": return void xs.push(make());
    case "pop": return void xs.pop();
    case "shift": return void xs.shift();
    case "unshift": return void xs.unshift(make());
    case "reverse": return void xs.reverse();
    case "truncate": return void (xs.length = Math.max(0, xs.length - 1));
    default: return void xs.splice(start, removed, ...Array.from({ length: added }, make));
  }
}

/** Runs the loop. `walk` calls the body for each item that a real loop of this kind gives out. */
function runList(program: Program, xs: Item[], walk: (body: (item: Item) => void) => void, seen: (item: Item) => void, changed: () => void): "end" | "left" {
  let next = xs.length;
  let round = 0;
  try {
    walk((item) => {
      seen(item);
      if (round >= most || round === program.leaves) throw new Left();
      for (const change of program.rounds[round] ?? []) {
        changeList(xs, change, () => ({ id: next++ }));
        changed();
      }
      round++;
    });
    return "end";
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    return "left";
  }
}

const makeItems = (size: number): Item[] => Array.from({ length: size }, (_, id) => ({ id }));

function bruteForce(program: Program): Judgement {
  const xs = makeItems(program.size);
  const initial = xs.slice();
  const gone = new Set<Item>();
  const visits: Item[] = [];
  let before = xs.slice();
  const removedUnseen = new Set<Item>();
  const position = { at: -1 };
  const changed = (): void => {
    for (const item of before) {
      if (xs.includes(item) || gone.has(item)) continue;
      gone.add(item);
      if (initial.includes(item) && !visits.includes(item) && before.indexOf(item) > position.at) removedUnseen.add(item);
    }
    before = xs.slice();
  };
  const walk = (body: (item: Item) => void): void => {
    const each = (item: Item): void => {
      position.at++;
      body(item);
    };
    if (program.how === "forEach" || program.how === "some") xs.forEach(each);
    else for (const item of xs) each(item);
  };
  const end = runList(program, xs, walk, (item) => visits.push(item), changed);
  return {
    isSkipped: end === "end" && initial.some((item) => !gone.has(item) && !visits.includes(item)),
    isRepeated: new Set(visits).size < visits.length,
    isInsertVisited: visits.some((item) => !initial.includes(item)),
    isRemovedAhead: end === "end" && removedUnseen.size > 0,
  };
}

function judgedByOracles(program: Program): Record<string, boolean> {
  const log = traceSync((h) => {
    const xs = makeItems(program.size);
    const walk = (body: (item: Item) => void): void => {
      if (program.how === "forEach") (h.method(1, xs, "forEach", 0) as typeof xs.forEach)(body);
      else if (program.how === "some") (h.method(1, xs, "some", 0) as typeof xs.some)((item) => void body(item));
      else if (program.how === "entries") for (const [, item] of h.loop(1, xs.entries(), xs) as Iterable<[number, Item]>) body(item);
      else for (const item of h.loop(1, xs) as Item[]) body(item);
    };
    runList(program, xs, walk, () => {}, () => {});
  }, { 1: "iterate" });
  return {
    shift: oracles["shift-during-iteration"]({ log }) !== null,
    insert: oracles["insert-during-iteration"]({ log }) !== null,
    removeAhead: oracles["remove-ahead-during-iteration"]({ log }) !== null,
  };
}

test("loops over arrays are judged as brute force judges them", () => {
  fc.assert(
    fc.property(programs(listChange, "of", "forEach", "entries", "some"), (program) => {
      const { isSkipped, isRepeated, isInsertVisited, isRemovedAhead } = bruteForce(program);
      expect(judgedByOracles(program)).toEqual({ shift: isSkipped || isRepeated, insert: isInsertVisited, removeAhead: isRemovedAhead });
    }),
    { seed: 1, numRuns: tries(4000, 1000) },
  );
});

const keyedChange = fc.oneof(
  fc.tuple(fc.constantFrom("put", "delete"), fc.nat(8)),
  fc.tuple(fc.constantFrom("put", "delete", "current"), fc.nat(4)),
  fc.tuple(fc.constant("clear")),
) as fc.Arbitrary<Change>;

/** Runs a loop over a Map with numbers as keys. */
function runKeyed(program: Program, map: Map<number, number>, walk: (body: (key: number) => void) => void, told: (operation: string, key: number) => void): "end" | "left" {
  let round = 0;
  try {
    walk((key) => {
      told("visit", key);
      if (round >= most || round === program.leaves) throw new Left();
      for (const [operation, argument = 0] of program.rounds[round] ?? []) {
        const target = operation === "current" ? key : argument;
        if (operation === "clear") {
          for (const each of [...map.keys()]) told("delete", each);
          map.clear();
        } else if (operation === "put") {
          told(map.has(target) ? "set" : "insert", target);
          Map.prototype.set.call(map, target, 1);
        } else {
          if (map.has(target)) told("delete", target);
          map.delete(target);
        }
      }
      round++;
    });
    return "end";
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    return "left";
  }
}

const makeMap = (size: number): Map<number, number> => new Map(Array.from({ length: size }, (_, key) => [key, 0]));

function bruteForceKeyed(program: Program): Record<string, boolean> {
  const map = makeMap(program.size);
  const initial = new Set(map.keys());
  const events: (readonly [string, number])[] = [];
  const walk = (body: (key: number) => void): void => {
    if (program.how === "forEach") map.forEach((_, key) => body(key));
    else for (const [key] of map) body(key);
  };
  const end = runKeyed(program, map, walk, (...event) => events.push(event));
  let [reinsert, insert] = [false, false];
  const visited = new Set<number>();
  const insertedSince = new Set<number>();
  for (const [operation, key] of events) {
    if (operation === "insert") insertedSince.add(key);
    if (operation === "delete") insertedSince.delete(key);
    if (operation !== "visit") continue;
    if (visited.has(key)) reinsert = true;
    else if (insertedSince.has(key)) insert = true;
    visited.add(key);
  }
  const isLost = ([operation, key]: readonly [string, number], at: number): boolean =>
    operation === "delete" && initial.has(key) && !events.slice(0, at).some((event) => event[0] === "visit" && event[1] === key)
    && !events.slice(0, at).some((event) => event[0] === "delete" && event[1] === key) && !events.slice(at).some((event) => event[0] === "insert" && event[1] === key);
  return { reinsert, insert, removeAhead: end === "end" && events.some(isLost) };
}

test("loops over Maps are judged as brute force judges them", () => {
  fc.assert(
    fc.property(programs(keyedChange, "of", "forEach", "entries"), (program) => {
      const log = traceSync((h) => {
        const map = makeMap(program.size);
        const walk = (body: (key: number) => void): void => {
          if (program.how === "forEach") (h.method(1, map, "forEach", 0) as typeof map.forEach)((_, key) => body(key));
          else if (program.how === "entries") for (const [key] of h.loop(1, map.entries(), map) as typeof map) body(key);
          else for (const [key] of h.loop(1, map) as typeof map) body(key);
        };
        runKeyed(program, map, walk, () => {});
      }, { 1: "iterate" });
      // The has() tests of the program itself make each insertion one under a test: they are left out here.
      const untested = { ...log, entries: log.entries.map((entry) => (entry.kind === "has" ? { ...entry, kind: "size" as const } : entry)) };
      expect({
        reinsert: oracles["reinsert-during-iteration"]({ log: untested }) !== null,
        insert: oracles["insert-during-iteration"]({ log: untested }) !== null,
        removeAhead: oracles["remove-ahead-during-iteration"]({ log: untested }) !== null,
      }).toEqual(bruteForceKeyed(program));
    }),
    { seed: 2, numRuns: tries(4000, 1000) },
  );
});
