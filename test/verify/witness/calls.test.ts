import { expect, test } from "vitest";
import ts from "typescript";
import type { Entry, RunInput } from "../../../src/verify/case.ts";
import { describeCalls } from "../../../src/verify/witness/calls.ts";
import { cacheCase, get, input, member, openFile, run, sizeRead, sizeWritten, warm } from "./sample.ts";

const { entries, receivers } = cacheCase;
const nothing: RunInput = { receivers: receivers.map(() => absent()), seeds: [], setup: [], calls: [], reentry: [] };

test("objects, state and setup calls come first, then the calls that are open at the same time", () => {
  expect(describeCalls({ run, entries, receivers }).lines).toEqual([
    '(table as any).rows.push({ module: "/project/lib/table.ts" });',
    'const cache = new Cache(new Map([["k", 1]]));',
    'const store = await createStore(3, "a");',
    "const returned1 = await open();",
    "// During call 2 of a callback: returned1(null);",
    "await Promise.all([",
    '  cache.get("k"), // task 1',
    "  cache.size, // task 2",
    "  open(Mode.A), // task 3",
    "]);",
  ]);
});

test("names what has to be imported", () => {
  const { imports } = describeCalls({ run, entries, receivers });
  expect(imports.map(({ localName, module }) => `${localName} of ${module}`).sort()).toEqual([
    "Cache of /project/src/cache.ts",
    "Mode of node:fs",
    "createStore of /project/src/cache.ts",
    "open of /project/lib/open.ts",
    "open of /project/src/users/open.ts",
    "table of /project/lib/table.ts",
  ]);
});

test("objects that a run does not need are left out, and one call is awaited", () => {
  expect(linesOf({ calls: [{ entry: 0, args: [1] }] })).toEqual(["await warm(1);"]);
});

test("fields of an object are seeded one a line, with the objects that the calls share", () => {
  const shared = { kind: "shared", pool: "object-1", index: 0, value: { kind: "object", properties: [] } } as const;
  const seeds = [{ place: { in: "field", path: ["entries"], access: "private" }, how: "entries", value: { kind: "map", entries: [["k", shared]] } }] as const;
  const made = [{ kind: "instance", class: member("Cache"), args: [], seeds } as const, absent()];
  expect(linesOf({ receivers: made, calls: [{ entry: 1, args: [shared] }] })).toEqual([
    "const shared1: any = {};",
    "const cache = new Cache();",
    '(cache as any).entries.set("k", shared1);',
    "await cache.get(shared1);",
  ]);
});

test("accessors are read and written", () => {
  const parts = { receivers: [{ kind: "instance", class: member("Cache"), args: [] } as const, absent()] };
  const setup = [{ entry: entries.indexOf(sizeWritten), args: [3] }];
  const calls = [{ entry: entries.indexOf(sizeRead), args: [] }];
  expect(linesOf({ ...parts, setup, calls })).toEqual(["const cache = new Cache();", "cache.size = 3;", "await cache.size;"]);
});

test.each<[Partial<Entry>, string]>([
  [{ isGenerator: "sync" }, "await Array.from(warm(1));"],
  [{ isGenerator: "async" }, "await Array.fromAsync(warm(1));"],
  [{ isConstructor: true }, "await new warm(1);"],
  [{ target: { kind: "function", declared: member("api"), path: ["users", "load all", "@@iterator"] } }, 'await api.users["load all"][Symbol.iterator](1);'],
])("an entry with %j is called as %s", (parts, text) => {
  const lines = describeCalls({ run: { ...run, input: { ...nothing, calls: [{ entry: 0, args: [1] }] } }, entries: [{ ...warm, ...parts }], receivers }).lines;
  expect(lines).toEqual([text]);
});

test("what a setup call returned is given up by the method that its entry names", () => {
  const setup = [{ entry: 0, args: [1] }];
  const calls = [{ entry: { returnedBy: 0 }, args: [] }];
  const lines = describeCalls({ run: { ...run, input: { ...nothing, setup, calls } }, entries: [{ ...warm, release: "dispose" }], receivers }).lines;
  expect(lines).toEqual(["const returned1 = await warm(1);", "await returned1.dispose();"]);
});

test("state that nothing outside of its module can reach is told in a comment", () => {
  const declared = { ...member("jobs"), isExported: false };
  const seeds = [{ place: { in: "module", declared, path: [], isConst: true }, how: "entries", value: [1, 2] }] as const;
  expect(linesOf({ seeds, calls: [{ entry: 0, args: ["a"] }] })).toEqual(["// `jobs` holds [1, 2]", 'await warm("a");']);
});

test("objects of the same name are told apart, and from what is imported", () => {
  const both = [receivers[0]!, receivers[0]!];
  const made = { kind: "instance", class: member("cache"), args: [] } as const;
  const calls = [{ entry: 0, args: [] }, { entry: 1, args: [] }];
  const other: Entry = { ...get, target: { kind: "method", receiver: 1, path: ["get"] } };
  expect(describeCalls({ run: { ...run, input: { ...nothing, receivers: [made, made], calls } }, entries: [get, other], receivers: both }).lines).toEqual([
    "const cache2 = new cache();",
    "const cache3 = new cache();",
    "await Promise.all([",
    "  cache2.get(), // task 1",
    "  cache3.get(), // task 2",
    "]);",
  ]);
});

test("an object that several calls share is declared once", () => {
  const shared = { kind: "shared", pool: "object-1", index: 0, value: { kind: "object", properties: [["id", 1]] } } as const;
  const calls = [{ entry: 0, args: [shared] }, { entry: entries.indexOf(openFile), args: [[shared]] }];
  expect(linesOf({ calls })[0]).toBe("const shared1: any = { id: 1 };");
});

test("the text is TypeScript", () => {
  const { lines } = describeCalls({ run: { ...run, input }, entries, receivers });
  const { diagnostics } = ts.transpileModule(lines.join("\n"), { reportDiagnostics: true, compilerOptions: { module: ts.ModuleKind.ESNext } });
  expect(diagnostics).toEqual([]);
});

function linesOf(parts: Partial<RunInput>): readonly string[] {
  return describeCalls({ run: { ...run, input: { ...nothing, ...parts } }, entries, receivers }).lines;
}

function absent() {
  return { kind: "absent", reason: "unresolved", type: "" } as const;
}
