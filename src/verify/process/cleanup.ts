import { rmSync } from "node:fs";
import process from "node:process";
import type { Launched } from "./launch.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Children that may still run. Whatever ends this process ends them, and removes their folders. */
const living = new Set<Launched>();

/** Ends a child with this process. What it cannot do, when this process is killed, the child's watchdog does. */
export function guardChild(child: Launched): void {
  if (living.size === 0) install();
  living.add(child);
}

/** Kills a child and all that it has started. */
export function kill({ process: child }: Launched): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (process.platform !== "win32") process.kill(-child.pid, "SIGKILL");
  } catch {
    // Not yet the leader of its group, or just gone.
  }
  child.kill("SIGKILL");
}

/** Removes the folder of a child that has ended. */
export function release(child: Launched): void {
  remove(child);
  living.delete(child);
  if (living.size === 0) uninstall();
}

function remove({ temporary }: Launched): void {
  try {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  } catch {
    // Left to the system's own clearing of its temporary folder.
  }
}

function killAll(): void {
  for (const child of living) kill(child);
  for (const child of living) remove(child);
}

function onSignal(signal: NodeJS.Signals): void {
  killAll();
  // Others who listen decide what becomes of this process. Otherwise it ends as it would have.
  if (process.listenerCount(signal) > 1) return;
  uninstall();
  process.kill(process.pid, signal);
}

function install(): void {
  process.on("exit", killAll);
  for (const signal of signals) process.on(signal, onSignal);
}

function uninstall(): void {
  process.off("exit", killAll);
  for (const signal of signals) process.off(signal, onSignal);
}
