import type { AccessKind, BlockedAccess } from "./protocol.ts";

/** Thrown, or given to callbacks and `error` listeners, in place of what the code wanted. The code is Node's own for this. */
export class BlockedAccessError extends Error {
  override readonly name = "BlockedAccessError";
  readonly code = "ERR_ACCESS_DENIED";
  readonly access: BlockedAccess;

  constructor(kind: AccessKind, wanted: string) {
    super(`rangeguard verify refuses this: ${wanted}. ${reasons[kind]}`);
    this.access = { kind, wanted };
  }
}

const reasons: Readonly<Record<AccessKind, string>> = {
  network: "Code runs without network.",
  write: "Code writes only to the temporary folder of its process, which os.tmpdir() gives.",
  process: "Code starts no processes and threads, and does not touch others.",
  native: "Native code cannot be contained.",
  limits: "It would undo the limits that the code runs under.",
};

/** Makes the error for an access that is refused, and notes it. */
export type Refuse = (kind: AccessKind, wanted: string) => BlockedAccessError;

/** The refused access that an error comes from, through its causes, or null. */
export function blockedCause(error: unknown): BlockedAccessError | null {
  for (let at = error, depth = 0; depth < 8 && at instanceof Error; at = at.cause, depth++) {
    if (at instanceof BlockedAccessError) return at;
  }
  return null;
}

type Replaceable = (this: unknown, ...args: unknown[]) => unknown;

/** Puts `make(original)` in the place of a method, which keeps its name, its length and its symbols. Missing methods stay missing. */
export function replace(holder: object, name: string, make: (original: Replaceable) => Replaceable): void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== "function") return;
  const replacement = make(original as Replaceable);
  for (const key of Reflect.ownKeys(original).filter((each) => each !== "prototype")) {
    Reflect.defineProperty(replacement, key, Object.getOwnPropertyDescriptor(original, key)!);
  }
  Object.defineProperty(holder, name, { ...descriptor, value: replacement });
}
