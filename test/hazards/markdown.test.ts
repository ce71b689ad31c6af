import { expect, test } from "vitest";
import { hazardById, hazards } from "../../src/hazards/catalogue.ts";
import { hazardText, rulePage, rulesTable } from "../../src/hazards/markdown.ts";

test("a rule's page has its level, reasons, examples, remedy, oracle and the comments that silence it", () => {
  for (const hazard of hazards) {
    const page = rulePage(hazard);
    expect(page).toMatch(new RegExp(`^# no-${hazard.id}\n`));
    expect(page).toContain(`Level: **${hazard.level}**`);
    for (const text of [hazard.why, hazard.remedy, hazard.oracle]) expect(page).toContain(text);
    for (const code of [...hazard.examples.unsafe, ...hazard.examples.safe]) expect(page).toContain(`\`\`\`ts\n${code}\n\`\`\``);
    expect(page).toContain(`// rangeguard-ignore-next-line ${hazard.id} -- `);
    expect(page).toContain(`// eslint-disable-next-line rangeguard/no-${hazard.id} -- `);
  }
});

test("only a rule with options has a section on them", () => {
  expect(rulePage(hazardById("insert-during-iteration"))).toContain("### `checkWorklists`");
  expect(rulePage(hazardById("shift-during-iteration"))).not.toContain("## Options");
});

test("the table leads to each page", () => {
  expect(rulesTable(hazards, "docs/rules").split("\n")).toHaveLength(2 + hazards.length);
  expect(rulesTable(hazards, "docs/rules")).toContain("[`no-insert-during-iteration`](docs/rules/no-insert-during-iteration.md)");
});

test("plain help ends with where to read on", () => {
  expect(hazardText(hazardById("insert-during-iteration"))).toMatch(/More: https:\S+no-insert-during-iteration\.md$/);
});
