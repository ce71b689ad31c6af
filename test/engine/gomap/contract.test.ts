import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MapOptions } from "../../../src/engine/gomap/go-map.ts";
import { type Kind, kinds } from "./kinds.ts";
import { Checked, emptyTally, type Tally } from "./model.ts";
import { builds, type Subject } from "./subjects.ts";

const seed = 20_619;
const runs = 50;

const names = ["set", "fill", "slide", "get", "delete", "drop", "clear", "open", "next", "finish", "abandon"] as const;

/** `a` and `b` choose among the keys of the pool, or among the iterations that are open. */
interface Operation {
  readonly name: (typeof names)[number];
  readonly a: number;
  readonly b: number;
}

/** A loop, and what is done when its entries come: one operation an entry. */
interface Loop {
  readonly name: "loop";
  readonly body: readonly Operation[];
}

interface Program {
  readonly hint: number | null;
  readonly seed: number;
  readonly hashing: keyof typeof hashings;
  readonly operations: readonly (Operation | Loop)[];
}

/**
 * Go's hash; and hashes of which the low half says little, so that all keys go into one bucket or two, or neighbours in the pool into
 * the same one: then overflow buckets are many, and the map is rehashed at its size. Tophashes are alike in most of them.
 */
const hashings = {
  go: null,
  "two buckets": (text: string) => hashText(text) & 0x0300_0000_0000_0001n,
  "one bucket": (text: string) => hashText(text) & 0xff00_0000_0000_0000n,
  neighbours: (text: string, place: number) => (hashText(text) & 0x0f00_0000_0000_0000n) | BigInt(Math.floor(place / 18)),
} satisfies Record<string, ((text: string, place: number) => bigint) | null>;

function hashText(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const character of text) hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0)!)) * 0x100000001b3n);
  return hash ^ (hash >> 31n);
}

const weights: Readonly<Record<Operation["name"], number>> = {
  set: 4,
  fill: 4,
  slide: 2,
  get: 2,
  delete: 3,
  drop: 2,
  clear: 1,
  open: 3,
  next: 6,
  finish: 1,
  abandon: 1,
};

const operation = fc.record<Operation>({
  name: fc.oneof(...names.map((name) => ({ weight: weights[name], arbitrary: fc.constant(name) }))),
  a: fc.nat(999),
  b: fc.nat(60),
});
const loop = fc.record<Loop>({ name: fc.constant("loop"), body: fc.array(operation, { maxLength: 12, size: "max" }) });

const programs = fc.record<Program>({
  hint: fc.constantFrom(null, null, 0, 9, 60, 120),
  seed: fc.nat(),
  hashing: fc.constantFrom("go", "go", "two buckets", "one bucket", "neighbours"),
  operations: fc.array(fc.oneof({ weight: 9, arbitrary: operation }, { weight: 1, arbitrary: loop }), { maxLength: 60, size: "max" }),
});

function optionsOf(kind: Kind, { seed, hashing }: Program): MapOptions {
  const hash = hashings[hashing];
  if (hash === null) return { seed };
  const places = new Map(kind.pool.map((key, place) => [kind.textOf(key), place]));
  return {
    seed,
    hasher: (key, seed) => {
      const text = kind.textOf(key);
      return hash(`${seed} ${text}`, places.get(text)!);
    },
  };
}

/** What an operation gave, and the memory after it where that is looked at. */
interface Step {
  readonly operation: Operation | Loop;
  readonly result: unknown;
  readonly memory: Buffer | undefined;
}

function run(kind: Kind, subject: Subject, program: Program, tally: Tally, looksAtMemory: boolean): Step[] {
  const map = new Checked(kind, subject, tally);
  const step = (operation: Operation): unknown => {
    const result = operate(map, kind, operation);
    map.check(looksAtMemory);
    return result;
  };
  return program.operations.map((operation) => {
    const result = operation.name === "loop" ? loopOver(map, operation, step) : step(operation);
    return { operation, result, memory: looksAtMemory ? serialize(subject.map.inspect()) : undefined };
  });
}

function operate(map: Checked, { pool }: Kind, { name, a, b }: Operation): unknown {
  const key = (index: number): unknown => pool[index % pool.length];
  const needsWalk = name === "next" || name === "finish" || name === "abandon";
  if (needsWalk && map.openWalks === 0) return undefined;
  if (name === "slide") slide(map, key, a, 2 * b);
  else if (name === "fill") for (let i = 0; i < b; i++) map.set(key(a + i));
  else if (name === "drop") return Array.from({ length: b }, (_, i) => map.delete(key(a + i)));
  else if (name === "clear") map.clear();
  else if (name === "open") map.open();
  else if (needsWalk) return map[name](a);
  else return map[name](key(a));
  return undefined;
}

/** A window of keys that moves over the pool. */
function slide(map: Checked, key: (index: number) => unknown, from: number, length: number): void {
  const width = 20;
  for (let i = 0; i < length + width; i++) {
    if (i < length) map.set(key(from + i));
    if (i >= width) map.delete(key(from + i - width));
  }
}

function loopOver(map: Checked, { body }: Loop, step: (operation: Operation) => unknown): unknown[] {
  return map.each((count) => {
    const operation = body[count - 1];
    if (operation !== undefined) step(operation);
  });
}

function sameRuns(one: readonly Step[], other: readonly Step[]): void {
  expect(one.length).toBe(other.length);
  for (const [index, { operation, result, memory }] of one.entries()) {
    const step = other[index]!;
    if (!isDeepStrictEqual(result, step.result)) expect({ operation, result }).toEqual({ operation, result: step.result });
    if (memory === undefined || step.memory === undefined || memory.equals(step.memory)) continue;
    expect({ operation, memory: deserialize(memory) }).toEqual({ operation, memory: deserialize(step.memory) });
  }
}

describe(`Go's contract of maps (${runs} programs for each kind of key, seed ${seed})`, () => {
  const tally = { ...emptyTally };

  test.each(kinds)("$name: entries, iterations and memory are right in both builds, and the same", (kind) => {
    const property = fc.property(programs, (program) => {
      const options = optionsOf(kind, program);
      const plain = run(kind, builds.plain(kind.kind, program.hint, options), program, tally, true);
      sameRuns(run(kind, builds.plain(kind.kind, program.hint, options), program, tally, false), plain);
      sameRuns(run(kind, builds.stepped(kind.kind, program.hint, options), program, tally, true), plain);
    });
    fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
  });

  test("the programs got to what is rare", () => {
    for (const [what, count] of Object.entries(tally)) expect(count, what).toBeGreaterThan(25);
  });
});
