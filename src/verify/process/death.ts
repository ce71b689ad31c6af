import type { CaseEnd } from "../child/protocol.ts";

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
}

const outOfHeap = /FATAL ERROR: .*(heap|memory|Allocation failed)/i;

/** What a process that has died in the middle of a case has died of. */
export function endOfDeath({ code, signal, stderr }: Death): CaseEnd {
  const heap = outOfHeap.exec(stderr);
  if (heap !== null) return { kind: "out-of-memory", detail: heap.input.slice(heap.index).split("\n", 1)[0]! };
  if (signal === "SIGKILL") {
    return { kind: "out-of-memory", detail: "Something else has killed the process: most often the system, for lack of memory." };
  }
  const how = signal === null ? `with exit code ${String(code)}` : `by ${signal}`;
  const cause = signal === "SIGSEGV" || signal === "SIGBUS" ? ": a fault in native code, such as an overflow of the native stack" : "";
  return { kind: "crash", detail: [`The process ended ${how}${cause}.`, stderr.trim().slice(-1000)].join("\n").trim() };
}

export function outOfProcessMemory(bytes: number): CaseEnd {
  return { kind: "out-of-memory", detail: `The process took ${Math.round(bytes / 2 ** 20)} MB, buffers included.` };
}

/** @param isAlive Whether the process still answered shortly before. */
export function timeout(milliseconds: number, isAlive: boolean): CaseEnd {
  const why = isAlive
    ? "Its process was waiting: for a promise that does not settle, or for something that takes longer."
    : "Its process did not come back to its event loop: an endless loop, or work that takes longer.";
  return { kind: "hang", detail: `No end within ${milliseconds} ms. ${why}` };
}

export const flooded: CaseEnd = { kind: "crash", detail: "It flooded the channel to the parent process." };
export const silenced: CaseEnd = { kind: "crash", detail: "It closed the channel to the parent process." };
