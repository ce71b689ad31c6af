import { afterEach, expect, test } from "vitest";
import { changesCalls } from "../../../src/hazards/lock-names.ts";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { installStubs, namesImported, type StubOptions, StubRegistry } from "../../../src/verify/instrument/stubs.ts";
import { installHooks } from "./support.ts";

afterEach(() => installStubs(undefined as never));

/** What a CommonJS module exports whose text this is, with one stub for all that is missing. */
function load(text: string, options: StubOptions = {}, experimentalDecorators = true): Record<string, any> {
  const registry = new StubRegistry(options);
  installStubs(registry);
  installHooks();
  const { code } = instrument(text, "case.ts", [], { format: "commonjs", compilerOptions: { experimentalDecorators } });
  const exports = {};
  // The text is the test's own.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function("exports", "require", code)(exports, (name: string) => registry.module(name));
  return exports;
}

const DECORATED = `import { injectable, inject, postConstruct } from "missing";
function twice(_target: unknown, _key: string, found: PropertyDescriptor) { return { ...found, value: () => 2 }; }
@injectable() export class Service {
  @inject("log") protected readonly log: unknown;
  items = [1];
  @postConstruct() load() { this.items.push(2); return this.items; }
  @twice count() { return 1; }
}`;

test("a decorator of a missing module leaves what it decorates as it is; others do what they do", () => {
  const { Service } = load(DECORATED);
  const service = new Service();
  expect(service.load()).toEqual([1, 2]);
  expect(service.count()).toBe(2);
  service.log = 1;
  expect(service.log).toBe(1);
});

/** Names that calls of a class's members have told, by what decorates them. */
async function guardedCalls(text: string, experimentalDecorators: boolean): Promise<string[]> {
  const told: string[] = [];
  const { Pool } = load(text, { onDecorator: (names) => (changesCalls(names) ? () => void told.push(names) : undefined) }, experimentalDecorators);
  const pool = new Pool();
  expect(told).toEqual([]);
  expect(await pool.get(1)).toBe(11);
  expect(pool.size).toBe(10);
  pool.plain();
  expect(pool.get.length).toBe(1);
  return told;
}

test.each([true, false])("each call of a method or an accessor that a missing module's lock or cache decorates is told (experimental: %s)", async (isExperimental) => {
  const text = `import { Mutex as M, Memo, Get, postConstruct, Injectable } from "missing";
    @Injectable() export class Pool {
      #base = 10;
      @M({ for: "all" }) async get(key) { return this.#base + key; }
      @Memo get size() { return this.#base; }
      @Get("lock") @postConstruct() plain() { return this.#base; }
    }`;
  expect(await guardedCalls(text, isExperimental)).toEqual(["missing.Mutex() M for", "missing.Memo Memo"]);
});

test("the names that a text may import from a module: rather too many than too few", () => {
  const text = `import a, { b as c, type D } from "x"; export { e as f } from 'x'; import g from "y";\nimport {\n  h,\n} from "x"`;
  const found = namesImported(text, "x");
  expect(["b", "e", "h"].filter((name) => !found.includes(name))).toEqual([]);
  expect(found).not.toContain("g");
});
