import fc from "fast-check";
import { expect, test } from "vitest";
import { Positions } from "../../src/analysis/positions.ts";

test("lines and columns count from 1", () => {
  expect(new Positions("ab").at(0)).toEqual({ line: 1, column: 1 });
  expect(new Positions("a\nb").at(2)).toEqual({ line: 2, column: 1 });
  expect(new Positions("").at(0)).toEqual({ line: 1, column: 1 });
});

test("the end of the text has a position", () => {
  expect(new Positions("a\n").at(2)).toEqual({ line: 2, column: 1 });
});

test.each([
  ["\\n", "\n"],
  ["\\r\\n", "\r\n"],
  ["\\r", "\r"],
  ["U+2028", "\u2028"],
  ["U+2029", "\u2029"],
])("%s ends one line", (_, end) => {
  const text = `ab${end}cd${end}${end}e`;
  const positions = new Positions(text);
  expect(positions.at(text.indexOf("c"))).toEqual({ line: 2, column: 1 });
  expect(positions.at(text.indexOf("d"))).toEqual({ line: 2, column: 2 });
  expect(positions.at(text.indexOf("e"))).toEqual({ line: 4, column: 1 });
});

test("what ends no line: form feed, vertical tab, U+0085", () => {
  expect(new Positions("\f\v\u0085x").at(3)).toEqual({ line: 1, column: 4 });
});

test("columns count UTF-16 code units", () => {
  expect(new Positions("😀x").at(2)).toEqual({ line: 1, column: 3 });
});

test("a range has its end just after the last character", () => {
  expect(new Positions("ab\ncd").range(1, 5)).toEqual({ start: { line: 1, column: 2 }, end: { line: 2, column: 3 } });
});

test("agree with a plain count on any text (seed 7)", () => {
  const character = fc.constantFrom("a", "\n", "\r", "\r\n", "\u2028", "\u2029", "😀");
  fc.assert(
    fc.property(fc.array(character), (parts) => {
      const text = parts.join("");
      const positions = new Positions(text);
      let [line, column] = [1, 1];
      for (let offset = 0; offset <= text.length; offset++) {
        expect(positions.at(offset)).toEqual({ line, column });
        const isEnd = /[\n\u2028\u2029]/.test(text[offset] ?? "") || (text[offset] === "\r" && text[offset + 1] !== "\n");
        [line, column] = isEnd ? [line + 1, 1] : [line, column + 1];
      }
    }),
    { seed: 7 },
  );
});
