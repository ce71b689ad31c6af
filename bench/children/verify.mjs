/**
 * `verify.mjs MODE JOB` prints `{ rate }`: schedules a second of a case with two calls, after a warm-up, in this process. `JOB` is a JSON file
 * with `{ plain, order, input, schedules }`. Modes:
 * - `plain`: the code as it is, under random schedules of the virtual event loop.
 * - `traced`: the same calls, instrumented and traced, each on state of its own.
 * - `search`: the whole runner: inputs, schedules, runs, traces, oracles.
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { random } from "../../dist/src/engine/schedule/random.js";
import { exploreLoop } from "../../dist/src/verify/loop/explore.js";
import { real } from "../../dist/src/verify/loop/real.js";
import { VirtualLoop } from "../../dist/src/verify/loop/virtual-loop.js";
import { run } from "../../dist/src/verify/runner/main.js";
import { Program } from "../../dist/src/verify/runner/program.js";
import { RunMaker } from "../../dist/src/verify/runner/run-maker.js";

const [mode, file] = process.argv.slice(2);
const { plain, order, input, schedules } = JSON.parse(readFileSync(file, "utf8"));
const modes = { plain: plainRuns, traced: tracedRuns, search: searchRuns };

const runs = await modes[mode]();
await runs();
// The loop has a clock of its own, which code sees as `performance`.
const start = real.now();
const made = await runs();
process.stdout.write(JSON.stringify({ rate: made / ((real.now() - start) / 1000) }));

async function plainRuns() {
  const loop = new VirtualLoop();
  loop.install();
  const { add } = await import(plain);
  const calls = () => input.calls.map(({ args }) => ({ label: "add", start: () => add(...args) }));
  return async () => (await exploreLoop(calls, { strategy: random(), schedules, check: () => null, loop })).schedules;
}

async function tracedRuns() {
  const program = await Program.open(order.project);
  await program.load(order.case.entries[0].target.declared.module);
  const maker = new RunMaker(order.case, program);
  const check = () => void program.trace.end();
  return async () => (await exploreLoop(() => maker.calls(input), { strategy: random(), schedules, check, loop: program.loop })).schedules;
}

function searchRuns() {
  const context = { note() {}, retire() {} };
  return async () => {
    const answer = await run(order, context);
    if (answer.verdict !== "not reproduced") throw new Error(`The case is ${answer.verdict}: it is of no use here.`);
    return answer.runs;
  };
}
