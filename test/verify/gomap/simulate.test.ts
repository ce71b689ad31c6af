import { beforeAll, describe, expect, test } from "vitest";
import { go, GoMap, Mutex, pause, SteppedMap, type Steps, Variable } from "../../../src/engine/index.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import type { Strategy } from "../../../src/engine/schedule/strategy.ts";
import { GoMapLog } from "../../../src/verify/gomap/log.ts";
import { installGoMaps } from "../../../src/verify/gomap/maps.ts";
import { scheduledRun, simulate, withoutSwitches } from "../../../src/verify/gomap/simulate.ts";
import { GoMapTracer } from "../../../src/verify/gomap/tracer.ts";
import { Uses } from "../../../src/verify/gomap/uses.ts";
import { gomapUnsynchronized, isFatal, type ScheduledRun } from "../../../src/verify/oracles/index.ts";

const log = new GoMapLog(() => null);
const uses = new Uses(log, new GoMapTracer(log));

beforeAll(installGoMaps);

/** What a use of a stepped map looks like when it is instrumented, at place `site`. */
function at<T>(site: number, map: T, name: string): T {
  uses.used(site, "use", map, name);
  return map;
}

/** What a use of a plain map looks like. */
function* step(site: number, map: unknown, name: string, ...args: unknown[]): Steps<unknown> {
  return yield* uses.stepped(site, map, name)!(...args);
}

const make = () => SteppedMap.make<"string", number>("string");

/** All runs with one switch at most. */
function runsOf(program: () => unknown): ScheduledRun[] {
  const strategy: Strategy = exhaustive({ preemptions: 1 });
  const runs: ScheduledRun[] = [];
  while (strategy.next()) runs.push(scheduledRun(simulate(program, strategy, uses)));
  return runs;
}

const shows = (runs: readonly ScheduledRun[], site: number) => runs.flatMap((run) => gomapUnsynchronized(run, site) ?? []);

describe("a call that is simulated", () => {
  test("gives what the function gives, whatever that is", () => {
    const valueOf = (call: () => unknown) => simulate(call, withoutSwitches(1), uses).result.outcome;
    const promise = Promise.resolve(1);
    expect(valueOf(() => 5)).toMatchObject({ kind: "completed", value: 5 });
    expect(valueOf(() => promise)).toMatchObject({ kind: "completed", value: promise });
    expect(valueOf(() => new Map([[1, 2]]).entries())).toMatchObject({ kind: "completed" });
    expect(valueOf(function* () { yield* make().set("a", 1); return 6; })).toMatchObject({ kind: "completed", value: 6 });
    expect(valueOf(() => { throw new Error("x"); })).toMatchObject({ kind: "panic", error: new Error("x") });
    expect(valueOf(function* () { yield "no step"; })).toMatchObject({ kind: "panic", error: { code: "bad-step" } });
  });

  test("is the same again under its schedule", () => {
    const program = function* (): Steps<string> {
      const map = make();
      for (const key of ["a", "b", "c"]) yield* map.set(key, 1);
      const keys: string[] = [];
      yield* map.range(function* (key) { keys.push(key); });
      return keys.join("");
    };
    const run = (seed: number) => simulate(program, withoutSwitches(seed), uses).result;
    const orders = Array.from({ length: 20 }, (_, seed) => run(seed).outcome);
    expect(Array.from({ length: 20 }, (_, seed) => run(seed).outcome)).toEqual(orders);
    expect(new Set(orders.map((outcome) => outcome.kind === "completed" && outcome.value)).size).toBeGreaterThan(1);
  });
});

