import * as parser from "@typescript-eslint/parser";
import { type Linter, Linter as LinterClass } from "eslint";
import { describe, expect, test } from "vitest";
import plugin from "../../rules/index.ts";
import { hazards, ruleName } from "../../src/hazards/catalogue.ts";
import type { HazardId } from "../../src/hazards/types.ts";

/** The names of the rules of `configs.strict` that report something. */
function reported(code: string): string[] {
  const linter = new LinterClass();
  const configs: Linter.Config[] = [{ files: ["**/*.ts"], languageOptions: { parser } }, plugin.configs.strict];
  const messages = linter.verify(code, configs, { filename: "example.ts" });
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return [...new Set(messages.map(({ ruleId }) => String(ruleId)))];
}

const list = (kind: "unsafe" | "safe"): [HazardId, number, string][] =>
  hazards.flatMap(({ id, examples }) => examples[kind].map((code, index): [HazardId, number, string] => [id, index + 1, code]));

describe("the examples of the documentation", () => {
  test.each(list("unsafe"))("unsafe %s, number %i, is reported by its rule", (id, _, code) => {
    expect(reported(code)).toEqual([`rangeguard/${ruleName(id)}`]);
  });

  test.each(list("safe"))("safe %s, number %i, is reported by no rule", (_, __, code) => {
    expect(reported(code)).toEqual([]);
  });
});
