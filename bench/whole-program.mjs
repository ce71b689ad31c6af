import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { number, printRatio } from "./figures.mjs";
import { ask, measure } from "./processes.mjs";

const cli = join(root, "dist/src/cli/main.js");
const program = join(root, "bench/children/program.mjs");
const questions = join(root, "bench/children/questions.mjs");

/**
 * A whole scan against what it cannot do without: creating and binding the programs, and the answers of the type checker to what
 * the scan asks it.
 */
export async function benchWholeProgram(project, runs) {
  console.log(`\nwhole-program ${project}: scan : creating, binding and asked types of its programs (min / median / max of ${runs} pairs)`);
  const { count, seconds } = await ask([questions, project]);
  console.log(`  ${count} questions to the type checker, ${number(seconds)} s`);
  const pairs = [];
  // Files are in the system's cache after the first pair, which does not count.
  for (let run = -1; run < runs; run++) {
    const bound = await measure([program, project], { cwd: project });
    const scanned = await measure([cli, "scan", project, "--level", "strict"], { cwd: project });
    if (run >= 0) pairs.push([scanned.cpu, bound.cpu + seconds]);
  }
  printRatio("CPU", pairs, { unit: "s", goal: 1.3 });
}