describe("tasks that use one map", () => {
  test("two writers race, and meet in a fatal error, at the places of both", () => {
    const runs = runsOf(function* (): Steps<void> {
      const map = make();
      go(function* () { yield* at(1, map, "set").set("a", 1); });
      go(function* () { yield* at(2, map, "set").set("b", 2); });
    });
    expect(runs.every(({ races, fatal }) => races.length > 0 || fatal !== undefined)).toBe(true);
    const fatal = shows(runs, 1).find(isFatal)!;
    expect(fatal.lines.slice(-3)).toEqual(expect.arrayContaining(['task 1 is in set("a", 1)', 'task 2 is in set("b", 2)', "fatal error: concurrent map writes"]));
    expect(shows(runs, 2)).toHaveLength(shows(runs, 1).length);
    expect(shows(runs, 3)).toEqual([]);
  });

  test("a common lock keeps them apart", () => {
    const runs = runsOf(function* (): Steps<void> {
      const map = make();
      const mutex = new Mutex();
      go(() => mutex.with(() => at(1, map, "set").set("a", 1)));
      go(() => mutex.with(() => at(2, map, "get").get("a")));
    });
    expect(runs.length).toBeGreaterThan(3);
    expect(runs.filter(({ races, fatal }) => races.length > 0 || fatal !== undefined)).toEqual([]);
  });

  test("a race of another map, or of what is no map, is not theirs", () => {
    const runs = runsOf(function* (): Steps<void> {
      const [map, other] = [make(), make()];
      const variable = new Variable(0);
      go(function* () {
        yield* other.set("a", 1);
        yield* variable.write(1);
      });
      go(function* () {
        yield* at(1, map, "set").set("b", 1);
        yield* other.set("b", 1);
        yield* variable.write(2);
      });
    });
    expect(runs.some(({ races }) => races.length > 0)).toBe(true);
    expect(shows(runs, 1)).toEqual([]);
  });

  test("an operation among the arguments of another one has its own place", () => {
    const runs = runsOf(function* (): Steps<void> {
      const map = make();
      const count = function* (): Steps<void> {
        yield* at(1, map, "set").set("a", ((yield* at(2, map, "get").get("a")) ?? 0) + 1);
      };
      go(count);
      go(count);
    });
    const operations = runs.flatMap(({ races }) => races.flatMap((race) => race.operations));
    expect(new Set(operations.map(({ text, site }) => `${text.slice(0, 3)} ${site}`))).toEqual(new Set(["set 1", "get 2"]));
  });

  test("a range has its place at each of its steps", () => {
    const runs = runsOf(function* (): Steps<void> {
      const map = make();
      yield* map.set("a", 1);
      yield* map.set("b", 1);
      go(function* () { yield* at(1, map, "range").range(function* () { yield* pause(); }); });
      go(function* () { yield* at(2, map, "set").set("c", 1); });
    });
    const fatal = runs.filter(({ fatal: each }) => each?.message === "fatal error: concurrent map iteration and map write");
    expect(fatal.flatMap((run) => run.fatal!.operations.map(({ text }) => text))).toContain("next()");
    expect(fatal.every((run) => gomapUnsynchronized(run, 1) !== null)).toBe(true);
  });
});

describe("tasks that use one plain map", () => {
  const plain = () => GoMap.make<"string", number>("string");

  test("meet in it, when its uses are taken apart", () => {
    const runs = runsOf(() => {
      const map = plain();
      go(function* () { yield* step(1, map, "set", "a", 1); });
      go(function* () { yield* step(2, map, "has", "a"); });
    });
    expect(shows(runs, 1).filter(isFatal)).not.toEqual([]);
    expect(shows(runs, 2).filter(isFatal)).not.toEqual([]);
  });

  test("get from it what they would get otherwise", () => {
    const seen: unknown[] = [];
    const map = plain();
    const { outcome } = simulate(function* (): Steps<void> {
      seen.push((yield* step(1, map, "set", "a", 1)) === map, yield* step(1, map, "get", "a"), yield* step(1, map, "has", "z"));
      seen.push(yield* step(1, map, "delete", "a"), yield* step(1, map, "delete", "a"), yield* step(1, map, "get", "a"));
      for (const key of ["x", "y"]) map.set(key, 2);
      for (const name of ["keys", "values", "range", ""]) {
        const loop = uses.steppedLoop(1, map, name)!;
        while (yield* loop.next()) seen.push(loop.value);
      }
      yield* step(1, map, "clear");
    }, withoutSwitches(1), uses).result;
    expect(outcome.kind).toBe("completed");
    expect(seen.slice(0, 6)).toEqual([true, 1, false, true, false, undefined]);
    expect(seen.slice(6, 8).sort()).toEqual(["x", "y"]);
    expect(seen.slice(8, 10)).toEqual([2, 2]);
    expect(seen.slice(10)).toEqual(expect.arrayContaining([["x", 2], ["y", 2]]));
    expect(map.size).toBe(0);
  });

  test("are not taken apart outside of a simulated program", () => {
    expect(uses.stepped(1, plain(), "set")).toBeUndefined();
    expect(uses.steppedLoop(1, plain(), "keys")).toBeUndefined();
  });
});
