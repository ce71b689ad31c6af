import { expect, test } from "vitest";
import type { RunInput } from "../../src/verify/case.ts";
import { innerState, ownInnerSeeds, privateState, withoutInnerState } from "../../src/verify/inner-state.ts";
import type { Description, SeedDescription } from "../../src/verify/inputs/description.ts";
import type { ModuleMember, SeedPlace } from "../../src/verify/inputs/plan.ts";

const pool: ModuleMember = { module: "/project/pool.ts", name: "Pool", isExported: true, localName: "Pool" };
const table: ModuleMember = { ...pool, name: "table", localName: "table" };
const hidden: ModuleMember = { ...table, isExported: false };

const list: SeedPlace = { in: "field", path: ["list"], access: "private" };
const open: SeedPlace = { in: "field", path: ["open"], access: "public" };
const size: SeedPlace = { in: "hash-private", className: "Pool", path: ["#size"] };
const variable = (declared: ModuleMember): SeedPlace => ({ in: "module", declared, path: [], isConst: false });

function seed(place: SeedPlace, how: SeedDescription["how"] = "entries"): SeedDescription {
  return { place, how, value: ["a"] };
}

function instance(...seeds: readonly SeedDescription[]): Description {
  return { kind: "instance", class: pool, args: [], seeds };
}

function input(parts: Partial<RunInput>): RunInput {
  return { receivers: [], seeds: [], setup: [], calls: [], reentry: [], ...parts };
}

test("private are what only the code around can fill, wherever it is in the input", () => {
  const nested = instance(seed(size));
  const run = input({ receivers: [instance(seed(list), seed(open))], seeds: [seed(variable(table)), seed(variable(hidden))], calls: [{ entry: 0, args: [[nested]] }] });
  expect(privateState(run)).toEqual(["Pool.list", "table", "Pool.#size"]);
});

test("a variable that is exported may be filled by others, but not assigned", () => {
  expect(privateState(input({ seeds: [seed(variable(table), "entries")] }))).toEqual([]);
  expect(privateState(input({ seeds: [seed(variable(table), "resource")] }))).toEqual(["table"]);
});

test("a static field is private by its class or by its own modifier", () => {
  const place = { in: "static", class: pool, path: ["all"] } as const;
  const names = [place, { ...place, access: "private" } as const, { ...place, class: { ...pool, isExported: false } }].map((each) => privateState(input({ seeds: [seed(each)] })));
  expect(names).toEqual([[], ["Pool.all"], ["Pool.all"]]);
});

test("inner state is that of public fields, too, but not the entries of the object itself, nor an object that others put there", () => {
  const run = input({ receivers: [instance(seed({ in: "self" }), seed(list), seed(open), seed({ ...open, path: ["service"] }, "object"))] });
  expect(innerState(run)).toEqual(["Pool.list", "Pool.open"]);
  expect(withoutInnerState(run).receivers).toEqual([instance(seed({ in: "self" }), seed({ ...open, path: ["service"] }, "object"))]);
});

test("the seeds of one place alone are taken out of all objects", () => {
  const run = input({ receivers: [instance(seed(list), seed(open))], calls: [{ entry: 0, args: [instance(seed(list))] }] });
  expect(withoutInnerState(run, "Pool.list")).toEqual(input({ receivers: [instance(seed(open))], calls: [{ entry: 0, args: [instance()] }] }));
});

test("own seeds are told with their receivers, unless objects among the values have seeds of their own", () => {
  const receivers = [instance(), { kind: "cast", value: instance(seed(list)) } as const];
  expect(ownInnerSeeds(input({ receivers, seeds: [seed(variable(hidden))] }))).toEqual([
    { receiver: 1, seed: seed(list) },
    { receiver: undefined, seed: seed(variable(hidden)) },
  ]);
  expect(ownInnerSeeds(input({ receivers, calls: [{ entry: 0, args: [instance(seed(list))] }] }))).toBeUndefined();
});
