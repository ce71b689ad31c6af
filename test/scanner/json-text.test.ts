import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../../src/scanner/json-text.ts";

test.each([
  ['{ "a": [1, 2,] }', 1, 14, "expected a value, found `]`"],
  ['{\n  "a": 1,\n}', 3, 1, "expected a name in double quotes, found `}`"],
  ["{ a: 1 }", 1, 3, "expected a name in double quotes or `}`, found `a`"],
  ["{ 'a': 1 }", 1, 3, "expected a name in double quotes or `}`, found `'`"],
  ['{\r\n  // why\r\n  "a": 1 }', 2, 3, "expected a name in double quotes or `}`, found a comment, which JSON does not have"],
  ['{ "a" 1 }', 1, 7, "expected `:`, found `1`"],
  ['{ "a": ["b" "c"] }', 1, 13, "expected `,` or `]`, found a string"],
  ['{ "a": 1 "b": 2 }', 1, 10, "expected `,` or `}`, found a string"],
  ['{ "a": "b\nc" }', 1, 8, "expected a value, found a string that does not end on its line or has a wrong escape"],
  ["[01]", 1, 2, "expected a value or `]`, found `01`"],
  ["[undefined]", 1, 2, "expected a value or `]`, found `undefined`"],
  ["[`a`]", 1, 2, "expected a value or `]`, found a backtick"],
  ["[\u00a01]", 1, 2, "expected a value or `]`, found `U+00A0`"],
  ["export default {}", 1, 1, "expected a value, found `export`"],
  ["{}\n{}", 2, 1, "expected the end, found `{`"],
  ['{ "a": [', 1, 9, "expected a value or `]`, found the end of the text"],
  ["", 1, 1, "expected a value, found the end of the text"],
])("%j is no JSON at %i:%i: %s", (text, line, column, message) => {
  expect(parseJson(text)).toEqual({ error: { line, column, message } });
});

test("depth is no problem", () => {
  const depth = 200_000;
  expect(parseJson(`${"[".repeat(depth)}${"]".repeat(depth - 1)}`)).toMatchObject({
    error: { line: 1, column: 2 * depth, message: "expected `,` or `]`, found the end of the text" },
  });
});

test("finds the error in whatever JSON.parse rejects", () => {
  const damage = fc.record({
    value: fc.jsonValue(),
    at: fc.nat(60),
    cut: fc.nat(2),
    put: fc.constantFrom("", ",", "}", "]", '"', ":", "0", "-", ".", "\\", "e", " ", "\n", "//"),
  });
  let broken = 0;
  fc.assert(
    fc.property(damage, ({ value, at, cut, put }) => {
      const whole = JSON.stringify(value, undefined, 1);
      const text = whole.slice(0, at) + put + whole.slice(at + cut);
      const reading = parseJson(text);
      if (reading.error === undefined) return;
      broken++;
      expect(reading.error.message).toMatch(/^expected .+, found /);
    }),
    { numRuns: 3000, seed: 11 },
  );
  expect(broken).toBeGreaterThan(1000);
});
