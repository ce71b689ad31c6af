import * as parser from "@typescript-eslint/parser";
import { ESLint, Linter } from "eslint";
import { join } from "node:path";
import { beforeEach, describe, expect, test, vi } from "vitest";
import plugin, { configs, meta, rules } from "../../rules/index.ts";
import { analyseUnit } from "../../src/analysis/analyse.ts";
import { docsUrl, hazards, ruleName } from "../../src/hazards/catalogue.ts";
import { optionsOf } from "../../src/hazards/options.ts";
import { root } from "../fixtures/programs.ts";

vi.mock(import("../../src/analysis/analyse.ts"), async (original) => {
  const actual = await original();
  return { ...actual, analyseUnit: vi.fn(actual.analyseUnit) };
});

const analyse = vi.mocked(analyseUnit);

beforeEach(() => {
  analyse.mockClear();
});

/** One finding of each hazard; that of `remove-ahead` is strict, and so is the second insertion. */
const PROGRAM = `const m = new Map(entries);
for (const [k, v] of m) m.set(k + 1, v);
for (const [k, v] of m) m.set(v, k);
for (const [k, v] of m) { m.delete(k); m.set(k, v); }
for (const [k, v] of m) m.delete(v);
for (const x of xs) xs.splice(xs.indexOf(x), 1);
`;

function lint(code: string, ...configs: Linter.Config[]): Linter.LintMessage[] {
  return new Linter().verify(code, configs, { filename: "input.js" });
}

const lines = (messages: readonly Linter.LintMessage[]): string[] => messages.map(({ line, ruleId }) => `${line} ${ruleId?.replace(/^.*\/no-/, "")}`);

describe("the rules", () => {
  test("are one for each hazard", () => {
    expect(Object.keys(rules).sort()).toEqual(hazards.map(({ id }) => ruleName(id)).sort());
  });

  test.each(hazards.map((hazard) => [hazard.id, hazard] as const))("%s says what it is for and where to read on", (id, hazard) => {
    const { meta } = rules[ruleName(id)]!;
    expect(meta).toMatchObject({
      type: "problem",
      hasSuggestions: true,
      docs: { description: hazard.summary, url: docsUrl(id), recommended: hazard.level === "recommended" },
    });
    expect(meta!.fixable).toBeUndefined();
  });

  const withRule = (id: string, options: object): Linter.Config => ({
    plugins: { rangeguard: plugin },
    rules: { [`rangeguard/no-${id}`]: ["error", options] },
  });

  test.each(hazards.map(({ id }) => [id] as const))("%s takes its own options and no others", (id) => {
    for (const option of optionsOf(id)) expect(() => lint("", withRule(id, { [option.name]: true }))).not.toThrow();
    for (const level of ["recommended", "strict"]) expect(() => lint("", withRule(id, { level }))).not.toThrow();
    for (const wrong of [{ unknown: true }, { level: "high" }, { level: true }, "strict"]) {
      expect(() => lint("", withRule(id, wrong as object))).toThrow(/rangeguard\/no-/);
    }
    const others = hazards.flatMap((hazard) => optionsOf(hazard.id)).filter(({ name }) => !optionsOf(id).some((own) => own.name === name));
    for (const { name } of others) expect(() => lint("", withRule(id, { [name]: true }))).toThrow(/additional properties/);
  });
});

