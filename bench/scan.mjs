import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { printRatio } from "./figures.mjs";
import { measure } from "./processes.mjs";

const cli = join(root, "dist/src/cli/main.js");
const program = join(root, "bench/children/program.mjs");

/** `rangeguard scan` of a project against creating and binding the TypeScript programs of that project, whole processes. */
export async function benchScan(project, runs) {
  console.log(`\nscan ${project}: scan : creating and binding its programs (min / median / max of ${runs} pairs)`);
  const scan = () => measure([cli, "scan", project, "--level", "strict"], { cwd: project });
  const bind = () => measure([program, project], { cwd: project });
  const pairs = [];
  // Files are in the system's cache after the first pair, which does not count.
  for (let run = -1; run < runs; run++) {
    const isScanFirst = run % 2 === 0;
    const first = await (isScanFirst ? scan() : bind());
    const second = await (isScanFirst ? bind() : scan());
    if (run >= 0) pairs.push(isScanFirst ? [first, second] : [second, first]);
  }
  const figure = (name) => pairs.map(([ours, theirs]) => [ours[name], theirs[name]]);
  printRatio("CPU", figure("cpu"), { unit: "s", goal: 1.3 });
  printRatio("wall", figure("wall"), { unit: "s", goal: 1.3 });
  printRatio("peak memory", figure("memory"), { unit: "MB", goal: 1.5 });
}
