import { expect, test } from "vitest";
import { mutatorFunctions, mutatorMethods, mutatorProperties } from "../../src/semantics/methods.ts";
import { concreteRelations } from "../../src/semantics/rows/notation.ts";
import { consequenceOf, semanticsRows } from "../../src/semantics/table.ts";
import type { CollectionKind, Effect, Operation, SemanticsRow } from "../../src/semantics/types.ts";
import { classify, effectsOf, isEndless, worstOf, type Observation } from "./observe.ts";
import { subjects } from "./subjects/all.ts";

const kinds = [...new Set(semanticsRows.map((row) => row.kind))];

const nameOf = ({ kind, form, operation, relation }: Omit<SemanticsRow, "consequence">) =>
  `${kind} ${form} ${operation} ${relation}`;

const show = ({ effect, certain }: { effect: Effect; certain: boolean }) => `${certain ? "always" : "at worst"} ${effect}`;

async function mismatchesOf(row: SemanticsRow): Promise<string[]> {
  const mismatches: string[] = [];
  for (const subject of subjects.filter(({ kind }) => kind === row.kind)) {
    const effects = await effectsOf(subject, row.form, row.operation, row.relation);
    const observed = effects.length > 0 ? show(worstOf(effects)) : "not executed";
    const said = show(row.consequence);
    if (said !== observed) mismatches.push(`${nameOf(row)}: the table says ${said}, ${subject.name} shows ${observed}`);
  }
  return mismatches;
}

test.each(kinds)("every row of %s says what the running platform does", async (kind) => {
  expect(subjects.some((subject) => subject.kind === kind)).toBe(true);
  const mismatches: string[] = [];
  for (const row of semanticsRows.filter((candidate) => candidate.kind === kind)) {
    mismatches.push(...(await mismatchesOf(row)));
  }
  expect(mismatches).toEqual([]);
});

const namesKey = (kind: CollectionKind, operation: Operation) =>
  semanticsRows.some((row) => row.kind === kind && row.operation === operation && row.relation === "unknown");

test("there is exactly one row for each form, operation and relation that can be executed", () => {
  const executable = subjects.flatMap((subject) =>
    [...subject.walks.keys()].flatMap((form) =>
      (Object.keys(subject.changes) as Operation[]).flatMap((operation) => {
        const keyed = namesKey(subject.kind, operation);
        const inserts = keyed && subject.remove ? (["current-deleted"] as const) : [];
        const relations = keyed ? [...concreteRelations, ...inserts, "unknown" as const] : ["none" as const];
        return relations.map((relation) => nameOf({ kind: subject.kind, form, operation, relation }));
      }),
    ),
  );
  expect(semanticsRows.map(nameOf).sort()).toEqual([...new Set(executable)].sort());
});

test("every operation of a mutator by name has rows", () => {
  const named = [...mutatorMethods.values(), ...mutatorProperties.values()].flat();
  const written = [...mutatorFunctions.values()].map(({ operation }) => ({ kind: "Object", operation }));
  const missing = [...named, ...written].filter(
    ({ kind, operation }) => !semanticsRows.some((row) => row.kind === kind && row.operation === operation),
  );
  expect(missing).toEqual([]);
});

test("a certain insertion, made in each step, keeps the walk going for ever", async () => {
  const growing = semanticsRows.filter(
    ({ relation, consequence }) =>
      (relation === "absent" || relation === "none") && consequence.effect === "visits-inserted" && consequence.certain,
  );
  expect(growing.length).toBeGreaterThan(20);
  const ended: string[] = [];
  for (const row of growing) {
    for (const subject of subjects.filter(({ kind }) => kind === row.kind)) {
      for (const [name, walk] of subject.walks.get(row.form) ?? []) {
        for (const change of subject.changes[row.operation] ?? []) {
          if (!(await isEndless(subject, walk, change))) ended.push(`${subject.name} ${name} ${nameOf(row)}`);
        }
      }
    }
  }
  expect(ended).toEqual([]);
});

test("a hazard comes with its level, no effect with none", () => {
  for (const { consequence } of semanticsRows) {
    const { effect, hazard, level, certain } = consequence;
    if (effect === "none") expect({ hazard, level, certain }).toEqual({ hazard: undefined, level: undefined, certain: true });
    else if (effect === "misses-removed") expect([hazard, level]).toEqual(["remove-ahead-during-iteration", "strict"]);
    else expect(hazard).toBeDefined();
  }
  expect(consequenceOf("Map", "iterator", "set", "absent").level).toBe("recommended");
  expect(consequenceOf("Map", "iterator", "set", "unknown")).toMatchObject({ level: "recommended", certain: false });
  expect(consequenceOf("FormData", "iterator", "set", "current")).toMatchObject({ level: "strict", certain: false });
});

test("a relation without a row falls back to that of the operation, or to an unknown key", () => {
  const push = consequenceOf("Array", "iterator", "push", "none");
  expect(push.effect).toBe("visits-inserted");
  expect(consequenceOf("Array", "iterator", "push", "absent")).toBe(push);
  const removal = consequenceOf("Array", "callback", "splice-remove", "unknown");
  expect(removal).toMatchObject({ effect: "skips-or-repeats", certain: false });
  expect(consequenceOf("Array", "callback", "splice-remove", "none")).toBe(removal);
});

test("what a kind has no form or operation for has no effect, without certainty", () => {
  expect(consequenceOf("Map", "index-forward", "set", "absent")).toEqual({ effect: "none", certain: false });
  expect(consequenceOf("TypedArray", "iterator", "push", "none")).toEqual({ effect: "none", certain: false });
});

const plain: Observation = {
  usual: ["a", "b", "c"],
  visited: ["a", "b", "c"],
  initial: ["a", "b", "c"],
  before: ["a", "b", "c"],
  after: ["a", "b", "c"],
};

test.each<[Effect, Partial<Observation>]>([
  ["none", {}],
  ["none", { after: ["b", "c"] }],
  ["visits-inserted", { visited: ["a", "b", "c", "d"], after: ["a", "b", "c", "d"] }],
  ["revisits", { visited: ["a", "b", "c", "a"], before: ["b", "c"], after: ["b", "c", "a"] }],
  ["skips-or-repeats", { visited: ["a", "c"], after: ["b", "c"] }],
  ["skips-or-repeats", { visited: ["a", "a", "b", "c"], after: ["d", "a", "b", "c"] }],
  ["skips-or-repeats", { visited: ["a", "d", "b"], after: ["a", "d", "b", "c"] }],
  ["misses-removed", { visited: ["a", "b"], after: ["a", "b"] }],
  ["misses-removed", { visited: ["a", "b", "d"], after: ["a", "b", "d"] }],
])("the observer calls it %s", (effect, seen) => {
  expect(classify({ ...plain, ...seen })).toBe(effect);
});
