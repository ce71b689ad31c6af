import { testRule } from "./rule-tester.ts";

const timer = "export async function f(xs: string[]) { for (const x of xs) { setTimeout(() => xs.splice(0, 1)); await send(x); } }";
const load = "export function load(ids) { const rows = new Map(); ids.forEach(async (id) => { rows.set(id, await get(id)); }); return rows; }";

testRule(
  "escaping-mutation",
  {
    valid: [
      timer.replace("of xs", "of [...xs]"),
      timer.replace("await send", "send"),
      "export async function load(ids: string[]) { const rows = new Map(); await Promise.all(ids.map(async (id) => { rows.set(id, await get(id)); })); return rows; }",
    ],
    invalid: [
      {
        code: timer,
        options: [{ level: "strict" }],
        message: "`xs.splice(0, 1)` runs later, while the loop over `xs` in `f` may still be open. Wait for it, or iterate over a copy.",
        column: 80,
        endColumn: 95,
      },
    ],
  },
  {
    valid: [load.replace("return rows", "use(rows)"), load.replace("await get", "get")],
    invalid: [
      {
        code: load,
        options: [{ level: "strict" }],
        message:
          "`rows.set(id, await get(id))` runs after `rows` has been returned: `forEach` does not wait for its callbacks. Await `Promise.all` of a `map`, or use a `for...of` loop.",
      },
    ],
  },
);
