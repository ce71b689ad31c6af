import { testRule } from "./rule-tester.ts";

const log = "class Log { rows: string[] = []; add(row: string) { this.rows.push(row); } ";
const close = `${log} async close() { await send(this.rows); this.rows.length = 0; } }`;
const advice = "Take the entries out before awaiting: swap the collection for an empty one, or `splice(0)`.";

testRule(
  "clear-after-await",
  {
    valid: [
      `${log} async flush() { const rows = this.rows; this.rows = []; await send(rows); } }`,
      `${log} async flush() { const rows = this.rows.splice(0); await send(rows); } }`,
      "class Log { rows: string[] = []; async flush() { await send(this.rows); this.rows = []; } }",
      // Nothing is expected to come after the end.
      close,
    ],
    invalid: [
      {
        code: `${log}\n  async flush() {\n    await send(this.rows);\n    this.rows = [];\n  }\n}`,
        message: `\`this.rows = []\` also drops what was added to \`this.rows\` during \`await send(this.rows)\` (read at line 3), and "Log.add" at file.ts:1 can run during this await. ${advice}`,
        line: 4,
        column: 5,
        endColumn: 19,
      },
      {
        code: close,
        options: [{ level: "strict" }],
        message: `\`this.rows.length = 0\` also drops what was added to \`this.rows\` during \`await send(this.rows)\` (read at line 1), and "Log.add" at file.ts:1 can run during this await. ${advice}`,
      },
    ],
  },
  {
    valid: ["let rows = []; export function add(row) { rows.push(row); } export async function flush() { await send('all'); rows = []; }"],
    invalid: [
      {
        code: "const seen = new Set(); export function add(x) { seen.add(x); } export async function flush() { await send([...seen]); seen.clear(); }",
        message: `\`seen.clear()\` also drops what was added to \`seen\` during \`await send([...seen])\` (read at line 1), and "add" at <input>:1 can run during this await. ${advice}`,
      },
    ],
  },
);
