import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MapOptions } from "../../../src/engine/gomap/go-map.ts";
import type { KeyKind } from "../../../src/engine/gomap/key-types.ts";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { describeStep, sharedFields } from "../../../src/engine/gomap/steps.ts";
import { accessed, atomic, read, runSteps, type Steps, write } from "../../../src/engine/step/step.ts";
import { kinds } from "./kinds.ts";
import { type Access, Recorder } from "./recorder.ts";

const seed = 1973;
const runs = 30;

const make = SteppedMap.make.bind(SteppedMap) as unknown as (
  kind: KeyKind,
  hint: number | null,
  options: MapOptions,
) => SteppedMap<unknown, unknown>;

type Step = ReturnType<typeof describeStep> & { readonly object: object };

/** Runs to the end. Of each step: what was said, and what was done before the next. */
function record<T>(recorder: Recorder, steps: Steps<T>): { said: Step | undefined; done: Access[] }[] {
  recorder.take();
  const record: { said: Step | undefined; done: Access[] }[] = [];
  let said: Step | undefined;
  for (let step = steps.next(); ; step = steps.next()) {
    record.push({ said, done: recorder.take() });
    if (step.done === true) return record;
    said = { ...describeStep(step.value), object: accessed()! };
  }
}

function mustBeAsSaid({ said, done }: { said: Step | undefined; done: Access[] }): void {
  const isSaid = (access: Access): boolean => access.object === said?.object && access.field === said.field && access.index === said.index;
  const kinds = done.map(({ kind }) => kind).join();
  const wanted = { read: "read", write: "write", atomic: kinds === "write" ? "write" : "read,write", sync: "", nothing: "" }[said?.kind ?? "nothing"];
  if (kinds === wanted && done.every(isSaid)) return;
  const show = ({ kind, field, index }: Pick<Access, "field" | "index"> & { readonly kind: string }): string =>
    `${kind} ${field}[${index}]`;
  expect(done.map(show), `said: ${said === undefined ? "nothing" : show(said)}`).toEqual(said === undefined ? [] : [show(said)]);
  expect(done.every(isSaid), "of the object that was said").toBe(true);
}

const names = ["set", "fill", "drop", "get", "has", "delete", "clear", "range"] as const;

const programs = fc.record({
  hint: fc.constantFrom(null, 20, 60, 120),
  seed: fc.nat(),
  isWeak: fc.boolean(),
  operations: fc.array(fc.tuple(fc.constantFrom(...names), fc.nat(99), fc.nat(40)), { minLength: 5, maxLength: 12, size: "max" }),
});

function operationsOf(
  map: SteppedMap<unknown, unknown>,
  pool: readonly unknown[],
  [name, a, b]: [(typeof names)[number], number, number],
): (() => Steps<unknown>)[] {
  const keys = (count: number): unknown[] => Array.from({ length: count }, (_, i) => pool[(a + i) % pool.length]);
  if (name === "fill") return keys(b).map((key) => () => map.set(key, a));
  if (name === "drop") return keys(b).map((key) => () => map.delete(key));
  if (name === "clear") return [() => map.clear()];
  if (name === "set") return keys(1).map((key) => () => map.set(key, b));
  if (name !== "range") return keys(1).map((key) => () => map[name](key));
  let visited = 0;
  const body = function* (): Steps<boolean> {
    if (visited++ % 4 === 0) yield* map.set(pool[(b + visited) % pool.length], a);
    return visited < 2 * b;
  };
  return [() => map.range(body)];
}

describe(`every access to shared memory is announced by a step of its own (${runs} programs for each kind, seed ${seed})`, () => {
  const seen = new Set<string>();

  test.each(kinds)("$name", ({ kind, pool, textOf }) => {
    const property = fc.property(programs, ({ hint, seed, isWeak, operations }) => {
      const hasher = isWeak ? (key: never) => BigInt(textOf(key)?.length ?? 0) : undefined;
      const map = make(kind, hint, { seed, hasher });
      const recorder = new Recorder(map.map.h);
      for (const operation of operations) {
        for (const start of operationsOf(map, pool, operation)) {
          for (const step of record(recorder, start())) {
            mustBeAsSaid(step);
            if (step.said !== undefined) seen.add(`${step.said.kind} ${step.said.field}`);
          }
        }
      }
    });
    fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
  });

  test("nearly all that can be accessed was, in each way", () => {
    for (const field of sharedFields) {
      if (field !== "oldoverflow") expect(seen).toContain(`read ${field}`);
      expect(seen).toContain(`write ${field}`);
    }
    expect(seen).toContain("atomic flags");
    expect(seen).toContain("atomic tophash");
  });
});

test("the recorder itself sees what is not announced", () => {
  const map = make("float64", null, { seed: 1 });
  const recorder = new Recorder(map.map.h);
  map.map.set(1, "one");
  const kinds = new Set(recorder.take().map(({ kind, field }) => `${kind} ${field}`));
  for (const access of [
    "read flags",
    "write flags",
    "read hash0",
    "write buckets",
    "read tophash",
    "write tophash",
    "write keys",
    "write elems",
    "write count",
  ]) {
    expect(kinds).toContain(access);
  }
});

describe("a step as a number", () => {
  const kinds = { read, write, atomic };

  test("says what it was made of", () => {
    const steps = fc.record({
      kind: fc.constantFrom("read", "write", "atomic"),
      field: fc.nat(sharedFields.length - 1),
      index: fc.oneof(fc.nat(100), fc.nat(2 ** 25 - 1)),
    });
    const property = fc.property(steps, ({ kind, field, index }) => {
      const object = {};
      const step = kinds[kind](object, field, index);
      expect(describeStep(step)).toEqual({ kind, field: sharedFields[field], index });
      expect(accessed()).toBe(object);
      expect(step).toBe(step | 0);
    });
    fc.assert(property, { seed, numRuns: 500 });
  });

  test("is another one for whatever else is meant", () => {
    const all = sharedFields.flatMap((_, field) =>
      [0, 1, 9].flatMap((index) => Object.values(kinds).map((kind) => kind({}, field, index))),
    );
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("an operation is nothing before its first step", () => {
  test("a call alone does nothing", () => {
    const map = make("string", null, { seed: 1 });
    const before = map.map.inspect();
    const state = map.map.h.random.state;
    map.set("a", 1);
    map.clear();
    map.range(function* () {});
    expect(map.map.inspect()).toEqual(before);
    expect(map.map.h.random.state).toBe(state);
  });

  test("and can be left in the middle", () => {
    const map = make("string", null, { seed: 1 });
    const steps = map.set("a", 1);
    for (let i = 0; i < 5; i++) expect(steps.next().done).toBe(false);
    steps.return();
    expect(map.map.checkInvariants()).toContain("the hashWriting flag is set, but nobody writes");
    expect(() => runSteps(map.set("b", 2))).toThrow("fatal error: concurrent map writes");
  });

  test("the number of steps is the same for the same seed", () => {
    const [one, same] = [1, 1].map((seed) => {
      const map = make("int64", null, { seed });
      return Array.from({ length: 40 }, (_, i) => runSteps(map.set(i, i)).steps);
    });
    expect(same).toEqual(one);
    expect(Math.min(...one!)).toBeGreaterThan(5);
  });
});
