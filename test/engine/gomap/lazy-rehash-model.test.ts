import fc from "fast-check";
import { expect, test } from "vitest";
import { FastRand } from "../../../src/engine/gomap/fastrand.ts";
import { type BaseMap, GoMap, type MapOptions, rehashState } from "../../../src/engine/index.ts";

const seed = 1907;
const runs = 250;

/** `a` chooses the key, or among the open iterators; `times` is how often. */
interface Operation {
  readonly kind: "get" | "set" | "delete" | "open" | "step" | "leave" | "abandon" | "clear";
  readonly a: number;
  readonly times: number;
}

/** Keys are numbers here: what they are made from. */
const kinds = {
  uint32: (key: number): unknown => key,
  string: (key: number): unknown => `key ${key}`,
  float64: (key: number): unknown => key / 2,
  struct: (key: number): unknown => [key % 3, `${key}`],
} as const;

type Kind = keyof typeof kinds;

const operations = fc.array(
  fc.record<Operation>({
    kind: fc.constantFrom("get", "get", "set", "set", "set", "delete", "delete", "delete", "open", "step", "step", "leave", "abandon", "clear"),
    a: fc.nat(79),
    times: fc.integer({ min: 1, max: 12 }),
  }),
  { maxLength: 120, size: "max" },
);

const options = fc.record({
  kind: fc.constantFrom(...(Object.keys(kinds) as Kind[])),
  hint: fc.constantFrom(0, 20, 60),
  chains: fc.constantFrom(2, 5, 1000),
  load: fc.constantFrom(0, 0.4, 0.75),
  tombstones: fc.constantFrom(0.05, 0.1, 0.3),
});

test(`maps that compact their chains do what maps do, whatever iterators are open (${runs} programs, seed ${seed})`, () => {
  const total = { moved: 0, compacted: 0, unlinked: 0 };
  const property = fc.property(operations, options, (program, { kind, hint, chains, load, tombstones }) => {
    const subject = new Subject(made(kind, hint, { seed: 1, hasher: hasher(chains), lazyRehash: { load, tombstones } }), kinds[kind]);
    for (const operation of program) operate(subject, operation);
    subject.finish();
    const { moved, compacted, unlinked } = rehashState(subject.map)!;
    total.moved += moved;
    total.compacted += compacted;
    total.unlinked += unlinked;
  });
  fc.assert(property, { seed, numRuns: runs });
  expect(Math.min(total.moved, total.compacted, total.unlinked)).toBeGreaterThan(10);
});

test(`a large map under churn with open iterators keeps its contract (seed ${seed})`, () => {
  const random = new FastRand(BigInt(seed));
  const subject = new Subject(made("uint32", 0, { seed, lazyRehash: { load: 0.5, tombstones: 0.2 } }), kinds.uint32);
  for (let round = 0; round < 30_000; round++) {
    const key = random.next() % 3000;
    const share = round % 6000 < 3000 ? 70 : 30;
    if (random.next() % 100 < share) subject.set(key);
    else subject.delete(key);
    if (round % 500 === 0) subject.open();
    for (const walk of [...subject.walks]) if (random.next() % 3 === 0) subject.step(walk);
    if (round % 250 === 0) subject.check();
  }
  const { moved, unlinked, compacted } = rehashState(subject.map)!;
  expect(Math.min(moved, unlinked, compacted)).toBeGreaterThan(10);
  subject.finish();
});

function made(kind: Kind, hint: number, options: MapOptions): BaseMap<unknown, number> {
  const keyKind = kind === "struct" ? ({ struct: ["uint32", "string"] } as const) : kind;
  return GoMap.make(keyKind, hint, options) as unknown as BaseMap<unknown, number>;
}

/** Few chains, or as many as there are keys. */
function hasher(chains: number): (key: unknown) => bigint {
  return (key) => {
    const number = Array.isArray(key) ? Number(key[1]) : typeof key === "string" ? Number(key.slice(4)) : Number(key) * 2;
    return (BigInt(number % 251) << 56n) | BigInt((number % chains) * 7);
  };
}

function operate(subject: Subject, { kind, a, times }: Operation): void {
  const { walks } = subject;
  const at = a % Math.max(1, walks.length);
  const walk = walks[at];
  for (let time = 0; time < times; time++) {
    if (kind === "get") subject.get(a + time * 3);
    else if (kind === "set") subject.set(a + time * 3);
    else if (kind === "delete") subject.delete(a + time * 3);
    else if (kind === "step" && walk !== undefined && walks.includes(walk)) subject.step(walk);
    if (kind === "set" || kind === "delete") subject.check();
  }
  if (kind === "open") subject.open();
  if (kind === "leave") walk?.entries.return!();
  if (kind === "leave" || kind === "abandon") walks.splice(at, 1);
  if (kind === "clear" && times === 1) subject.clear();
}

/** An open iteration, and what the Go specification says of it. */
interface Walk {
  readonly entries: Iterator<[unknown, number]>;
  /** Keys that have been there since it began. */
  readonly lasting: Set<number>;
  /** Keys that came, and have not been deleted since. */
  readonly seen: Set<number>;
}

/** A map, what should be in it, and what iterates it. */
class Subject {
  readonly map: BaseMap<unknown, number>;
  readonly walks: Walk[] = [];
  readonly #keyOf: (key: number) => unknown;
  readonly #model = new Map<number, number>();
  /** The key that each value was stored under: no two have the same. */
  readonly #owners: number[] = [];

  constructor(map: BaseMap<unknown, number>, keyOf: (key: number) => unknown) {
    this.map = map;
    this.#keyOf = keyOf;
  }

  get(key: number): void {
    expect(this.map.get(this.#keyOf(key))).toBe(this.#model.get(key));
  }

  set(key: number): void {
    const value = this.#owners.push(key) - 1;
    this.#model.set(key, value);
    this.map.set(this.#keyOf(key), value);
  }

  delete(key: number): void {
    expect(this.map.delete(this.#keyOf(key))).toBe(this.#model.delete(key));
    for (const { lasting, seen } of this.walks) for (const keys of [lasting, seen]) keys.delete(key);
  }

  clear(): void {
    // In Go 1.19, what iterates a map that is cleared may still see entries of before.
    for (const { entries } of this.walks.splice(0)) entries.return!();
    this.map.clear();
    this.#model.clear();
    this.check();
  }

  /** The first entry comes at once: the iterator has chosen it. */
  open(): void {
    const walk = { entries: this.map.range(), lasting: new Set(this.#model.keys()), seen: new Set<number>() };
    this.walks.push(walk);
    this.step(walk);
  }

  step(walk: Walk): void {
    const next = walk.entries.next();
    if (next.done) {
      expect([...walk.lasting].filter((key) => !walk.seen.has(key)), "entries that did not come").toEqual([]);
      this.walks.splice(this.walks.indexOf(walk), 1);
      return;
    }
    const [key, value] = next.value;
    const owner = this.#owners[value]!;
    expect(key).toEqual(this.#keyOf(owner));
    expect(this.#model.get(owner), "the value of an entry that came").toBe(value);
    if (walk.seen.has(owner)) expect.fail(`the entry of ${owner} came a second time`);
    walk.seen.add(owner);
  }

  check(): void {
    const problems = this.map.checkInvariants();
    if (problems.length > 0 || this.map.size !== this.#model.size) expect([problems, this.map.size]).toEqual([[], this.#model.size]);
  }

  /** Lets all iterations come to their end and looks everything up. */
  finish(): void {
    while (this.walks.length > 0) this.step(this.walks[0]!);
    for (const key of this.#model.keys()) this.get(key);
    this.check();
  }
}
