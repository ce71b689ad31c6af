import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import type { Host } from "./host.ts";
import { Patches } from "./patches.ts";
import { promisedTimers } from "./promised-timers.ts";
import { timerFunctions } from "./timer-functions.ts";
import { patchChance } from "./virtual-chance.ts";
import { patchClocks } from "./virtual-clocks.ts";

/** Replaces timers, clocks and chance, for `import`, `require` and global names. @returns what puts all of it back. */
export function install(host: Host): () => void {
  const patches = new Patches();
  const uninstall = () => {
    patches.restore();
    syncBuiltinESMExports();
  };
  try {
    patchTimers(patches, host);
    patchClocks(patches, host);
    patchChance(patches, host);
    syncBuiltinESMExports();
  } catch (error) {
    uninstall();
    throw error;
  }
  return uninstall;
}

function patchTimers(patches: Patches, host: Host): void {
  const { wait, yield: yieldTurn, ...promised } = promisedTimers(host);
  const functions = timerFunctions(host, { wait, yield: yieldTurn, ...promised });
  for (const [name, value] of Object.entries(functions)) {
    patches.replace(globalThis, name, value);
    patches.replace(timers, name, value);
  }
  for (const [name, value] of Object.entries(promised)) patches.replace(timersPromises, name, value);
  patches.replace(timersPromises.scheduler, "wait", wait);
  patches.replace(timersPromises.scheduler, "yield", yieldTurn);
}
