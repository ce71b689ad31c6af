import type { BlockedAccess, EndKind } from "./child/protocol.ts";

/** Why a finding is `not executable`: the closed list, with what is said to people. `detail` of a verdict says the rest. */
export const reasons = {
  "no-import": "Its module cannot be imported: it fails while it is loaded.",
  "module-missing": "It needs a module that is not installed, and does not get by with a stub of it.",
  "native-module": "It needs a native module, which is not loaded: native code cannot be contained.",
  "needs-browser": "It needs what only a browser has, such as a document.",
  "closure-not-exported": "The function cannot be reached from outside its module: it is not exported, or lies inside another one.",
  "unconstructable-parameter": "A value for one of its parameters cannot be made from the parameter's type.",
  "unconstructable-receiver": "An object to call the method on cannot be made.",
  "unsupported-form": "The flagged place is written in a form that the instrumentation does not know.",
  "no-oracle": "Nothing says for this hazard how its failure shows in a run.",
  "hook-failed": "The project's verify hooks failed.",
  "always-throws": "Every run ended with an error before it came to the flagged place.",
  "state-not-reached": "No run came to the flagged place: the state that leads there was not found.",
  "time-limit": "The time for this finding was over before its runs had come to an end.",
  hang: "Its code did not end: an endless loop, or a promise that never settles.",
  "stack-overflow": "Its code calls itself until the stack is full.",
  "out-of-memory": "Its code took more memory than it was given.",
  exit: "Its code ended the process.",
  crash: "Its code crashed the process, or ended with an error outside of any call.",
  "blocked-access": "It needs the network, a file outside of the temporary folder, or a process of its own: all of these are refused.",
} as const satisfies Readonly<Record<string, string>>;

/** Why a finding is not executable. */
export type NotExecutableReason = keyof typeof reasons;

export const notExecutableReasons = Object.keys(reasons) as readonly NotExecutableReason[];

/** The reason that a case has which ended without an answer. Of refused accesses, a native module is a reason of its own. */
export function reasonOfEnd(kind: EndKind, blocked: readonly BlockedAccess[] = []): NotExecutableReason {
  if (kind !== "blocked") return kind;
  return blocked.at(-1)?.kind === "native" ? "native-module" : "blocked-access";
}