describe("the configurations", () => {
  test("recommended shows recommended findings only", () => {
    expect(lines(lint(PROGRAM, configs.recommended))).toEqual([
      "2 insert-during-iteration",
      "4 reinsert-during-iteration",
      "6 shift-during-iteration",
    ]);
  });

  test("strict shows all", () => {
    expect(lines(lint(PROGRAM, configs.strict))).toEqual([
      "2 insert-during-iteration",
      "3 insert-during-iteration",
      "4 reinsert-during-iteration",
      "5 remove-ahead-during-iteration",
      "6 shift-during-iteration",
    ]);
  });

  test("work through the ESLint class, in flat config", async () => {
    for (const [config, count] of [
      [configs.recommended, 3],
      [configs.strict, 5],
    ] as const) {
      const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [config] });
      const [result] = await eslint.lintText(PROGRAM, { filePath: join(root, "input.js") });
      expect(result!.messages).toHaveLength(count);
      expect(result!.fatalErrorCount).toBe(0);
    }
  });

  test("can be extended and overridden", () => {
    const softer: Linter.Config = { rules: { "rangeguard/no-insert-during-iteration": "off", "rangeguard/no-shift-during-iteration": "warn" } };
    expect(lint(PROGRAM, configs.recommended, softer).map(({ line, severity }) => [line, severity])).toEqual([
      [4, 2],
      [6, 1],
    ]);
  });

  test("name the plugin that they use", () => {
    expect(plugin.configs).toBe(configs);
    expect(plugin.meta).toBe(meta);
    expect(meta).toMatchObject({ name: "rangeguard", namespace: "rangeguard" });
    for (const config of Object.values(configs)) expect(config.plugins).toEqual({ rangeguard: plugin });
  });
});

describe("the analysis of a file", () => {
  test("is made once for all rules", () => {
    lint(PROGRAM, configs.strict);
    expect(analyse).toHaveBeenCalledTimes(1);
    lint(PROGRAM, configs.strict);
    expect(analyse).toHaveBeenCalledTimes(2);
  });

  test("is made once more when a rule wants work-lists as well", () => {
    const options: Linter.Config = { rules: { "rangeguard/no-insert-during-iteration": ["error", { checkWorklists: true }] } };
    lint(PROGRAM, configs.strict, options);
    expect(analyse).toHaveBeenCalledTimes(2);
  });

  test("is not made where the text holds no candidate", () => {
    lint("for (const x of xs) use(x);", configs.strict);
    expect(analyse).not.toHaveBeenCalled();
  });

  test("is given no file that cannot be parsed", () => {
    expect(lint("for (const", configs.strict)).toMatchObject([{ fatal: true }]);
    expect(analyse).not.toHaveBeenCalled();
  });

  test("gives up a file that is nested too deeply, and nothing else", () => {
    analyse.mockImplementationOnce(() => {
      throw new RangeError("Maximum call stack size exceeded");
    });
    expect(lint(PROGRAM, configs.strict)).toEqual([]);
    analyse.mockImplementationOnce(() => {
      throw new TypeError("a defect");
    });
    expect(() => lint(PROGRAM, configs.strict)).toThrow("a defect");
  });
});

describe("parsers", () => {
  test("espree and typescript-eslint's give the same findings for JavaScript", () => {
    const typescript: Linter.Config = { languageOptions: { parser } };
    expect(lines(lint(PROGRAM, typescript, configs.strict))).toEqual(lines(lint(PROGRAM, configs.strict)));
  });

  test("a script is as good as a module", () => {
    const script: Linter.Config = { languageOptions: { sourceType: "script" } };
    expect(lines(lint(PROGRAM, script, configs.strict))).toEqual(lines(lint(PROGRAM, configs.strict)));
  });

  test("positions are right after a byte order mark and with Windows line ends", () => {
    expect(lines(lint(`\uFEFF${PROGRAM.replaceAll("\n", "\r\n")}`, configs.strict))).toEqual(lines(lint(PROGRAM, configs.strict)));
  });

  test("suggestions fit the text after a byte order mark", () => {
    const [message] = lint("\uFEFFconst s = new Set(y);\r\nfor (const x of s) s.add(x + 1);", configs.recommended);
    const [{ range, text }] = message!.suggestions!.map(({ fix }) => fix) as [{ range: [number, number]; text: string }];
    expect("const s = new Set(y);\r\nfor (const x of s) s.add(x + 1);".slice(...range)).toBe("s");
    expect(text).toBe("[...s]");
  });
});
