import { testRule } from "./rule-tester.ts";

const next = "let n = 0; export async function step() { n = await next(n); }";

testRule(
  "lost-update-across-await",
  {
    valid: [
      "class A { n = 0; async add(id: string) { const size = await sizeOf(id); this.n += size; } }",
      "export async function total(ids: string[]) { let sum = 0; for (const id of ids) sum += await sizeOf(id); return sum; }",
      "class A { n = 0; async add(id: string) { await this.lock.acquire(); this.n += await sizeOf(id); } }",
      // What the function makes of the old value, nobody knows.
      next,
    ],
    invalid: [
      {
        code: "class A { n = 0; async add(id: string) { this.n += await sizeOf(id); } }",
        message:
          "`this.n += await sizeOf(id)` writes a value that was computed from `this.n` (line 1) as it was before `await sizeOf(id)`, and a second call of `A.add` can run during this await: that update is lost. Read `this.n` again after the await.",
        line: 1,
        column: 42,
        endColumn: 68,
      },
      {
        code: next,
        options: [{ level: "strict" }],
        message:
          "`n = await next(n)` writes a value that was computed from `n` (line 1) as it was before `await next(n)`, and a second call of `step` can run during this await: that update is lost. Read `n` again after the await.",
      },
    ],
  },
  {
    valid: ["let rows = []; export async function add(id) { const row = await load(id); rows = [...rows, row]; }"],
    invalid: [
      {
        code: "const counts = new Map(); export async function count(k) { const old = counts.get(k) ?? 0; await tick(); counts.set(k, old + 1); }",
        message:
          "`counts.set(k, old + 1)` writes a value that was computed from `counts.get(k)` (line 1) as it was before `await tick()`, and a second call of `count` can run during this await: that update is lost. Read `counts` again after the await.",
      },
    ],
  },
);
