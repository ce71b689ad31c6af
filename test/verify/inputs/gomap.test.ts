import { describe, expect, test } from "vitest";
import * as engine from "../../../src/engine/index.ts";
import { makeGoMap } from "../../../src/verify/gomap/make.ts";
import { build } from "../../../src/verify/inputs/build.ts";
import { conforms } from "../../../src/verify/inputs/conforms.ts";
import { describe as print, describeInputs } from "../../../src/verify/inputs/describe.ts";
import type { Description, GoMapDescription, SeedDescription } from "../../../src/verify/inputs/description.ts";
import { defaultInputs } from "../../../src/verify/inputs/keys.ts";
import { applySeeds } from "../../../src/verify/inputs/seed.ts";
import { loadAll, planOfAlias, runText, samplesOf, worldOf } from "./helpers.ts";

const declared = {
  "src/engine/gomap/base-map.ts": "export abstract class BaseMap<K, V> { get(key: K): V | undefined { return undefined; } }\nexport type GoMap<K, V> = BaseMap<K, V>;",
  "src/engine/gomap/stepped-map.ts": "export class SteppedMap<K, V> { *get(key: K): Generator<number, V | undefined, void> { return undefined; } }",
};

function planOf(type: string) {
  const header = 'import type { GoMap } from "./src/engine/gomap/base-map"; import type { SteppedMap } from "./src/engine/gomap/stepped-map"; class NaNBits { bits = 0n }';
  const { files, context } = loadAll({ "case.ts": `${header}\nexport type T = ${type};`, ...declared });
  return planOfAlias(files["case.ts"]!, context, "T");
}

const world = worldOf({}, { goMap: makeGoMap });

const TYPES = [
  ["GoMap<string, number>", "string"],
  ["GoMap<'a' | 'b' | 'c', string[]>", "string"],
  ["GoMap<number, boolean>", "int32"],
  ["GoMap<number | bigint, string>", "int64"],
  ["GoMap<number | NaNBits, string>", "float64"],
  ["GoMap<boolean, string>", "bool"],
  ["GoMap<string | number | null | NaNBits, string>", "interface"],
  ["GoMap<unknown, Map<string, number>>", "interface"],
  ["GoMap<readonly [string, number], string>", { struct: ["string", "int32"] }],
  ["SteppedMap<string, number>", "string"],
  ["SteppedMap<number, { id: string }>", "int32"],
] as const;

/** The keys of the text and of the map, whichever it is. */
function entriesOf(value: unknown): unknown[] {
  const plain = value instanceof engine.SteppedMap ? value.map : (value as engine.GoMap<unknown, unknown>);
  return [...plain].map((entry) => JSON.stringify(entry, (_, each: unknown) => (typeof each === "bigint" ? String(each) : each))).sort();
}

describe.each(TYPES)("%s", (type, keyKind) => {
  const plan = planOf(type);
  // Numbers of the code under test may be no integers.
  const options = { ...defaultInputs, keys: { ...defaultInputs.keys, otherNumbers: [0.5, -1.5, 1000] } };
  const samples = samplesOf(plan, 60, options);

  test("has keys of the kind that Go has for them", () => {
    expect(plan).toMatchObject({ kind: "gomap", keyKind });
  });

  test("its values are maps of the engine, full and empty ones, some with room where entries were", () => {
    const sizes = samples.map((sample) => {
      const map = build(sample, world);
      expect(conforms(map, plan)).toBe(true);
      expect(map instanceof engine.SteppedMap).toBe(type.startsWith("Stepped"));
      return entriesOf(map).length;
    });
    expect(sizes).toContain(0);
    expect(Math.max(...sizes)).toBeGreaterThan(keyKind === "bool" ? 0 : 2);
    if (keyKind !== "bool") expect(samples.some((sample) => ((sample as GoMapDescription).deleted ?? []).length > 0)).toBe(true);
  });

  test("is printed as code that makes the same", () => {
    for (const sample of samples) {
      const { made } = runText(`const { GoMap, SteppedMap } = globalThis.goMapsOfTest; const made = ${print(sample)};`, ["made"]);
      expect(entriesOf(made)).toEqual(entriesOf(build(sample, world)));
    }
    const names = new Set(describeInputs([samples[0]!]).imports.map(({ module, name }) => `${name} of ${module}`));
    expect(names).toContain(`${type.startsWith("Stepped") ? "SteppedMap" : "GoMap"} of rangeguard/engine`);
  });
});

(globalThis as { goMapsOfTest?: unknown }).goMapsOfTest = engine;

describe("a map that is there already", () => {
  const value: Description = { kind: "gomap", keyKind: "string", entries: [["a", 1], ["b", 2]], deleted: ["c"] };
  const seed = (path: string, isStepped: boolean): SeedDescription => {
    return { place: { in: "field", path: [path], access: "private" }, how: "entries", value: { ...value, ...(isStepped && { isStepped }) } };
  };

  test("gets the entries, and room for those that are gone", () => {
    const owner = { plain: engine.GoMap.make("string"), stepped: engine.SteppedMap.make("string"), other: new Set() };
    expect(applySeeds(owner, [seed("plain", false), seed("stepped", true), seed("other", false)], world, build)).toHaveLength(1);
    for (const map of [owner.plain, owner.stepped.map]) expect(entriesOf(map)).toEqual(['["a",1]', '["b",2]']);
  });

  test("keeps what it has under a key that was to be deleted", () => {
    const owner = { plain: engine.GoMap.make("string") };
    owner.plain.set("c", 5);
    applySeeds(owner, [seed("plain", false)], world, build);
    expect(entriesOf(owner.plain)).toContain('["c",5]');
  });

  test("is seeded in the printed code as well", () => {
    expect(describeInputs([], [], [{ name: "it", seeds: [seed("stepped", true)] }]).variables).toEqual([
      ['(it as any).stepped.map.set("c", undefined);', '(it as any).stepped.map.set("a", 1);', '(it as any).stepped.map.set("b", 2);', '(it as any).stepped.map.delete("c");'],
    ]);
  });
});
