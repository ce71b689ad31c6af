import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import process from "node:process";
import { root } from "../scripts/sources.mjs";

const usage = join(root, "bench/children/usage.mjs");

/**
 * Runs a Node process to its end: CPU time (user and system) and wall time in seconds, peak memory in MB. Its status is left
 * out of account, findings set it; a process that crashed throws.
 */
export async function measure(args, { cwd, node = process.execPath } = {}) {
  const child = spawn(node, ["--import", usage, ...args], { cwd, stdio: ["ignore", "ignore", "pipe", "pipe"] });
  const [reported, errors] = await Promise.all([text(child.stdio[3]), text(child.stderr), once(child, "exit")]);
  if (reported === "") throw new Error(`${args.join(" ")} ended before its time:\n${errors}`);
  return JSON.parse(reported);
}

/** Runs a Node process to its end and returns the JSON that it prints. */
export async function ask(args, { cwd, node = process.execPath } = {}) {
  const child = spawn(node, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
  const [printed, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (status !== 0) throw new Error(`${args.join(" ")} ended with status ${status}.`);
  return JSON.parse(printed);
}
