import { spawnSync } from "node:child_process";
import process from "node:process";

/** What a program did in a process that has never heard of a virtual loop. */
export interface PlainRun {
  readonly log: readonly unknown[];
  /** Whether two timers were due at the same time. */
  readonly hasTies: boolean;
}

/**
 * Fires timers in the order in which they are due, those of the same time in the order in which they were set, and lets a whole
 * turn of the real loop pass after each.
 */
const dueOrder = `
const after = setImmediate;
function dueOrder(source) {
  return new Promise((done) => {
    const log = []; const timers = []; const dues = new Set(); let now = 0, hasTies = false;
    const setTimer = (act, delay) => {
      const due = now + Math.max(1, delay);
      if (dues.has(due)) hasTies = true;
      dues.add(due);
      let place = timers.length;
      while (place > 0 && timers[place - 1].due > due) place--;
      timers.splice(place, 0, { due, act });
    };
    const next = () => {
      const timer = timers.shift();
      if (timer === undefined) return done({ log, hasTies });
      now = timer.due;
      timer.act();
      after(next);
    };
    after(() => {
      make(source)((...args) => log.push(...args), setTimer).catch(() => log.push("rejected"));
      after(next);
    });
  });
}`;

/** Real timers, so slow that none is late: each millisecond of the program takes several. */
const realTimers = `
function realTimers(source) {
  return new Promise((done) => {
    const log = []; let pending = 0;
    const idle = () => { if (pending === 0) setImmediate(() => pending === 0 && done({ log, hasTies: false })); };
    const setTimer = (act, delay) => { pending++; setTimeout(() => { act(); pending--; idle(); }, Math.max(1, delay) * 12); };
    setImmediate(() => {
      make(source)((...args) => log.push(...args), setTimer).catch(() => log.push("rejected"));
      idle();
    });
  });
}`;

const main = `
const { readFileSync } = require("node:fs");
const AsyncFunction = (async () => {}).constructor;
const make = (source) => new AsyncFunction("log", "setTimeout", source);
const { programs, kind } = JSON.parse(readFileSync(0, "utf8"));
process.on("unhandledRejection", () => {});
(async () => {
  const results = [];
  if (kind === "real") results.push(...await Promise.all(programs.map(realTimers)));
  else for (const each of programs) results.push(await dueOrder(each));
  process.stdout.write(JSON.stringify(results));
})();`;

/** Runs programs in a fresh process, with timers in due order or with real ones. */
export function plainRuns(programs: readonly string[], kind: "due order" | "real"): PlainRun[] {
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", `${dueOrder}\n${realTimers}\n${main}`], {
    input: JSON.stringify({ programs, kind }),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`The plain runs failed: ${stderr.slice(0, 2000)}`);
  return JSON.parse(stdout) as PlainRun[];
}
