import type { BlockedAccess } from "./protocol.ts";

/** What a runner may use while a case runs. */
export interface CaseContext {
  /** The only folder that may be written to. It lasts as long as the process. */
  readonly temporary: string;
  /** What the case has wanted and was refused, so far. */
  readonly blocked: readonly BlockedAccess[];
  /** Hands a value, which must be JSON, to the parent while the case goes on. */
  readonly note: (value: unknown) => void;
  /** No further case runs in this process: what this one did cannot be undone. */
  readonly retire: () => void;
}

/**
 * A module that runs cases. It is loaded before the built-in modules are closed: what it takes out of them while it is loaded
 * (`const { register } = module`, not a named import) stays what it was.
 */
export interface RunnerModule<Payload = unknown, Answer = unknown> {
  /**
   * Runs one case.
   * @param payload JSON, as the parent gave it.
   * @returns the answer, which must be JSON. What it throws is the case's end: `crash`, `stack-overflow` or `blocked`.
   */
  readonly run: (payload: Payload, context: CaseContext) => Answer | Promise<Answer>;
}
