/** Loaded with `--import` into a measured process: says on file descriptor 3 what the process has used, when it ends. */
import { writeSync } from "node:fs";
import process from "node:process";

const start = performance.now();

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = {
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    wall: (performance.now() - start) / 1000,
    memory: maxRSS / 1024,
  };
  writeSync(3, JSON.stringify(usage));
});
