import type { Rule } from "eslint";
import { docsUrl, hazardById } from "../src/hazards/catalogue.ts";
import type { Finding } from "../src/hazards/finding.ts";
import { optionsOf } from "../src/hazards/options.ts";
import type { HazardId, Level } from "../src/hazards/types.ts";
import { findingsOf } from "./findings-of.ts";
import { settingsOf } from "./settings-of.ts";

/** An ESLint rule that shows the findings of one hazard. */
export function createRule(id: HazardId): Rule.RuleModule {
  const hazard = hazardById(id);
  const options = optionsOf(id);
  const properties = {
    level: {
      enum: ["recommended", "strict"],
      description: "`strict` also shows what is well defined yet surprising, or less certain.",
    },
    ...Object.fromEntries(options.map(({ name, description }) => [name, { type: "boolean", description }])),
  };
  const defaults = { level: hazard.level, ...Object.fromEntries(options.map((option) => [option.name, option.default])) };
  return {
    meta: {
      type: "problem",
      docs: { description: hazard.summary, url: docsUrl(id), recommended: hazard.level === "recommended" },
      hasSuggestions: true,
      schema: [{ type: "object", properties, additionalProperties: false }],
      defaultOptions: [defaults],
      messages: { hazard: "{{message}}", suggestion: "{{title}}" },
    },
    create(context) {
      // Here and not at the end of the program: a wrong configuration is told whatever the file holds.
      settingsOf(context);
      const { level, checkWorklists } = context.options[0] as { level: Level; checkWorklists?: boolean };
      return {
        "Program:exit"() {
          for (const finding of findingsOf(context, checkWorklists ?? false)) {
            if (finding.hazard !== id) continue;
            if (finding.level === "recommended" || level === "strict") report(context, finding);
          }
        },
      };
    },
  };
}

function report(context: Rule.RuleContext, { range, message, suggestions }: Finding): void {
  context.report({
    loc: {
      start: { line: range.start.line, column: range.start.column - 1 },
      end: { line: range.end.line, column: range.end.column - 1 },
    },
    messageId: "hazard",
    data: { message },
    suggest: suggestions.map(({ title, edits }) => ({
      messageId: "suggestion",
      data: { title },
      fix: (fixer) => edits.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text)),
    })),
  });
}
