import { testRule } from "./rule-tester.ts";

const worklist = `function reach(seen: Set<Page>) {
  for (const page of seen) for (const link of page.links) seen.add(link);
}`;
const worklistJs = worklist.replace(": Set<Page>", "");

testRule(
  "insert-during-iteration",
  {
    valid: [
      "function f(m: Map<string, number>) { for (const [k] of [...m]) m.set(k + 1, 1); }",
      "function f(m: Map<string, number>) { for (const [k] of m) m.set(k, 1); }",
      "function f(xs: number[]) { xs.forEach((x) => { xs.push(x); }); }",
      worklist,
      { code: worklist, options: [{ checkWorklists: false }] },
      { code: worklist, options: [{ level: "strict" }] },
      // Strict only: the key may be there.
      "function f(m: Map<string, string>) { for (const [k, v] of m) m.set(v, k); }",
      { code: "function f(m: Map<string, string>) { for (const [k, v] of m) m.set(v, k); }", options: [{ level: "recommended" }] },
    ],
    invalid: [
      {
        code: `function f(m: Map<string, number>) {
  for (const [key, value] of m) {
    m.set(key + "!", value);
  }
}`,
        message:
          '`m.set(key + "!", value)` adds an entry to `m` that this loop will visit as well: iterate over a copy, `[...m]`, or collect the additions and apply them after the loop.',
        line: 3,
        column: 5,
        endColumn: 28,
        suggestions: [
          {
            title: "Iterate over a copy: `[...m]`.",
            output: `function f(m: Map<string, number>) {
  for (const [key, value] of [...m]) {
    m.set(key + "!", value);
  }
}`,
          },
          {
            title: "Collect the additions and apply them after the loop: `for (const [key, value] of additions) m.set(key, value);`.",
            output: `function f(m: Map<string, number>) {
  const additions = new Map();
  for (const [key, value] of m) {
    additions.set(key + "!", value);
  }
  for (const [key, value] of additions) m.set(key, value);
}`,
          },
        ],
      },
      {
        code: "function f(s: Set<string>) { s.forEach((x) => { s.add(x + 1); }); }",
        message:
          "`s.add(x + 1)` adds an entry to `s` that this loop will visit as well: iterate over a copy, `new Set(s)`, or collect the additions and apply them after the loop.",
        suggestions: [
          {
            title: "Iterate over a copy: `new Set(s)`.",
            output: "function f(s: Set<string>) { new Set(s).forEach((x) => { s.add(x + 1); }); }",
          },
        ],
      },
      {
        code: "function f(m: Map<string, string>) { m.forEach((v, k) => { m.set(v, k); }); }",
        options: [{ level: "strict" }],
        message:
          "`m.set(v, k)` adds an entry to `m` that this loop will visit as well: iterate over a copy, `new Map(m)`, or collect the additions and apply them after the loop.",
        suggestions: [
          {
            title: "Iterate over a copy: `new Map(m)`.",
            output: "function f(m: Map<string, string>) { new Map(m).forEach((v, k) => { m.set(v, k); }); }",
          },
        ],
      },
      {
        code: worklist,
        options: [{ checkWorklists: true }],
        message:
          "`seen.add(link)` adds an entry to `seen` that this loop will visit as well: iterate over a copy, `[...seen]`, or collect the additions and apply them after the loop.",
        line: 2,
        suggestions: [
          { title: "Iterate over a copy: `[...seen]`.", output: worklist.replace("of seen", "of [...seen]") },
          {
            title: "Collect the additions and apply them after the loop: `for (const value of additions) seen.add(value);`.",
            output: `function reach(seen: Set<Page>) {
  const additions = [];
  for (const page of seen) for (const link of page.links) additions.push(link);
  for (const value of additions) seen.add(value);
}`,
          },
        ],
      },
    ],
  },
  {
    valid: ["function f(m) { for (const [k] of [...m]) m.set(k + 1, 1); }", worklistJs, "const xs = []; xs.forEach((x) => { xs.push(x); });"],
    invalid: [
      {
        code: "function f(m) { m.forEach((v, k) => { m.set(k + 1, v); }); }",
        message:
          "`m.set(k + 1, v)` adds an entry to `m` that this loop will visit as well: iterate over a copy, `new Map(m)`, or collect the additions and apply them after the loop.",
        suggestions: [
          { title: "Iterate over a copy: `new Map(m)`.", output: "function f(m) { new Map(m).forEach((v, k) => { m.set(k + 1, v); }); }" },
        ],
      },
    ],
  },
);
