import type { BlockedAccess, EndKind } from "../child/protocol.ts";

/** What came of a case. Whatever its code does, there is one. */
export type CaseResult<Answer = unknown> = CaseFacts &
  (
    | { readonly kind: "answer"; readonly answer: Answer }
    | {
        readonly kind: EndKind;
        /** What happened, for people. */
        readonly detail: string;
      }
  );

export interface CaseFacts {
  /** Accesses that were refused: the first 20, as far as the process could still tell them. */
  readonly blocked: readonly BlockedAccess[];
  /** The beginning of what it printed: user code's own text. */
  readonly output: string;
  /** From when the case was sent, in milliseconds. */
  readonly milliseconds: number;
}

/** No child can be started, or it cannot load its runner. The tool or its installation is at fault, not a case. */
export class ChildStartError extends Error {
  override readonly name = "ChildStartError";
}
