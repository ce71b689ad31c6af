import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { noSettings, readSettings, settings } from "../../src/hazards/settings.ts";
import { settingsSchema } from "../../src/hazards/settings-schema.ts";

const accepts = new Ajv().compile(settingsSchema());

const right: readonly object[] = [
  {},
  { lockFunctions: [] },
  { lockFunctions: ["withLock"], snapshotFunctions: ["copyOf"], freshGetters: ["names"] },
  { lockFunctions: ["this.mutex.lock", "navigator.locks.request", "this.#gate.enter", "$lock", "_lock", "größer"] },
];

const wrong: readonly [config: unknown, problem: string, hint: string][] = [
  [{ lockFunction: ["lock"] }, "lockFunction: there is no such setting, expected lockFunctions, snapshotFunctions or freshGetters.", "Did you mean `lockFunctions`?"],
  [{ LOCKFUNCTIONS: [] }, "LOCKFUNCTIONS: there is no such setting", "Did you mean `lockFunctions`?"],
  [{ freshGetter: [] }, "freshGetter: there is no such setting", "Did you mean `freshGetters`?"],
  [{ snapshots: [] }, "snapshots: there is no such setting", "See https://"],
  [{ rules: {} }, "rules: there is no such setting", "See https://"],
  [{ "two\nlines": [] }, '"two\\nlines": there is no such setting', "See https://"],
  [JSON.parse('{ "__proto__": [] }'), "__proto__: there is no such setting", "See https://"],
  [{ lockFunctions: "withLock" }, 'lockFunctions: expected an array of names, got the string "withLock".', 'Write `"lockFunctions": ["withLock"]`.'],
  [{ lockFunctions: { a: 1 } }, "lockFunctions: expected an array of names, got an object.", 'Write `"lockFunctions": ["withLock", "this.mutex.lock"]`.'],
  [{ freshGetters: true }, "freshGetters: expected an array of names, got true.", "Write"],
  [{ freshGetters: null }, "freshGetters: expected an array of names, got null.", "Write"],
  [{ lockFunctions: ["a", "b", 3] }, "lockFunctions[2]: expected a name such as `withLock` or `this.mutex.lock`, got the number 3.", "A name is"],
  [{ snapshotFunctions: [""] }, "snapshotFunctions[0]: expected a name such as `copyOf` or `listeners.snapshot`, got an empty string.", "A name is"],
  [{ freshGetters: [["a"]] }, "freshGetters[0]: expected a name such as", "A name is"],
  [{ lockFunctions: ["lock()"] }, 'lockFunctions[0]: expected a name such as `withLock` or `this.mutex.lock`, got the string "lock()".', 'Write `"lock"`.'],
  [{ lockFunctions: ["this.mutex?.lock"] }, "lockFunctions[0]: expected a name", 'Write `"this.mutex.lock"`.'],
  [{ lockFunctions: [" lock "] }, "lockFunctions[0]: expected a name", 'Write `"lock"`.'],
  [{ lockFunctions: ["a..b"] }, "lockFunctions[0]: expected a name", "A name is"],
  [{ lockFunctions: ["*.lock"] }, "lockFunctions[0]: expected a name", "A name is"],
  [[], "expected an object with lockFunctions, snapshotFunctions, freshGetters, got an array.", "For example:"],
  [null, "expected an object with lockFunctions, snapshotFunctions, freshGetters, got null.", "For example:"],
  ["withLock", 'got the string "withLock".', "For example:"],
];

describe("readSettings", () => {
  test.each(right)("accepts %j, and fills in what is not there", (config) => {
    expect(readSettings(config, "file")).toEqual({ settings: { ...noSettings, ...config } });
  });

  test.each(wrong)("of %j says what is wrong, and what to write", (config, problem, hint) => {
    const { problem: said } = readSettings(config, "some/file.json");
    expect(said!.message).toMatch(/^some\/file\.json: /);
    expect(said!.message).toContain(problem);
    expect(said!.hint).toContain(hint);
    expect(`${said!.message}${said!.hint}`).not.toContain("\n");
  });

  test("takes what JavaScript leaves undefined as absent, and names a hole", () => {
    expect(readSettings({ lockFunctions: undefined }, "file")).toEqual({ settings: noSettings });
    expect(readSettings({ lockFunctions: ["a", , "b"] }, "file").problem!.message).toContain("lockFunctions[1]: expected");
  });

  test("does not repeat long texts", () => {
    expect(readSettings({ lockFunctions: ["-".repeat(5000)] }, "file").problem!.message.length).toBeLessThan(200);
  });

  test("keeps nothing of the configuration itself", () => {
    const lockFunctions = ["a"];
    const { settings: read } = readSettings({ lockFunctions }, "file");
    lockFunctions.push("b");
    expect(read).toEqual({ ...noSettings, lockFunctions: ["a"] });
  });
});

describe("the JSON schema", () => {
  test.each(right)("accepts %j, with and without $schema", (config) => {
    expect(accepts(config)).toBe(true);
    expect(accepts({ $schema: "./schema.json", ...config })).toBe(true);
  });

  test.each(wrong.map(([config]) => [config]))("rejects %j", (config) => {
    expect(accepts(config)).toBe(false);
  });

  test("describes every setting, with examples that are right", () => {
    const { properties } = settingsSchema() as { properties: Record<string, { description: string; examples?: unknown[] }> };
    expect(Object.keys(properties)).toEqual(["$schema", ...settings.map(({ name }) => name)]);
    expect(Object.keys(noSettings)).toEqual(settings.map(({ name }) => name));
    for (const { name } of settings) {
      expect(properties[name]!.description).toMatch(/^[A-Z].*\.$/);
      for (const example of properties[name]!.examples!) expect(readSettings({ [name]: example }, "").problem).toBeUndefined();
    }
  });
});
