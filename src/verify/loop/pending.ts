import type { Strand } from "./strand.ts";

/** What a turn of the event loop begins with. */
export type EventKind = "call" | "external" | "timer" | "interval" | "immediate";

/** What is to be made pending. */
export interface Wanted {
  readonly kind: EventKind;
  readonly label: string;
  /** For timers the delay; for external completions what they take in a quiet run. In milliseconds. */
  readonly milliseconds: number;
  readonly matters?: boolean;
  readonly fire: () => void;
}

export function isTimed({ kind }: { readonly kind: EventKind }): boolean {
  return kind === "timer" || kind === "interval";
}

/** Something that has not happened yet, and makes a turn of the event loop when it does. */
export interface Pending {
  readonly kind: EventKind;
  /** For reports: `setTimeout 10`, `fetch /users`. */
  readonly label: string;
  readonly strand: Strand;
  /** When it happens in a quiet run, in virtual milliseconds. A timer never happens before. */
  time: number;
  /** Its number among all pending things of the run: those that were made first have the lower ones. */
  order: number;
  /** Whether a run goes on for its sake: intervals and timers without a reference do not keep a process alive either. */
  matters: boolean;
  /** For an immediate: whether a phase of timers comes before its turn. */
  readonly isAfterTimers: boolean;
  /** What happens. It may throw what user code throws. */
  readonly fire: () => void;
}
