import { testRule } from "./rule-tester.ts";

const names = "const names = new Map(); export async function nameOf(id) { if (!names.has(id)) names.set(id, await load(id)); return names.get(id); }";
const stale = (who: string) =>
  `follows a check that may be out of date: ${who}. Store the promise, not its result, before awaiting, or check again after the await.`;

testRule(
  "check-then-act-across-await",
  {
    valid: [
      "class Db { conn?: Promise<Conn>; get() { this.conn ??= open(); return this.conn; } }",
      "const m = new Map<string, Conn>(); export async function ensure(k: string) { if (!m.has(k)) { const c = await open(k); if (!m.has(k)) m.set(k, c); } }",
      "class A { m = new Map<string, Conn>(); ensure(k: string) { return this.mutex.runExclusive(async () => { if (!this.m.has(k)) this.m.set(k, await open(k)); }); } }",
      // A value that is merely computed twice is strict.
      names,
    ],
    invalid: [
      {
        code: "class Db { conn?: Conn; async get() { this.conn ??= await open(); return this.conn; } }",
        message: `\`this.conn ??= await open()\` ${stale("`this.conn` (line 1) was answered before `await open()`, and a second call of `Db.get` can run during this await")}`,
        line: 1,
        column: 39,
        endColumn: 65,
      },
      {
        code: names,
        options: [{ level: "strict" }],
        message: `\`names.set(id, await load(id))\` ${stale("`names.has(id)` (line 1) was answered before `await load(id)`, and a second call of `nameOf` can run during this await")}`,
      },
      {
        code: "const slots: string[] = []; export async function take(id: string) { if (slots.length < 4) { await tick(); slots.push(id); } }",
        message:
          "`slots.push(id)` relies on `slots.length` (line 1), which was asked before `await tick()`, and a second call of `take` can run during this await. Reserve the place before awaiting, or check again after the await.",
      },
    ],
  },
  {
    valid: ["export async function f(ids) { const m = new Map(); for (const id of ids) if (!m.has(id)) m.set(id, await open(id)); return m; }"],
    invalid: [
      {
        code: "const sockets = new Map(); export async function ensure(host) { if (sockets.has(host)) return; const socket = await connect(host); sockets.set(host, socket); }",
        message: `\`sockets.set(host, socket)\` ${stale("`sockets.has(host)` (line 1) was answered before `await connect(host)`, and a second call of `ensure` can run during this await")}`,
      },
    ],
  },
);
