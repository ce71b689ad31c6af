import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { keySets, printTable, verdict } from "./engine-figures.mjs";
import { ask } from "./processes.mjs";

const child = join(root, "bench/children/engine-memory.mjs");
const sizes = [1_000, 6_000, 7_000, 10_000, 13_000, 100_000];
const names = ["int sequential", "int random 52-bit", "string short"];
const GOAL = 1.5;

/** Bytes an entry of GoMap and of a native Map, in processes of their own. Keys and values are not counted: maps share them. */
export async function benchMemory() {
  console.log("\nengine-memory: bytes an entry (heap and array buffers, averages over many maps), GoMap : native Map");
  for (const name of names) {
    const [ours, presized, theirs] = await Promise.all(["GoMap", "presized GoMap", "native"].map((structure) => ask(["--expose-gc", child, structure, name, ...sizes.map(String)])));
    const rows = sizes.flatMap((size, i) =>
      ["filled", "looked up", "presized"].map((state) => {
        const go = state === "presized" ? presized[i].filled : ours[i][state];
        const native = theirs[i][state === "presized" ? "filled" : state];
        return [`${size} ${state}`, go, native, go / native, verdict(go / native, GOAL)];
      }),
    );
    printTable(`${name} (${keySets[name].kind})`, [["", "GoMap", "native", "ratio", "goal"], ...rows]);
  }
}
