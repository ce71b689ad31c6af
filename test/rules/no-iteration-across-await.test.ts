import { testRule } from "./rule-tester.ts";

const names = "class A { names = new Set<string>(); add(x: string) { this.names.add(x); } async all() { for (const x of this.names) await send(x); } }";
const views = names.replace("new Set<string>()", "new Map<string, 1>()").replace("names.add(x)", "names.set(x, 1)").replace("of this.names)", "of this.names.keys())");
const copy = (code: string, source: string) => [{ title: `Iterate over a copy: \`[...${source}]\`.`, output: code.replace(`of ${source})`, `of [...${source}])`) }];
const jobs = "const jobs = []; export function drop(job) { jobs.splice(jobs.indexOf(job), 1); } export async function run() { for (const job of jobs) await send(job); }";

testRule(
  "iteration-across-await",
  {
    valid: [
      names.replace("of this.names", "of [...this.names]"),
      names.replace("this.names.add", "this.names.delete"),
      names.replace("await send", "send"),
      // What is added meanwhile is visited, which is meant at times.
      names,
    ],
    invalid: [
      {
        code: names,
        options: [{ level: "strict" }],
        message: 'The iteration of `this.names` is open across `await send(x)` (line 1), and "A.add" at file.ts:1 can run during this await. Iterate over a copy, `[...this.names]`.',
        suggestions: copy(names, "this.names"),
      },
      {
        // The copy is one of what the head gives: `[...m].keys()` would be positions.
        code: views,
        options: [{ level: "strict" }],
        message: 'The iteration of `this.names` is open across `await send(x)` (line 1), and "A.add" at file.ts:1 can run during this await. Iterate over a copy, `[...this.names.keys()]`.',
        suggestions: copy(views, "this.names.keys()"),
      },
      {
        code: "const m = new Map<string, Row>(); export function put(k: string, v: Row) { m.set(k, v); } export async function flush() { for (const [k, v] of [...m]) { await send(v); m.delete(k); } }",
        message:
          '`m.delete(k)` may delete another entry than the one that this function has handled: `await send(v)` comes in between, and "put" at file.ts:1 can run during this await. Delete it before awaiting, or make sure after the await that it is still the same.',
      },
    ],
  },
  {
    valid: [jobs.replace("jobs.splice(jobs.indexOf(job), 1)", "count(jobs)"), jobs.replace("export function", "function")],
    invalid: [
      {
        code: jobs,
        message: 'The iteration of `jobs` is open across `await send(job)` (line 1), and "drop" at <input>:1 can run during this await. Iterate over a copy, `[...jobs]`.',
        suggestions: copy(jobs, "jobs"),
      },
    ],
  },
);
