import { describe, expect, test } from "vitest";
import type { TraceStep } from "../../../src/hazards/finding.ts";
import { planCase, type Planned } from "../../../src/verify/planner/plan-case.ts";
import { SiteTable } from "../../../src/verify/planner/site-table.ts";
import { candidateAt, caseOf, inputOf, siteTextsOf } from "./support.ts";

/** As much of the engine as the planner looks at. */
const engine = {
  "src/engine/gomap/base-map.ts": "export abstract class BaseMap<K, V> { get(key: K): V | undefined { return undefined; } set(key: K, value: V): this { return this; } range(): IterableIterator<[K, V]> { return null!; } }",
  "src/engine/gomap/stepped-map.ts": "export class SteppedMap<K, V> { *set(key: K, value: V): Generator<number, void, void> {} }",
};
const header = 'import type { BaseMap as GoMap } from "./src/engine/gomap/base-map"; import type { SteppedMap } from "./src/engine/gomap/stepped-map"; declare function go(body: () => unknown): void;';

const textsOf = (source: string) => ({ "case.ts": `${header}\n${source}`, ...engine });

/** @param roles of the steps at the marks 1, 2, ... */
function planOf(source: string, ...roles: readonly TraceStep["role"][]): Planned {
  const input = inputOf(textsOf(source));
  const candidate = candidateAt(input, "gomap-unsynchronized", roles);
  return planCase({ ...candidate, finding: { ...candidate.finding, collection: { name: "map", kind: "GoMap" } } }, input, new SiteTable());
}

describe("a finding of a Go map", () => {
  test("a range is watched at the map that it goes over", () => {
    const source = "export async function f(map: GoMap<string, number>, send: (key: string) => Promise<void>) { for (const [key] of /*1*/map/*1*/.range()) await send(key); }";
    const planned = planOf(source, "iterate");
    expect(siteTextsOf(planned, textsOf(source))).toEqual(["range map", "suspend await send(key)"]);
    expect(caseOf(planned).entries.map(({ label, isProgram }) => [label, isProgram])).toEqual([["f", undefined]]);
    expect(caseOf(planned).entries[0]!.parameters[0]!.plan).toEqual({ kind: "gomap", keyKind: "string", key: { kind: "string" }, value: { kind: "number" } });
  });

  test("a use by a task is watched; who starts the task is called, and run by the engine", () => {
    const source = `export function* worker(map: SteppedMap<string, number>) { yield* /*1*/map.set("a", 1)/*1*/; }
      export function* program(map: SteppedMap<string, number>) { /*2*/go(() => worker(map))/*2*/; }`;
    const planned = planOf(source, "mutate", "call");
    expect(siteTextsOf(planned, textsOf(source))).toEqual(['use map.set("a", 1)']);
    expect(caseOf(planned).entries.map(({ label, role, isProgram }) => [label, role, isProgram])).toEqual([["program", "main", true], ["worker", "main", true]]);
    expect(caseOf(planned).entries[0]!.parameters[0]!.plan).toMatchObject({ kind: "gomap", isStepped: true });
  });

  test("the uses of plain maps by all tasks of the file are taken apart", () => {
    const source = `export function program(map: GoMap<string, number>, other: Map<string, number>) {
      go(function* () { /*1*/map.set("a", 1)/*1*/; other.set("a", 1); });
      go(function* () { for (const [key] of map.range()) yield key; });
      map.get("outside");
    }`;
    const planned = planOf(source, "mutate");
    expect(siteTextsOf(planned, textsOf(source))).toEqual(['step map.set("a", 1)', "step map.range()"]);
    expect(caseOf(planned).primary).toBe(caseOf(planned).sites[0]!.id);
  });

  test("one that cannot be taken apart is not executable", () => {
    const source = "export function add(map: GoMap<string, number>) { /*1*/map.set('a', 1)/*1*/; } export function* program(map: GoMap<string, number>) { go(() => add(map)); }";
    expect(planOf(source, "mutate")).toMatchObject({ kind: "not executable", reason: "unsupported-form", detail: expect.stringContaining("no generator") as unknown });
  });
});
