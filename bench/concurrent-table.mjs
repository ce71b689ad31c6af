import { SteppedCasMap } from "../dist/src/engine/concurrent/cas/stepped-cas-map.js";
import { RWMutexMap } from "../dist/src/engine/concurrent/rwmutex-map.js";
import { ShardedMap } from "../dist/src/engine/concurrent/sharded-map.js";
import { SyncMap } from "../dist/src/engine/concurrent/sync-map.js";
import { random } from "../dist/src/engine/schedule/random.js";
import { go, run } from "../dist/src/engine/schedule/run.js";
import { printTable } from "./engine-figures.mjs";

const SEED = 1;
/** Of each task. */
const OPERATIONS = 1000;
const TASKS = [2, 4, 8];
const MANY = 256;

const maps = {
  SyncMap: () => SyncMap.make("int64", { seed: SEED }),
  RWMutexMap: () => RWMutexMap.make("int64", { seed: SEED }),
  ShardedMap: () => ShardedMap.make("int64", { seed: SEED, shards: 32 }),
  CasMap: () => SteppedCasMap.create({ capacity: 1 << 14 }),
};

/**
 * Which key a task uses. `size`: so many keys, 0 and up, are in the map before; `pick` gives the key of an operation. With new keys each
 * write stores one that the map has not, and half of the reads are for those that the task has stored.
 */
const layouts = {
  "8 keys": { size: 8, pick: ({ draw }) => draw(8) },
  [`${MANY} keys`]: { size: MANY, pick: ({ draw }) => draw(MANY) },
  "own keys": { size: MANY, pick: ({ draw, task }) => 32 * task + draw(32) },
  "new keys": { size: MANY, pick: newKey },
};

function newKey(state, isWrite) {
  const { draw, task, stored } = state;
  if (isWrite) return MANY + 8 * state.stored++ + task;
  return stored > 0 && draw(2) === 0 ? MANY + 8 * draw(stored) + task : draw(MANY);
}

/** Reads in per cent. */
const reads = [100, 99, 90, 50, 0];

/** Steps and waiting of the four maps in the simulator. The same figures in every run: they are counts, not times. */
export function benchConcurrent() {
  console.log(`\nconcurrent-table: ${OPERATIONS} operations (load, store) of each task, random strategy, seed ${SEED}; counts, not times`);
  const mixes = measureMixes();
  const most = TASKS.at(-1);
  const all = ({ steps, waiting, rate }) => [steps.toFixed(1), percent(waiting), rate.toFixed(0)].map((text) => text.padStart(5)).join("");
  table(`${most} tasks: steps an operation, % of a task's time that it waits, operations in 1,000 ticks`, mixes, (of) => all(of[most]));
  table(`% of a task's time that it waits, ${TASKS.join(" / ")} tasks`, mixes, (of) => each(of, ({ waiting }) => percent(waiting)));
  const ranges = [["0/100", ofEachMap((make, tasks) => measure(make, tasks, ranging, MANY))]];
  table(`the same, where a further task ranges over the ${MANY} keys again and again`, ranges, (of) => each(of, ({ waiting }) => percent(waiting)));
}

function measureMixes() {
  const rows = [];
  for (const [layout, keys] of Object.entries(layouts)) {
    for (const share of reads) {
      if (share === 100 && layout === "new keys") continue;
      rows.push([`${share}/${100 - share}, ${layout}`, ofEachMap((make, tasks) => measure(make, tasks, mixed(keys, share), keys.size))]);
    }
  }
  return rows;
}

function ofEachMap(measure) {
  const ofTasks = (make) => Object.fromEntries(TASKS.map((tasks) => [tasks, measure(make, tasks)]));
  return Object.values(maps).map(ofTasks);
}

/** What a task does: so many per cent of loads, and stores. */
function mixed({ pick }, share) {
  return function* (map, task, counts) {
    const state = { draw: draws(task), task, stored: 0 };
    for (let turn = 0; turn < OPERATIONS; turn++) {
      const isWrite = state.draw(100) >= share;
      const key = pick(state, isWrite);
      if (isWrite) yield* map.store(key, turn);
      else yield* map.load(key);
      counts.operations++;
    }
  };
}

/** Task -1 ranges until the others are done. */
function* ranging(map, task, counts) {
  if (task < 0) {
    while (counts.done < counts.tasks) yield* map.range(nothing);
    return;
  }
  yield* mixed(layouts[`${MANY} keys`], 0)(map, task, counts);
  counts.done++;
}

function* nothing() {}

/** Fills the map and loads each key twice, so that a SyncMap has its read map; then counts what the tasks do. */
function measure(make, tasks, body, size) {
  const counts = { operations: 0, done: 0, tasks };
  const first = body === ranging ? -1 : 0;
  const waiting = new Waiting(1 - first);
  const program = function* () {
    const map = make();
    for (let key = 0; key < size; key++) yield* map.store(key, 0);
    for (let key = 0; key < 2 * size; key++) yield* map.load(key % size);
    for (let task = first; task < tasks; task++) go(() => body(map, task, counts));
  };
  const { outcome } = run(program, { strategy: random({ seed: SEED }), steps: 1e8, monitors: [waiting] });
  if (outcome.kind !== "completed") throw new Error(outcome.message);
  const { steps, share, ticks } = waiting;
  return { steps: steps / counts.operations, waiting: share, rate: (counts.operations / ticks) * 1000 };
}

/**
 * Counts the steps of the tasks that main has started, and how long they wait. Time goes as on a machine with a core for each task: in a
 * tick, each task that can go on makes a step, so a step takes one tick divided by their number.
 */
class Waiting {
  steps = 0;
  ticks = 0;
  #hasBegun = false;
  #waited = 0;
  #lived = 0;
  /** The tasks that are counted have this index or a higher one: a task before them is there for them to wait for. */
  #first;
  #live = 0;
  #counted = 0;
  #blocked = new Map();

  constructor(first) {
    this.#first = first;
  }

  /** The part of their time in which the counted tasks stood at closed gates. */
  get share() {
    return this.#waited / this.#lived;
  }

  spawned({ index }) {
    this.#add(index, 1);
  }

  finished({ index }) {
    if (index === 0) this.#hasBegun = true;
    this.#add(index, -1);
  }

  blocked(task, gate, operation) {
    this.#blocked.set(task, [gate, operation]);
  }

  unblocked(task) {
    this.#blocked.delete(task);
  }

  stepped({ index }) {
    if (!this.#hasBegun) return;
    let standing = 0;
    let countedStanding = 0;
    for (const [task, [gate, operation]] of this.#blocked) {
      if (gate.isOpen(operation, task)) continue;
      standing++;
      if (task.index >= this.#first) countedStanding++;
    }
    const time = 1 / (this.#live - standing);
    this.ticks += time;
    this.#lived += time * this.#counted;
    this.#waited += time * countedStanding;
    if (index >= this.#first) this.steps++;
  }

  #add(index, change) {
    if (index > 0) this.#live += change;
    if (index >= this.#first) this.#counted += change;
  }
}

function table(title, results, format) {
  printTable(title, [["reads/writes", ...Object.keys(maps)], ...results.map(([name, ofMaps]) => [name, ...ofMaps.map(format)])]);
}

function each(of, format) {
  return TASKS.map((tasks) => format(of[tasks])).join(" / ");
}

function percent(share) {
  return (100 * share).toFixed(0);
}

/** Whole numbers below a bound, the same for the same task in every run (mulberry32). */
function draws(task) {
  let state = Math.imul(task + 1, 0x9e3779b1);
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}
