import { testRule } from "./rule-tester.ts";

testRule(
  "remove-ahead-during-iteration",
  {
    valid: [
      "function f(m: Map<string, string>) { for (const [k] of m) m.delete(k); }",
      "function f(s: Set<string>) { for (const x of s) { s.clear(); break; } }",
      // On by itself, the rule shows what its own level has: strict.
      { code: "function f(s: Set<string>) { for (const x of s) { use(x); s.clear(); } }", options: [{ level: "recommended" }] },
    ],
    invalid: [
      {
        code: "function f(m: Map<string, string>) { for (const [k, v] of m) m.delete(v); }",
        message:
          "`m.delete(v)` removes an entry of `m` that this loop may not have visited yet and then never will: iterate over a copy, `[...m]`, or collect the removals and apply them after the loop.",
        suggestions: [
          {
            title: "Iterate over a copy: `[...m]`.",
            output: "function f(m: Map<string, string>) { for (const [k, v] of [...m]) m.delete(v); }",
          },
        ],
      },
      {
        code: "function f(s: Set<string>) { for (const x of s) { use(x); s.clear(); } }",
        options: [{ level: "strict" }],
        message:
          "`s.clear()` empties `s` while it is being iterated, so the entries still to come are never visited: leave the loop right after it, or do it after the loop.",
        suggestions: [
          {
            title: "Iterate over a copy: `[...s]`.",
            output: "function f(s: Set<string>) { for (const x of [...s]) { use(x); s.clear(); } }",
          },
        ],
      },
    ],
  },
  {
    valid: ["for (const k in o) delete o[k];"],
    invalid: [
      {
        code: "const o = { ...y }; for (const k in o) delete o[k + 1];",
        message:
          "`delete o[k + 1]` removes an entry of `o` that this loop may not have visited yet and then never will: iterate over a copy, `Object.keys(o)`.",
      },
    ],
  },
);
