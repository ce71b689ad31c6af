import { syncBuiltinESMExports } from "node:module";
import { BlockedAccessError, type Refuse } from "./blocked.ts";
import { guardFiles } from "./guard-files.ts";
import { guardNetwork } from "./guard-network.ts";
import { guardProcess } from "./guard-process.ts";
import type { BlockedAccess, CaseEnd } from "./protocol.ts";

/**
 * Replaces what the built-in modules have for the network, for writing, for processes and for the end of this one. It cannot be undone.
 * @param noted is told of each access that is refused.
 * @param end does not return.
 */
export function closeDoors(temporary: string, noted: (access: BlockedAccess) => void, end: (end: CaseEnd) => never): void {
  const refuse: Refuse = (kind, wanted) => {
    const error = new BlockedAccessError(kind, wanted);
    noted(error.access);
    return error;
  };
  guardFiles(temporary, refuse);
  guardNetwork(refuse);
  guardProcess(refuse, end);
  // For named imports, which are copies.
  syncBuiltinESMExports();
}
