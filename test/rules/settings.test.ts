import { ESLint, Linter, type SourceCode } from "eslint";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { configs } from "../../rules/index.ts";
import { analyseUnit } from "../../src/analysis/analyse.ts";
import { noSettings, type ProtectionSettings } from "../../src/hazards/settings.ts";
import { root } from "../fixtures/programs.ts";

vi.mock(import("../../src/analysis/analyse.ts"), async (original) => {
  const actual = await original();
  return { ...actual, analyseUnit: vi.fn(actual.analyseUnit) };
});

const analyse = vi.mocked(analyseUnit);

beforeEach(() => {
  analyse.mockClear();
});

const PROGRAM = "const s = new Set(xs);\nfor (const x of s) s.add(x + 1);\n";

function lint(code: string | SourceCode, rangeguard?: unknown, linter = new Linter()): Linter.LintMessage[] {
  const settings = rangeguard === undefined ? {} : { rangeguard };
  return linter.verify(code, [configs.strict, { settings }], { filename: "input.js" });
}

/** What each analysis was given. */
const given = (): ProtectionSettings[] => analyse.mock.calls.map(([, , , { settings }]) => settings);

describe("settings.rangeguard", () => {
  test("reaches the analysis, once for all rules", () => {
    lint(PROGRAM, { lockFunctions: ["this.mutex.lock"], freshGetters: [] });
    expect(given()).toEqual([{ ...noSettings, lockFunctions: ["this.mutex.lock"] }]);
  });

  test("may be left out", () => {
    lint(PROGRAM);
    lint(PROGRAM, {});
    expect(given()).toEqual([noSettings, noSettings]);
  });

  test("of a later configuration replaces the list of an earlier one, and leaves the other lists", () => {
    const earlier = { settings: { rangeguard: { lockFunctions: ["a"], freshGetters: ["b"] } } };
    const later = { settings: { rangeguard: { lockFunctions: ["c"] } } };
    new Linter().verify(PROGRAM, [configs.strict, earlier, later], { filename: "input.js" });
    expect(given()).toEqual([{ lockFunctions: ["c"], snapshotFunctions: [], freshGetters: ["b"] }]);
  });

  test("is read once for all files of a configuration", async () => {
    const overrideConfig = [configs.strict, { settings: { rangeguard: { lockFunctions: ["withLock"] } } }];
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig });
    for (const name of ["a.js", "b.js"]) await eslint.lintText(PROGRAM, { filePath: join(root, name) });
    const [first, second] = given();
    expect(first).toEqual({ ...noSettings, lockFunctions: ["withLock"] });
    expect(second).toBe(first);
  });

  test("is part of what a file's findings are kept by", () => {
    const linter = new Linter();
    lint(PROGRAM, undefined, linter);
    const code = linter.getSourceCode();
    analyse.mockClear();
    const locks = { lockFunctions: ["withLock"] };
    expect(lint(code, locks, linter)).toHaveLength(1);
    expect(given()).toEqual([{ ...noSettings, ...locks }]);
    expect(lint(code, undefined, linter)).toHaveLength(1);
    expect(given()).toHaveLength(1);
  });

  test.each([
    [{ lockFunction: [] }, "settings.rangeguard: lockFunction: there is no such setting, expected lockFunctions, snapshotFunctions or freshGetters. Did you mean `lockFunctions`?"],
    [{ lockFunctions: "withLock" }, 'settings.rangeguard: lockFunctions: expected an array of names, got the string "withLock". Write `"lockFunctions": ["withLock"]`.'],
    [{ freshGetters: ["a", 1] }, "settings.rangeguard: freshGetters[1]: expected a name such as"],
    [["withLock"], "settings.rangeguard: expected an object"],
    [null, "settings.rangeguard: expected an object with lockFunctions, snapshotFunctions, freshGetters, got null."],
    [true, "settings.rangeguard: expected an object with lockFunctions, snapshotFunctions, freshGetters, got true."],
  ])("%j is an error, whatever the file holds", (wrong, message) => {
    for (const code of [PROGRAM, ""]) expect(() => lint(code, wrong)).toThrow(message);
    expect(analyse).not.toHaveBeenCalled();
  });
});
