import { docsUrl, ruleName } from "./catalogue.ts";
import { optionsOf } from "./options.ts";
import type { Hazard } from "./types.ts";

/** Why a hazard bites and what to write instead, with examples; headings start at the second level. */
export function hazardMarkdown(hazard: Hazard): string {
  const { unsafe, safe } = hazard.examples;
  return [
    `## Why\n\n${hazard.why}`,
    `## Unsafe\n\n${unsafe.map((code) => fenced(code)).join("\n\n")}`,
    `## Safe\n\n${safe.map((code) => fenced(code)).join("\n\n")}`,
    `## What to do instead\n\n${hazard.remedy}`,
  ].join("\n\n");
}

/** The documentation page of a hazard's rule. */
export function rulePage(hazard: Hazard): string {
  const options = optionsOf(hazard.id);
  const sections = [
    `# ${ruleName(hazard.id)}`,
    `${hazard.title}. ${hazard.summary}`,
    levelSentence(hazard),
    hazardMarkdown(hazard),
    `## What a run shows\n\n${hazard.oracle}`,
    ...(options.length === 0 ? [] : [optionsSection(hazard)]),
    suppressionSection(hazard),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** The table of all rules; `folder` leads to their pages. */
export function rulesTable(hazards: readonly Hazard[], folder: string): string {
  const rows = hazards.map((hazard) => {
    const rule = ruleName(hazard.id);
    return `| [\`${rule}\`](${folder}/${rule}.md) | ${hazard.oracle} | ${hazard.level} |`;
  });
  return ["| Rule | What a run shows | Level |", "| --- | --- | --- |", ...rows].join("\n");
}

/** Help of a hazard in plain text, for viewers without Markdown. */
export function hazardText(hazard: Hazard): string {
  return `${hazard.why}\n\nWhat to do instead:\n\n${hazard.remedy}\n\nMore: ${docsUrl(hazard.id)}`;
}

function levelSentence({ level }: Hazard): string {
  return level === "recommended"
    ? "Level: **recommended**. On in `configs.recommended` and `configs.strict`; `rangeguard scan` reports it by default."
    : "Level: **strict**. On in `configs.strict`; `rangeguard scan --level strict` reports it.";
}

function optionsSection(hazard: Hazard): string {
  const rule = `rangeguard/${ruleName(hazard.id)}`;
  const parts = optionsOf(hazard.id).map(
    (option) => `### \`${option.name}\`

${option.description} Default: \`${option.default}\`. On the command line: \`rangeguard scan ${option.flag}\`.

${fenced(`export default [{ rules: { "${rule}": ["error", { ${option.name}: ${!option.default} }] } }];`, "js")}`,
  );
  return `## Options\n\n${parts.join("\n\n")}`;
}

function suppressionSection({ id }: Hazard): string {
  return `## Suppression

For \`rangeguard scan\`, a comment before the line, with the reason after two dashes:

${fenced(`// rangeguard-ignore-next-line ${id} -- why it is right here`)}

In ESLint, its own comment:

${fenced(`// eslint-disable-next-line rangeguard/${ruleName(id)} -- why it is right here`)}`;
}

function fenced(code: string, language = "ts"): string {
  return `\`\`\`${language}\n${code}\n\`\`\``;
}
