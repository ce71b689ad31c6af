/**
 * `verify-loop.mjs` prints `[{ strategy, turns, rate, slowRate }]`: turns a schedule and schedules a second on the virtual event loop,
 * medians of 7 searches of 2,000 schedules each; `slowRate` with a turn of the real loop for each turn.
 */
import process from "node:process";
import { exhaustive } from "../../dist/src/engine/schedule/exhaustive.js";
import { pct } from "../../dist/src/engine/schedule/pct.js";
import { random } from "../../dist/src/engine/schedule/random.js";
import { exploreLoop } from "../../dist/src/verify/loop/explore.js";
import { VirtualLoop } from "../../dist/src/verify/loop/virtual-loop.js";
import { median } from "../figures.mjs";

const strategies = { random: () => random(), PCT: () => pct(), exhaustive: () => exhaustive({ preemptions: 100 }) };
/** `exhaustive` has 20 schedules: it is run so many times. */
const schedules = 2000;

function makeCalls(loop) {
  const cache = new Map();
  const load = async (key) => {
    if (!cache.has(key)) cache.set(key, await loop.external("read", { value: 1 }));
    return loop.external("log", { value: cache.get(key) });
  };
  return [1, 2].map((n) => ({ label: `load ${n}`, start: () => load("k") }));
}

async function search(strategy, isTurnByTurn) {
  const loop = new VirtualLoop({ isTurnByTurn });
  const start = performance.now();
  let [made, turns] = [0, 0];
  while (made < schedules) {
    const found = await exploreLoop(makeCalls, { strategy: strategy(), schedules, check: () => null, loop });
    made += found.schedules;
    turns += found.turns;
  }
  return { rate: made / ((performance.now() - start) / 1000), turns: turns / made };
}

const rows = [];
for (const [name, strategy] of Object.entries(strategies)) {
  const rounds = { fast: [], slow: [] };
  let turns = 0;
  for (let round = 0; round < 8; round++) {
    const fast = await search(strategy, false);
    const slow = await search(strategy, true);
    turns = fast.turns;
    if (round === 0) continue;
    rounds.fast.push(fast.rate);
    rounds.slow.push(slow.rate);
  }
  rows.push({ strategy: name, turns, rate: median(rounds.fast), slowRate: median(rounds.slow) });
}
process.stdout.write(JSON.stringify(rows));
