import { testRule } from "./rule-tester.ts";

const message = (change: string, name: string, copy: string): string =>
  `\`${change}\` puts the entry that this round has deleted back at the end of \`${name}\`, so this loop visits it again: update the entry without deleting it, or iterate over a copy, \`${copy}\`.`;

testRule(
  "reinsert-during-iteration",
  {
    valid: [
      "function f(m: Map<string, number>) { for (const [k, v] of m) m.set(k, v + 1); }",
      "function f(m: Map<string, number>) { for (const [k, v] of m) { m.delete(k); m.set(k, v); break; } }",
      "function f(m: Map<string, number>, n: Map<string, number>) { for (const [k, v] of m) { m.delete(k); n.set(k, v); } }",
    ],
    invalid: [
      {
        code: "function f(m: Map<string, number>) { for (const [k, v] of m) { m.delete(k); m.set(k, v + 1); } }",
        message: message("m.set(k, v + 1)", "m", "[...m]"),
        column: 77,
        suggestions: [
          {
            title: "Iterate over a copy: `[...m]`.",
            output: "function f(m: Map<string, number>) { for (const [k, v] of [...m]) { m.delete(k); m.set(k, v + 1); } }",
          },
        ],
      },
    ],
  },
  {
    valid: ["const s = new Set(y); for (const x of s) { s.delete(x); }"],
    invalid: [
      {
        code: "const s = new Set(y); for (const x of s) { s.delete(x); s.add(x); }",
        message: message("s.add(x)", "s", "[...s]"),
        suggestions: [
          { title: "Iterate over a copy: `[...s]`.", output: "const s = new Set(y); for (const x of [...s]) { s.delete(x); s.add(x); }" },
        ],
      },
    ],
  },
);
