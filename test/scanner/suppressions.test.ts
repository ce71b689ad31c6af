import { expect, test } from "vitest";
import type { ScanOptions } from "../../src/scanner/types.ts";
import { createTree, places, scanTree } from "./helpers.ts";

async function suppress(text: string, options: ScanOptions = { level: "strict" }, name = "a.tsx") {
  const result = await scanTree(createTree({ [name]: text }), options);
  expect(result.skipped).toEqual([]);
  return {
    left: places(result).map((place) => place.replace(`${name}:`, "")),
    suppressed: result.suppressed,
    unused: result.unusedSuppressions.map(({ range, message }) => `${range.start.line}:${range.start.column} ${message}`),
  };
}

test.each([
  ["a line comment", "// rangeguard-ignore-next-line insert-during-iteration -- on purpose\ninsert();"],
  ["the name of the rule", "// rangeguard-ignore-next-line no-insert-during-iteration\ninsert();"],
  ["the name of the rule in ESLint", "// rangeguard-ignore-next-line rangeguard/no-insert-during-iteration\ninsert();"],
  ["several ids", "// rangeguard-ignore-next-line remove-ahead-during-iteration, insert-during-iteration\nremoveAhead(insert());"],
  ["no id", "// rangeguard-ignore-next-line -- all of them\nremoveAhead(insert());"],
  ["a block comment", "/* rangeguard-ignore-next-line insert-during-iteration */\ninsert();"],
  ["a doc comment", "/**\n * rangeguard-ignore-next-line insert-during-iteration -- why\n */\ninsert();"],
  ["a JSX comment", "<a>\n{/* rangeguard-ignore-next-line insert-during-iteration */}\n{insert()}</a>;"],
  ["a comment inside a call", "f(\n// rangeguard-ignore-next-line\ninsert());"],
  ["a comment before a closing brace", "{ insert(); /* rangeguard-ignore-line */ }"],
  ["a comment further up, before other comments", "// rangeguard-ignore-next-line\n// eslint-disable-next-line\n\n/* x */\ninsert();"],
  ["the end of the line", "insert(); // rangeguard-ignore-line insert-during-iteration -- why"],
  ["the whole file", "#!/usr/bin/env node\n// @ts-check\n// rangeguard-ignore-file -- generated\ninsert();\nremoveAhead();"],
  ["the whole file, one hazard", "/* rangeguard-ignore-file insert-during-iteration */ insert();\ninsert();"],
  ["CRLF", "// rangeguard-ignore-next-line insert-during-iteration\r\ninsert();\r\n"],
])("a comment silences a finding: %s", async (_, text) => {
  const result = await suppress(text);
  expect(result).toMatchObject({ left: [], unused: [] });
  expect(result.suppressed).toBeGreaterThan(0);
});

test("only the named hazard on the named line is silenced", async () => {
  const text = "// rangeguard-ignore-next-line insert-during-iteration\nremoveAhead(insert());\ninsert();";
  expect(await suppress(text)).toEqual({ left: ["2:1", "3:1"], suppressed: 1, unused: [] });
});

test("a finding is silenced where it starts", async () => {
  expect((await suppress("insert(\n); // rangeguard-ignore-line")).left).toEqual(["1:1"]);
});

test.each([
  ["a string", `f("// rangeguard-ignore-line"); insert();`],
  ["a template", "f(`\n// rangeguard-ignore-next-line\n${insert()}`);"],
  ["a regular expression", "f(/\\/\\/ rangeguard-ignore-line/); insert();"],
  ["JSX text", "<a>\n// rangeguard-ignore-next-line\n{insert()}</a>;"],
  ["a comment that only mentions it", "// See rangeguard-ignore-next-line in the manual.\ninsert();"],
])("what is no suppression comment changes nothing: %s", async (_, text) => {
  const result = await suppress(text);
  expect(result).toMatchObject({ suppressed: 0, unused: [] });
  expect(result.left).toHaveLength(1);
});

test("an unused comment is reported, per hazard", async () => {
  const text = [
    "// rangeguard-ignore-next-line insert-during-iteration, remove-ahead-during-iteration",
    "insert();",
    "f(); // rangeguard-ignore-line",
    "",
  ].join("\n");
  expect((await suppress(text)).unused).toEqual([
    "1:1 Unused suppression: there is no `remove-ahead-during-iteration` on line 2.",
    "3:6 Unused suppression: there is no finding on line 3.",
  ]);
  expect((await suppress("// rangeguard-ignore-file\nf();")).unused).toEqual([
    "1:1 Unused suppression: there is no finding in this file.",
  ]);
});

test("an unknown hazard is reported with the nearest known one", async () => {
  const text = "// rangeguard-ignore-next-line no-insert-during-iterating, insert-during-iteration\ninsert();";
  expect(await suppress(text)).toEqual({
    left: [],
    suppressed: 1,
    unused: ["1:1 There is no hazard `no-insert-during-iterating`. Did you mean `no-insert-during-iteration`?"],
  });
});

test("a comment with nothing but unknown hazards silences nothing", async () => {
  const result = await suppress("insert(); // rangeguard-ignore-line whatever");
  expect(result.left).toEqual(["1:1"]);
  expect(result.unused[0]).toMatch(/^1:11 There is no hazard `whatever`\. There are `insert-during-iteration`, /);
});

test("an unknown kind of comment, and one for the file amid the code, are reported", async () => {
  const unused = (await suppress("f();\n// rangeguard-ignore\n// rangeguard-ignore-nextline\n// rangeguard-ignore-file\n")).unused;
  expect(unused).toEqual([
    "2:1 Unknown suppression `rangeguard-ignore`: there are `rangeguard-ignore-next-line`, `rangeguard-ignore-line`, `rangeguard-ignore-file`.",
    "3:1 Unknown suppression `rangeguard-ignore-nextline`: there are `rangeguard-ignore-next-line`, `rangeguard-ignore-line`, `rangeguard-ignore-file`.",
    "4:1 `rangeguard-ignore-file` has no effect here: it belongs at the top of the file, before any code.",
  ]);
});

test("a comment for a strict finding is neither unused nor counted when the level is recommended", async () => {
  const text = "removeAhead(); // rangeguard-ignore-line remove-ahead-during-iteration";
  expect(await suppress(text, {})).toEqual({ left: [], suppressed: 0, unused: [] });
});

test("a comment for a hazard that was not asked for is not called unused", async () => {
  const text = "f(); // rangeguard-ignore-line insert-during-iteration\nf(); // rangeguard-ignore-line\n";
  expect((await suppress(text, { rules: ["shift-during-iteration"] })).unused).toEqual([]);
  expect((await suppress(text, { rules: ["insert-during-iteration"] })).unused).toHaveLength(1);
});

test("a file of nothing but comments, and JavaScript, work as well", async () => {
  expect((await suppress("// rangeguard-ignore-file")).unused).toHaveLength(1);
  expect((await suppress("/** x */ insert() // rangeguard-ignore-line", {}, "a.js")).suppressed).toBe(1);
});
