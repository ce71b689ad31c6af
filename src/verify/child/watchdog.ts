import process from "node:process";
import { Worker } from "node:worker_threads";
import { descriptors } from "./protocol.ts";

/** How often memory is looked at, in milliseconds. */
const period = 50;

/** Runs in a thread of its own, so that an endless loop does not stop it. It is text, for it must not load a module of the user. */
function watch(temporary: string, token: string, processMemory: number): string {
  return `const { rmSync, writeSync } = require("node:fs");
const { Socket } = require("node:net");
const end = () => {
  try { rmSync(${JSON.stringify(temporary)}, { recursive: true, force: true, maxRetries: 2 }); } catch {}
  process.kill(process.pid, "SIGKILL");
};
new Socket({ fd: ${descriptors.lifeline}, readable: true, writable: false }).on("close", end).on("error", end).resume();
setInterval(() => {
  const bytes = process.memoryUsage.rss();
  if (bytes <= ${processMemory}) return;
  writeSync(${descriptors.toParent}, "\\n" + ${JSON.stringify(token)} + JSON.stringify({ type: "memory", bytes }) + "\\n");
  process.kill(process.pid, "SIGKILL");
}, ${period});`;
}

/** Ends this process when its parent is gone, also in the middle of an endless loop, or when it takes too much memory. */
export function startWatchdog(temporary: string, token: string, processMemory: number): void {
  const source = watch(temporary, token, processMemory);
  const worker = new Worker(source, { eval: true, execArgv: [], env: {}, resourceLimits: { maxOldGenerationSizeMb: 16 } });
  worker.on("error", () => process.kill(process.pid, "SIGKILL"));
  worker.unref();
}
