import { afterEach, expect, test } from "vitest";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { installStubs, namesImported, StubRegistry } from "../../../src/verify/instrument/stubs.ts";
import { installHooks } from "./support.ts";

afterEach(() => installStubs(undefined as never));

/** What a CommonJS module exports whose text this is, with one stub for all that is missing. */
function load(text: string): Record<string, any> {
  const registry = new StubRegistry();
  installStubs(registry);
  installHooks();
  const { code } = instrument(text, "case.ts", [], { format: "commonjs", compilerOptions: { experimentalDecorators: true } });
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

test("the names that a text may import from a module: rather too many than too few", () => {
  const text = `import a, { b as c, type D } from "x"; export { e as f } from 'x'; import g from "y";\nimport {\n  h,\n} from "x"`;
  const found = namesImported(text, "x");
  expect(["b", "e", "h"].filter((name) => !found.includes(name))).toEqual([]);
  expect(found).not.toContain("g");
});
