import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RaceDetector } from "../../../src/engine/race/race-detector.ts";
import type { SyncPoint } from "../../../src/engine/step/monitor.ts";
import { atomic, read, type Shared, write } from "../../../src/engine/step/step.ts";
import { memory, ReferenceDetector, Teller } from "./reference.ts";

const seed = 2009;

/** More than clocks have room for at first. */
const mostTasks = 11;
const taskNumber = fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(mostTasks - 1) });
const step = { read, write, atomic };

const access = (kinds: readonly (keyof typeof step)[]) =>
  fc.record({
    do: fc.constant("access" as const),
    task: taskNumber,
    kind: fc.constantFrom(...kinds),
    object: fc.nat(1),
    field: fc.constantFrom(0, 15),
    index: fc.constantFrom(0, 1, 9),
  });
const spawn = fc.record({ do: fc.constant("spawn" as const), task: taskNumber });
const sync = fc.record({
  do: fc.constant("sync" as const),
  task: taskNumber,
  what: fc.constantFrom("acquire" as const, "release" as const, "releaseMerge" as const),
  point: fc.nat(2),
});
/** Accesses with a lock held, for traces in which nearly everything is ordered. */
const locked = (kinds: readonly (keyof typeof step)[]) =>
  fc.record({ do: fc.constant("locked" as const), task: taskNumber, point: fc.nat(1), accesses: fc.array(access(kinds), { maxLength: 3 }) });

type Event =
  | { readonly do: "access"; readonly task: number; readonly kind: keyof typeof step; readonly object: number; readonly field: number; readonly index: number }
  | { readonly do: "spawn"; readonly task: number }
  | { readonly do: "sync"; readonly task: number; readonly what: "acquire" | "release" | "releaseMerge"; readonly point: number }
  | { readonly do: "locked"; readonly task: number; readonly point: number; readonly accesses: readonly Event[] };

const tasks = fc.constantFrom(3, mostTasks - 1);

interface Outcome {
  readonly detector: RaceDetector;
  readonly reference: ReferenceDetector;
  readonly objects: readonly Shared[];
  readonly points: readonly SyncPoint[];
}

/** Every access is in an operation of its own name, so that no race counts as a repetition of another one. */
function tell(events: readonly Event[], many: number): Outcome {
  const detector = new RaceDetector({ limit: 1e6 });
  const reference = new ReferenceDetector();
  const teller = new Teller(detector, reference);
  const objects = [memory("a"), memory("b")];
  const points = [{ shadow: null }, { shadow: null }, { shadow: null }];
  const happen = (event: Event, who = event.task): void => {
    const task = teller.tasks[who % teller.tasks.length]!;
    if (event.do === "spawn") {
      if (teller.tasks.length < mostTasks) teller.spawn(task);
    } else if (event.do === "sync") teller.sync(event.what, task, points[event.point]!);
    else if (event.do === "locked") {
      teller.sync("acquire", task, points[event.point]!);
      for (const each of event.accesses) happen(each, who);
      teller.sync("release", task, points[event.point]!);
    } else {
      const object = objects[event.object]!;
      teller.access(task, step[event.kind](object, event.field, event.index), object, `operation ${teller.time}`);
    }
  };
  for (let i = 0; i < many; i++) teller.spawn(teller.tasks[0]!);
  for (const event of events) happen(event);
  return { detector, reference, objects, points };
}

function found({ detector, objects }: Outcome, object: number): Map<string, string[]> {
  const cells = new Map<string, string[]>();
  for (const { location, current, previous } of detector.races) {
    if (location.object !== objects[object]) continue;
    const cell = `${location.field} ${location.index}`;
    cells.set(cell, [...(cells.get(cell) ?? []), `${previous.time} ${current.time}`]);
  }
  return cells;
}

function agree(outcome: Outcome): number {
  let racing = 0;
  for (const object of [0, 1]) {
    const wanted = outcome.reference.racesOf(outcome.objects[object]!);
    const races = found(outcome, object);
    expect([...races.keys()].sort(), "the cells that race").toEqual([...wanted.keys()].sort());
    for (const [cell, pairs] of races) for (const pair of pairs) expect(wanted.get(cell), `a race of ${cell}`).toContain(pair);
    racing += wanted.size;
  }
  return racing;
}

describe(`the detector finds a race on a cell just where comparing all pairs of accesses finds one (seed ${seed})`, () => {
  const kindsOf = { "reads and writes": ["read", "write"], "atomic accesses too": ["read", "write", "atomic"], "mostly atomic": ["atomic", "atomic", "read", "atomic", "write"] } as const;

  test.each(Object.entries(kindsOf))("%s, ordered at random", (_, kinds) => {
    let [racing, quiet] = [0, 0];
    const events = fc.array(fc.oneof({ weight: 4, arbitrary: access(kinds) }, { weight: 4, arbitrary: sync }, { weight: 1, arbitrary: spawn }), { maxLength: 60, size: "max" });
    const property = fc.property(events, tasks, (trace, many) => {
      if (agree(tell(trace, many)) > 0) racing++;
      else quiet++;
    });
    fc.assert(property, { seed, numRuns: 3000 });
    expect(Math.min(racing, quiet), "programs of both sorts").toBeGreaterThan(100);
  });

  test.each(Object.entries(kindsOf))("%s, mostly with a lock held", (_, kinds) => {
    let [racing, quiet] = [0, 0];
    const events = fc.array(
      fc.oneof({ weight: 30, arbitrary: locked(kinds) }, { weight: 2, arbitrary: access(["read"]) }, { weight: 1, arbitrary: spawn }, { weight: 1, arbitrary: sync }),
      { maxLength: 50, size: "max" },
    );
    const property = fc.property(events, tasks, (trace, many) => {
      if (agree(tell(trace, many)) > 0) racing++;
      else quiet++;
    });
    fc.assert(property, { seed, numRuns: 3000 });
    expect(Math.min(racing, quiet), "programs of both sorts").toBeGreaterThan(100);
  });
});

test("the reference itself tells ordered accesses from others", () => {
  const reference = new ReferenceDetector();
  const teller = new Teller(reference);
  const [main] = teller.tasks as [(typeof teller.tasks)[0]];
  const x = memory("x");
  const point = { shadow: null };
  const other = teller.spawn(main);
  teller.step(main, write(x, 0), x);
  teller.sync("release", main, point);
  teller.sync("acquire", other, point);
  teller.step(other, read(x, 0), x);
  expect(reference.racesOf(x).size).toBe(0);
  teller.step(main, write(x, 0), x);
  expect([...reference.racesOf(x).get("0 0")!]).toEqual(["1 2"]);
});
