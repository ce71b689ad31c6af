import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Trace } from "../../../src/verify/trace/trace.ts";

const prototypes = [
  Map.prototype, Set.prototype, WeakMap.prototype, WeakSet.prototype, Array.prototype, Object.getPrototypeOf(Uint8Array.prototype) as object,
  URLSearchParams.prototype, Headers.prototype, FormData.prototype,
];

function descriptors(): PropertyDescriptor[][] {
  return prototypes.map((prototype) => Reflect.ownKeys(prototype).map((key) => Object.getOwnPropertyDescriptor(prototype, key)!));
}

/** What can be seen of a property without calling it. */
function shape({ value, get, set, ...flags }: PropertyDescriptor): unknown {
  const method = (get ?? value) as { readonly name?: unknown; readonly length?: unknown } | undefined;
  return { ...flags, kind: typeof value, hasGetter: get !== undefined, hasSetter: set !== undefined, name: method?.name, length: method?.length };
}

function whilePatched<T>(act: (trace: Trace) => T): T {
  const trace = new Trace();
  trace.install();
  trace.begin({ clock: { task: () => "1", turn: () => 0 }, sites: [] });
  try {
    return act(trace);
  } finally {
    trace.end();
    trace.uninstall();
  }
}

describe("the patched prototypes", () => {
  test("are restored to what they were", () => {
    const before = descriptors();
    whilePatched((trace) => trace.track(new Map()));
    expect(descriptors()).toEqual(before);
    descriptors().forEach((list, i) => list.forEach((each, j) => expect(Object.is(each.value, before[i]![j]!.value) && Object.is(each.get, before[i]![j]!.get)).toBe(true)));
  });

  test("look as they did, property by property, in the same order", () => {
    const keys = (): unknown => prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String));
    const [names, before] = [keys(), descriptors().map((list) => list.map(shape))];
    whilePatched(() => {
      expect(keys()).toEqual(names);
      expect(descriptors().map((list) => list.map(shape))).toEqual(before);
    });
  });

  test("refuse what the native ones refuse", () => {
    whilePatched(() => {
      expect(() => Map.prototype.set.call({} as never, 1, 2)).toThrow(TypeError);
      expect(() => Reflect.construct(Map.prototype.set, [])).toThrow(TypeError);
      expect(() => Set.prototype.add.call(new Map() as never, 1)).toThrow(TypeError);
      expect(() => Array.prototype.push.call(Object.freeze([1]), 2)).toThrow(TypeError);
      expect(Object.hasOwn(Map.prototype.set, "prototype")).toBe(false);
    });
  });

  test("leave identity, instanceof, subclasses and live iterators alone", () => {
    whilePatched((trace) => {
      class Sized extends Map<string, number> {
        sets = 0;
        override set(key: string, value: number): this {
          this.sets = (this.sets ?? 0) + 1;
          return super.set(key, value);
        }
      }
      const map = new Sized([["a", 1]]);
      trace.track(map);
      const it = map.keys();
      expect(map.set("b", 2)).toBe(map);
      expect([...it]).toEqual(["a", "b"]);
      expect(map.sets).toBe(1);
      expect(map).toBeInstanceOf(Sized);
    });
  });

  test("report nothing of objects that are not traced, nor between runs", () => {
    const trace = new Trace();
    trace.install();
    const [traced, other] = [new Map(), new Map()];
    trace.begin({ clock: { task: () => "1", turn: () => 0 }, sites: [] });
    trace.track(traced);
    other.set("a", 1);
    traced.set("a", 1);
    expect(trace.end().entries.map(({ kind, key }) => [kind, key])).toEqual([["insert", "a"]]);
    traced.set("b", 1);
    trace.uninstall();
    expect(trace.lastLog.entries).toHaveLength(1);
  });
});

type Step = readonly [name: string, ...args: unknown[]];

const small = fc.integer({ min: -3, max: 6 });
const listSteps = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom("push", "unshift"), small, small),
    fc.tuple(fc.constantFrom("pop", "shift", "reverse", "sort")),
    fc.tuple(fc.constant("splice"), small, fc.nat(3), small),
    fc.tuple(fc.constant("splice"), small),
    fc.tuple(fc.constant("fill"), small, small, small),
    fc.tuple(fc.constant("copyWithin"), small, small, small),
    fc.tuple(fc.constantFrom("includes", "indexOf"), small),
    fc.tuple(fc.constant("[]="), fc.nat(8), small),
    fc.tuple(fc.constantFrom("length", "delete"), fc.nat(8)),
  ),
  { maxLength: 25 },
) as fc.Arbitrary<Step[]>;

function perform(xs: any, [name, ...args]: Step): unknown {
  if (name === "[]=") return (xs[args[0] as number] = args[1]);
  if (name === "length") return (xs.length = args[0]);
  if (name === "delete") return Reflect.deleteProperty(xs as object, args[0] as number);
  return xs[name](...args);
}

test("traced arrays do as others, and the log accounts for each of their elements", () => {
  fc.assert(
    fc.property(fc.array(small, { maxLength: 6 }), listSteps, (initial, steps) => {
      const plain = initial.slice();
      const traced = initial.slice();
      const expected = steps.map((step) => perform(plain, step));
      const present = new Map<number, unknown>();
      const results = whilePatched((trace) => {
        trace.track(traced);
        const recorder = trace.hooks.recorder!;
        (recorder.collections[0]!.shadow as any).slots.forEach(({ entry, value }: any) => present.set(entry, value));
        const got = steps.map((step) => {
          const result = perform(traced, step);
          trace.turnEnded();
          return result;
        });
        for (const { kind, entry, value } of recorder.log) {
          if (kind === "insert" || kind === "overwrite") present.set(entry!, value);
          if (kind === "delete") present.delete(entry!);
        }
        const { slots } = recorder.collections[0]!.shadow as any;
        expect(slots.map(({ value }: any) => value)).toEqual(Array.from(traced));
        expect(new Set(slots.map(({ entry }: any) => entry).filter((n: number) => n > 0))).toEqual(new Set(present.keys()));
        return got;
      });
      expect(traced).toEqual(plain);
      expect(results).toEqual(expected.map((each) => (each === plain ? traced : each)));
    }),
    { seed: 6, numRuns: 1500 },
  );
});

const keyedSteps = fc.array(
  fc.oneof(fc.tuple(fc.constantFrom("set", "delete", "get", "has"), fc.constantFrom(0, -0, NaN, "a", "b", 1)), fc.tuple(fc.constant("clear"))),
  { maxLength: 25 },
) as fc.Arbitrary<Step[]>;

test("traced Maps and Sets do as others, and keep their entries in order", () => {
  fc.assert(
    fc.property(keyedSteps, fc.boolean(), (steps, isMap) => {
      const make = (): any => (isMap ? new Map([["a", 1]]) : new Set(["a"]));
      const [plain, traced] = [make(), make()];
      const act = (target: any, [name, key]: Step, i: number): unknown => {
        if (name === "clear") return target.clear();
        if (name === "set") return void (isMap ? target.set(key, i) : target.add(key));
        return name === "get" && !isMap ? undefined : target[name](key);
      };
      const expected = steps.map((step, i) => act(plain, step, i));
      whilePatched((trace) => {
        trace.track(traced);
        expect(steps.map((step, i) => act(traced, step, i))).toEqual(expected);
        const { slots } = trace.hooks.recorder!.collections[0]!.shadow as any;
        expect([...slots.keys()]).toEqual([...traced.keys()]);
      });
      expect([...traced]).toEqual([...plain]);
    }),
    { seed: 7, numRuns: 1000 },
  );
});
