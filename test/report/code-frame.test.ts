import { expect, test } from "vitest";
import type { SourceRange } from "../../src/hazards/finding.ts";
import { codeFrame, sourceLine, splitLines } from "../../src/report/code-frame.ts";
import { styleFor } from "../../src/report/style.ts";

/** The frame of the first occurrence of `text`, with `|` in front of each line so that blanks show. */
function frame(source: string, text: string, width = 60, context = 1): string {
  const lines = splitLines(source);
  const line = lines.findIndex((each) => each.includes(text)) + 1;
  const column = lines[line - 1]!.indexOf(text) + 1;
  return frameOf(source, { start: { line, column }, end: { line, column: column + text.length } }, width, context);
}

function frameOf(source: string, range: SourceRange, width = 60, context = 1): string {
  return codeFrame(splitLines(source), range, { width, context, style: styleFor(false) }).map((line) => `|${line}`).join("\n");
}

test("marks the range with carets between numbered lines", () => {
  expect(frame("a();\nfor (const x of xs) {\n  xs.push(x);\n}\nb();", "xs.push(x)")).toMatchInlineSnapshot(`
    "|  2 │ for (const x of xs) {
    |> 3 │   xs.push(x);
    |    │   ^^^^^^^^^^
    |  4 │ }"
  `);
});

test("shows tabs as blanks and puts the carets below what they mark", () => {
  expect(frame("{\n\tif (x)\txs.pop();\n}", "xs.pop()")).toMatchInlineSnapshot(`
    "|  1 │ {
    |> 2 │     if (x)  xs.pop();
    |    │             ^^^^^^^^
    |  3 │ }"
  `);
});

test("counts wide characters as two columns and a combined emoji as one character", () => {
  expect(frame('log("漢字👩‍👩‍👧é"); 数列.push(1);', "数列.push(1)")).toMatchInlineSnapshot(`
    "|> 1 │ log("漢字👩‍👩‍👧é"); 数列.push(1);
    |    │                 ^^^^^^^^^^^^"
  `);
});

test("shows only the part around the range of a minified line", () => {
  const minified = `${"a();".repeat(50_000)}xs.push(x);${"b();".repeat(50_000)}`;
  expect(frame(minified, "xs.push(x)", 40)).toMatchInlineSnapshot(`
    "|> 1 │ …();a();a();a();xs.push(x);b();b();b();b(…
    |    │                 ^^^^^^^^^^"
  `);
});

test("cuts a long line at its end only when the range is near its start", () => {
  expect(frame(`xs.push(x);${"b();".repeat(20)}`, "xs.push(x)", 40)).toMatchInlineSnapshot(`
    "|> 1 │ xs.push(x);b();b();b();b();b();b();b();b…
    |    │ ^^^^^^^^^^"
  `);
});

test("does not cut a character in two halves", () => {
  const shown = frame(`${"😀".repeat(700)}xs.push(x)`, "xs.push(x)", 40);
  expect(shown).not.toMatch(/\p{Surrogate}/u);
  const [line, carets] = shown.split("\n");
  expect(carets!.trimEnd().length - "|    │ ".length).toBe([..."…"].length + 30 + "xs.push(x)".length);
  expect(line).toContain(`…${"😀".repeat(15)}xs.push(x)`);
});

test("marks each line of a range that spans lines, without its indentation", () => {
  const source = "if (a) {\n    xs.splice(\n      0,\n      1,\n    );\n}";
  const range = { start: { line: 2, column: 5 }, end: { line: 5, column: 6 } };
  expect(frameOf(source, range)).toMatchInlineSnapshot(`
    "|  1 │ if (a) {
    |> 2 │     xs.splice(
    |    │     ^^^^^^^^^^
    |> 3 │       0,
    |    │       ^^
    |> 4 │       1,
    |    │       ^^
    |> 5 │     );
    |    │     ^
    |  6 │ }"
  `);
});

test("cuts a range of many lines", () => {
  const source = Array.from({ length: 20 }, (_, index) => `line${index + 1}();`).join("\n");
  const shown = frameOf(source, { start: { line: 9, column: 1 }, end: { line: 18, column: 3 } });
  expect(shown).toContain("> 14 │ line14();");
  expect(shown).not.toContain("line15");
  expect(shown.endsWith("|     │ …")).toBe(true);
});

test("leaves blank lines at the edges out", () => {
  expect(frame("a();\n\nxs.pop();\n   \nb();", "xs.pop()", 60, 1)).toMatchInlineSnapshot(`
    "|> 3 │ xs.pop();
    |    │ ^^^^^^^^"
  `);
});

test("puts one caret below an empty range", () => {
  expect(frameOf("ab", { start: { line: 1, column: 2 }, end: { line: 1, column: 2 } })).toMatchInlineSnapshot(`
    "|> 1 │ ab
    |    │  ^"
  `);
});

test("shows control characters and bidirectional marks as escapes", () => {
  expect(frame('log("\u001b[31m\u202e"); xs.pop();', "xs.pop()")).toMatchInlineSnapshot(`
    "|> 1 │ log("\\x1b[31m\\u{202e}"); xs.pop();
    |    │                          ^^^^^^^^"
  `);
});

test("ends lines as ECMAScript does", () => {
  expect(splitLines("a\r\nb\rc\u2028d\u2029e\nf")).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("shows nothing for a range past the end of the file", () => {
  expect(frameOf("a", { start: { line: 7, column: 1 }, end: { line: 7, column: 2 } })).toBe("");
});

test("trims a single source line and cuts a long one around the column", () => {
  expect(sourceLine("\t\txs.push(1);  ", 3, 40)).toBe("xs.push(1);");
  expect(sourceLine(`${"a();".repeat(100)}xs.pop()${";b()".repeat(100)}`, 401, 20)).toBe("…);a();a();xs.pop();b…");
});
