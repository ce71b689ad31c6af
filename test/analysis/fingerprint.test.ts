import { describe, expect, test } from "vitest";
import { fingerprint } from "../../src/analysis/fingerprint.ts";
import { findingsIn } from "./subject.ts";

const PROGRAM = `function grow(m: Map<string, number>) {
  for (const [key, value] of m) {
    m.set(key + "!", value);
  }
}

function again(list: string[]) {
  for (const x of list) {
    list.push(x + "!");
    list.push(x + "!");
  }
}
`;

const ids = (text: string, file?: string): string[] => findingsIn(text, { file }).map(({ id }) => id);

describe("a fingerprint", () => {
  test("is 64-bit FNV-1a", () => {
    expect(fingerprint("")).toBe("cbf29ce484222325");
    expect(fingerprint("a")).toBe("af63dc4c8601ec8c");
    expect(fingerprint("foobar")).toBe("85944171f73967e8");
  });

  test("is 16 hexadecimal digits for each finding, all different", () => {
    expect(ids(PROGRAM)).toHaveLength(3);
    expect(new Set(ids(PROGRAM)).size).toBe(3);
    for (const id of ids(PROGRAM)) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("stays the same", () => {
  test.each([
    ["lines are inserted above", `// A comment.\nimport "x";\n\n${PROGRAM}`],
    ["a function is added above", `function other(s: Set<string>) { for (const x of s) s.add(x + 1); }\n${PROGRAM}`],
    ["the code is indented", PROGRAM.replaceAll(/^ +/gm, "\t\t")],
    ["line ends become CRLF", PROGRAM.replaceAll("\n", "\r\n")],
    ["the changing expression is wrapped over lines", PROGRAM.replaceAll(" + ", " +\n      ")],
    ["other code of the loop changes", PROGRAM.replaceAll(/ (m|list)\) \{\n/g, " $1) {\n    console.log($1);\n")],
    ["functions are swapped", PROGRAM.split("\n\n").reverse().join("\n\n")],
  ])("when %s", (_, text) => {
    expect(ids(text)).toEqual(expect.arrayContaining(ids(PROGRAM)));
  });
});

describe("changes", () => {
  test.each([
    ["the changing expression", PROGRAM.replaceAll('"!"', '"?"')],
    ["the name of the collection", PROGRAM.replaceAll(/\b(m|list)\b/g, "$1s")],
    ["the name of the function", PROGRAM.replace("grow", "widen").replace("again", "twice")],
  ])("with %s", (_, text) => {
    expect(ids(text)).toHaveLength(3);
    for (const id of ids(text)) expect(ids(PROGRAM)).not.toContain(id);
  });

  test("with the file", () => {
    expect(ids(PROGRAM, "a.ts")).not.toEqual(ids(PROGRAM, "b.ts"));
  });
});

test("of two equal findings in one function, removing the second leaves the first", () => {
  const [, first, second] = ids(PROGRAM);
  const once = PROGRAM.replace(/( +list\.push.*\n)\1/, "$1");
  expect(ids(once)).toContain(first);
  expect(ids(once)).not.toContain(second);
});
