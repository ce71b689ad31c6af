/** An end of a case that is no answer of its runner. */
export type EndKind = "hang" | "exit" | "crash" | "out-of-memory" | "stack-overflow" | "blocked";

export interface CaseEnd {
  readonly kind: EndKind;
  /** What happened, for people: a sentence, and the stack where there is one. */
  readonly detail: string;
}

export type AccessKind = "network" | "write" | "process" | "native" | "limits";

/** Something that the code wanted and was refused. */
export interface BlockedAccess {
  readonly kind: AccessKind;
  /** What it wanted, such as `connect to example.org:443`. */
  readonly wanted: string;
}

/** What the child knows of a case beside its answer. */
export interface CaseNotes {
  /** The first of the accesses that were refused. */
  readonly blocked: readonly BlockedAccess[];
  /** The beginning of what the case wrote to stdout and stderr. */
  readonly output: string;
}

export type ToChild =
  | {
      readonly type: "setup";
      /** Begins each message of the child. */
      readonly token: string;
      /** The URL of the runner's module. */
      readonly runner: string;
      /** The only folder that may be written to: an absolute path without symbolic links. */
      readonly temporary: string;
      /** How many bytes of memory the process may take. */
      readonly processMemory: number;
    }
  | { readonly type: "case"; readonly index: number; readonly payload: unknown }
  | { readonly type: "ping"; readonly index: number };

export type FromChild =
  | { readonly type: "ready" }
  /** The runner's module cannot be loaded. */
  | { readonly type: "failed"; readonly detail: string }
  | { readonly type: "began"; readonly index: number }
  | { readonly type: "alive"; readonly index: number }
  | { readonly type: "note"; readonly index: number; readonly value: unknown }
  | ({ readonly type: "answer"; readonly index: number; readonly answer: unknown; readonly isLast: boolean } & CaseNotes)
  | ({ readonly type: "end"; readonly index: number; readonly end: CaseEnd; readonly isLast: boolean } & CaseNotes)
  /** What an earlier case has left behind ends the process: the case may be run in another one. */
  | { readonly type: "again"; readonly index: number }
  /** The whole process takes too much memory. */
  | { readonly type: "memory"; readonly bytes: number };

/** File descriptors of the child. The last one is never written to: its end is the end of the parent. */
export const descriptors = { fromParent: 3, toParent: 4, lifeline: 5 } as const;

const longestLine = 64 * 2 ** 20;
const mostGarbage = 2 ** 20;

/** Takes the messages of a channel apart that user code may have written to as well. */
export class MessageReader {
  readonly #token: string;
  readonly #receive: (message: FromChild) => void;
  #parts: string[] = [];
  #length = 0;
  #garbage = 0;

  constructor(token: string, receive: (message: FromChild) => void) {
    this.#token = token;
    this.#receive = receive;
  }

  /** @returns false when there is too much on the channel that is no message. */
  push(text: string): boolean {
    const lines = text.split("\n");
    const last = lines.pop()!;
    for (const line of lines) {
      this.#add(line);
      this.#take(this.#parts.join(""));
      this.#parts = [];
      this.#length = 0;
    }
    this.#add(last);
    return this.#length <= longestLine && this.#garbage <= mostGarbage;
  }

  #add(text: string): void {
    if (text === "") return;
    this.#parts.push(text);
    this.#length += text.length;
  }

  #take(line: string): void {
    const message = line.startsWith(this.#token) ? parse(line.slice(this.#token.length)) : null;
    if (message === null) this.#garbage += line.length;
    else this.#receive(message);
  }
}

function parse(text: string): FromChild | null {
  try {
    const value = JSON.parse(text) as FromChild | null;
    return typeof value === "object" && value !== null && typeof value.type === "string" ? value : null;
  } catch {
    return null;
  }
}
