import { testRule } from "./rule-tester.ts";

testRule(
  "shift-during-iteration",
  {
    valid: [
      "function f(xs: number[]) { for (const x of [...xs]) xs.splice(xs.indexOf(x), 1); }",
      "function f(xs: number[]) { for (let i = 0; i < xs.length; i++) if (!xs[i]) xs.splice(i--, 1); }",
      "function f(xs: number[]) { for (let i = xs.length - 1; i >= 0; i--) if (!xs[i]) xs.splice(i, 1); }",
      "function f(m: Map<string, number>) { for (const [k] of m) m.delete(k); }",
    ],
    invalid: [
      {
        code: "function f(xs: number[]) { for (let i = 0; i < xs.length; i++) if (!xs[i]) xs.splice(i, 1); }",
        message:
          "`xs.splice(i, 1)` moves the elements after it while the index of this loop goes on, so the next one is skipped: adjust the index, or loop backwards.",
      },
      {
        code: "function f(xs: number[]) { for (const x of xs) xs.splice(xs.indexOf(x), 1); }",
        message:
          "`xs.splice(xs.indexOf(x), 1)` moves the elements after it while `xs` is being iterated, so this loop skips the next one: iterate over a copy, `[...xs]`, or build a new array with `filter`.",
        suggestions: [
          {
            title: "Iterate over a copy: `[...xs]`.",
            output: "function f(xs: number[]) { for (const x of [...xs]) xs.splice(xs.indexOf(x), 1); }",
          },
        ],
      },
      {
        code: "function f(xs: number[]) { for (const x of xs) { use(x); xs.reverse(); } }",
        message:
          "`xs.reverse()` rearranges `xs` while it is being iterated, so elements are skipped or visited twice: do it before or after the loop, or iterate over a copy, `[...xs]`.",
        suggestions: [
          {
            title: "Iterate over a copy: `[...xs]`.",
            output: "function f(xs: number[]) { for (const x of [...xs]) { use(x); xs.reverse(); } }",
          },
        ],
      },
    ],
  },
  {
    valid: ["const p = new URLSearchParams(y); for (const [k] of [...p]) p.delete(k);"],
    invalid: [
      {
        code: "const p = new URLSearchParams(y); for (const [k] of p) p.delete(k);",
        message:
          "`p.delete(k)` moves the entries after it while `p` is being iterated, so this loop skips the next one: iterate over a copy, `[...p]`.",
        suggestions: [
          {
            title: "Iterate over a copy: `[...p]`.",
            output: "const p = new URLSearchParams(y); for (const [k] of [...p]) p.delete(k);",
          },
        ],
      },
    ],
  },
);
