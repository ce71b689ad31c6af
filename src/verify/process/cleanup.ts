import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Launched } from "./launch.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Children that may still run. Whatever ends this process ends them, and removes their folders. */
const living = new Set<Launched>();

/** Folders of this process itself. */
const folders = new Set<string>();

/** Ends a child with this process. What it cannot do, when this process is killed, the child's watchdog does. */
export function guardChild(child: Launched): void {
  if (isIdle()) install();
  living.add(child);
}

/** Makes a temporary folder that is gone when this process ends, unless that is killed. @throws Error of the system */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rangeguard-verify-"));
  if (isIdle()) install();
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  remove(folder);
  folders.delete(folder);
  if (isIdle()) uninstall();
}

function isIdle(): boolean {
  return living.size === 0 && folders.size === 0;
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
  remove(child.temporary);
  living.delete(child);
  if (isIdle()) uninstall();
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  } catch {
    // Left to the system's own clearing of its temporary folder.
  }
}

function killAll(): void {
  for (const child of living) kill(child);
  for (const { temporary } of living) remove(temporary);
  for (const folder of folders) remove(folder);
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
