import { RuleTester as TypeScriptTester } from "@typescript-eslint/rule-tester";
import { type Rule, RuleTester as JavaScriptTester } from "eslint";
import { afterAll, describe, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { ruleName } from "../../src/hazards/catalogue.ts";
import type { HazardId } from "../../src/hazards/types.ts";

TypeScriptTester.afterAll = afterAll;
TypeScriptTester.describe = describe;
TypeScriptTester.it = it;
TypeScriptTester.itOnly = it.only;
JavaScriptTester.describe = describe;
JavaScriptTester.it = it;

const typescript = new TypeScriptTester();
const javascript = new JavaScriptTester();

function ruleOf(id: HazardId): Rule.RuleModule {
  return rules[ruleName(id)]!;
}

interface Suggested {
  readonly title: string;
  readonly output: string;
}

/** A program with one error. */
export interface Invalid {
  readonly code: string;
  readonly options?: readonly [object];
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
  readonly endColumn?: number;
  readonly suggestions?: readonly Suggested[];
}

type Valid = string | { readonly code: string; readonly options: readonly [object] };

interface Cases {
  readonly valid: readonly Valid[];
  readonly invalid: readonly Invalid[];
}

/** Runs the rule of a hazard with `@typescript-eslint/parser`, and, for the JavaScript cases, with espree. */
export function testRule(id: HazardId, typed: Cases, untyped: Cases): void {
  typescript.run(`${ruleName(id)} with typescript-eslint's parser`, ruleOf(id) as never, forTester(typed) as never);
  javascript.run(`${ruleName(id)} with espree`, ruleOf(id), forTester(untyped) as never);
}

function forTester({ valid, invalid }: Cases): object {
  return {
    valid,
    invalid: invalid.map(({ code, options, message, suggestions = [], ...position }) => ({
      code,
      ...(options && { options }),
      errors: [
        {
          messageId: "hazard",
          data: { message },
          ...position,
          suggestions: suggestions.map(({ title, output }) => ({ messageId: "suggestion", data: { title }, output })),
        },
      ],
    })),
  };
}
