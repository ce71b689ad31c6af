import fc from "fast-check";
import { expect, test } from "vitest";
import { sizeClasses } from "../../../src/engine/memory/size-classes.ts";
import { GoSlice, type ZeroedSliceOptions } from "../../../src/engine/slice/go-slice.ts";

const seed = 1009;
const runs = 200;

/** A slice as the Go specification describes it: all slots of an array that is really there, and which of them. */
interface Model {
  readonly slots: number[];
  readonly start: number;
  readonly length: number;
  readonly capacity: number;
}

/** `a`, `b`, `c` choose among what is possible at that moment; slices are chosen from those that there are. */
interface Operation {
  readonly kind: "append" | "slice" | "full slice" | "set" | "copy" | "make" | "nil";
  readonly on: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

type Pair = readonly [real: GoSlice<number>, model: Model];
type Options = Required<ZeroedSliceOptions<number>>;

const operations = fc.array(
  fc.record<Operation>({
    kind: fc.constantFrom("append", "append", "slice", "full slice", "set", "copy", "make", "nil"),
    on: fc.nat(99),
    a: fc.oneof(fc.nat(9), fc.nat(400)),
    b: fc.nat(99),
    c: fc.nat(99),
  }),
  { maxLength: 40, size: "max" },
);
const options = fc.record<Options>({
  elemSize: fc.constantFrom(0, 1, 8, 12, 16, 24, 40, 1000),
  growth: fc.constantFrom("go1.17", "go1.18"),
  zero: fc.constantFrom(0, -1),
});

test(`slices do what arrays with all their slots do (${runs} programs, seed ${seed})`, () => {
  const property = fc.property(operations, options, (program, types) => {
    const pairs: Pair[] = [[GoSlice.nil(types), modelOf(0, 0, types)]];
    let value = 0;
    for (const operation of program) {
      pairs.push(operate(operation, pairs, types, () => ++value));
      expect(pairs.map(([real]) => everything(real))).toEqual(pairs.map(([, model]) => everythingOf(model)));
    }
    for (const [real, model] of pairs) {
      expect(pairs.map(([other]) => real.sharesMemoryWith(other))).toEqual(pairs.map(([, other]) => overlap(model, other)));
    }
  });
  fc.assert(property, { seed, numRuns: runs });
});

function operate({ kind, on, a, b, c }: Operation, pairs: readonly Pair[], types: Options, value: () => number): Pair {
  const [real, model] = pairs[on % pairs.length]!;
  const max = c % (model.capacity + 1);
  const end = kind === "full slice" ? max : model.capacity;
  const high = a % (end + 1);
  const low = b % (high + 1);
  switch (kind) {
    case "append": {
      const values = Array.from({ length: a }, value);
      return [real.append(...values), append(model, values, types)];
    }
    case "slice":
      return [real.slice(low, high), part(model, low, high, model.capacity)];
    case "full slice":
      return [real.slice(low, high, max), part(model, low, high, max)];
    case "set": {
      const next = value();
      if (model.length > 0) real.set(a % model.length, next);
      if (model.length > 0) model.slots[model.start + (a % model.length)] = next;
      return [real, model];
    }
    case "copy": {
      const [from, fromModel] = pairs[a % pairs.length]!;
      expect(real.copyFrom(from)).toBe(copy(model, fromModel));
      return [real, model];
    }
    case "make":
      return [GoSlice.make(a, a + b, types), modelOf(a, a + b, types)];
    default:
      return [GoSlice.nil(types), modelOf(0, 0, types)];
  }
}

function modelOf(length: number, capacity: number, { zero }: Options): Model {
  return { slots: Array.from({ length: capacity }, () => zero), start: 0, length, capacity };
}

function part({ slots, start }: Model, low: number, high: number, max: number): Model {
  return { slots, start: start + low, length: high - low, capacity: max - low };
}

function append(model: Model, values: readonly number[], types: Options): Model {
  const length = model.length + values.length;
  const isShared = length <= model.capacity;
  const grown = isShared ? { ...model, length } : modelOf(length, grownCapacity(model.capacity, length, types), types);
  if (!isShared) copy(grown, model);
  for (const [at, value] of values.entries()) grown.slots[grown.start + model.length + at] = value;
  return grown;
}

function copy(to: Model, from: Model): number {
  const moved = from.slots.slice(from.start, from.start + Math.min(from.length, to.length));
  to.slots.splice(to.start, moved.length, ...moved);
  return moved.length;
}

/** In the words of the release notes and of the documentation of `growslice`, without a table. */
function grownCapacity(old: number, needed: number, { elemSize, growth }: Options): number {
  if (elemSize === 0) return needed;
  let capacity = old;
  if (needed > old * 2) capacity = needed;
  else if (old < (growth === "go1.17" ? 1024 : 256)) capacity = old * 2;
  else while (capacity < needed) capacity += growth === "go1.17" ? capacity >> 2 : (capacity + 768) >> 2;
  const bytes = capacity * elemSize;
  const block = sizeClasses.find((size) => size >= bytes) ?? bytes + ((8192 - (bytes % 8192)) % 8192);
  return (block - (block % elemSize)) / elemSize;
}

function everything(real: GoSlice<number>): unknown {
  return { length: real.length, elements: real.toArray(), slots: real.slice(0, real.capacity).toArray() };
}

function everythingOf({ slots, start, length, capacity }: Model): unknown {
  return { length, elements: slots.slice(start, start + length), slots: slots.slice(start, start + capacity) };
}

function overlap(one: Model, other: Model): boolean {
  if (one.slots !== other.slots) return false;
  const slots = new Set(Array.from({ length: one.capacity }, (_, at) => one.start + at));
  return Array.from({ length: other.capacity }, (_, at) => other.start + at).some((slot) => slots.has(slot));
}
