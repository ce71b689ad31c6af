import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { ENTRIES, printTable } from "./engine-figures.mjs";
import { number } from "./figures.mjs";
import { ask } from "./processes.mjs";

const child = join(root, "bench/children/engine-gc.mjs");

const levels = [
  { name: "none", title: "no pressure" },
  { name: "garbage", title: "an object that dies at once after each operation" },
  { name: "heap", title: "objects that live for a while, 30 MB that stay, new space of 1 MB", flags: ["--max-semi-space-size=1", "--max-old-space-size=96"] },
];

/** Pairs of variants: the first is compared to the second. */
const pairs = [
  ["delete from GoMap", "delete from native Map"],
  ["delete from presized GoMap", "delete from native Map"],
  ["fill GoMap", "fill native Map"],
  ["fill presized GoMap", "fill native Map"],
  ["fill presized GoMap", "fill GoMap"],
  ["append to GoSlice", "push to array"],
  ["append to presized GoSlice", "append to GoSlice"],
  ["store in presized array", "push to array"],
];

/**
 * Deletion, and growing against presized maps and slices, under three levels of pressure on the garbage collector. The first
 * ratio is of medians without the collector's time. The second adds the mean of that time: it is in few of the rounds, and which of
 * the variants sets off a collection is chance, so it says no more than an order of magnitude. The pressure's own cost is taken off.
 */
export async function benchGc() {
  console.log(`\nengine-gc: ns an operation, ${ENTRIES} operations on a fresh map or slice, without the cost of the pressure itself: own time + garbage collection (the ratio with GC is rough); no ratio below 1 ns`);
  for (const { name, title, flags = [] } of levels) {
    const timed = await ask([...flags, child, name]);
    const alone = timed["pressure alone"];
    const collector = (figures) => Math.max(figures.collector - alone.collector, 0);
    const own = (figures) => figures.own - alone.own;
    const whole = (figures) => own(figures) + collector(figures);
    const text = (figures) => `${number(own(figures))} + ${number(collector(figures))}`;
    const ratio = (a, b) => (Math.min(a, b) < 1 ? "-" : a / b);
    const rows = pairs.map(([a, b]) => {
      const [first, second] = [timed[a], timed[b]];
      return [`${a} : ${b}`, text(first), text(second), ratio(own(first), own(second)), ratio(whole(first), whole(second))];
    });
    printTable(`${title} (itself ${number(alone.own)} + ${number(alone.collector)} ns)`, [["", "first", "second", "ratio", "with GC"], ...rows]);
  }
}
