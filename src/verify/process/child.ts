import type { Readable, Writable } from "node:stream";
import { MessageReader, type CaseEnd, type FromChild, type ToChild } from "../child/protocol.ts";
import { guardChild, kill, release } from "./cleanup.ts";
import { endOfDeath, flooded, outOfProcessMemory, silenced, timeout } from "./death.ts";
import { launch, type Launch, type Launched } from "./launch.ts";
import { ChildStartError, type CaseResult } from "./result.ts";

/** How long before its time is over a case's process is asked whether it still answers, in milliseconds. */
const askBefore = 100;

/** How long a process that ends may take to close its pipes, in milliseconds. */
const dying = 250;

/** How many characters of stdout and of stderr are kept. */
const kept = 8192;

export interface ChildOptions extends Launch {
  readonly runner: string;
  readonly processMemory: number;
  readonly startTimeLimit: number;
}

export interface CaseOptions {
  readonly timeLimit: number;
  readonly onNote?: (value: unknown) => void;
}

/** `again` when the process has ended for something else than this case. */
export type Outcome = CaseResult | "again";

interface Running {
  readonly index: number;
  readonly since: number;
  readonly timers: readonly NodeJS.Timeout[];
  readonly settle: (outcome: Outcome) => void;
  readonly onNote: (value: unknown) => void;
  hasBegun: boolean;
  isAlive: boolean;
}

/** One child process. It runs one case at a time, until a case ends it. */
export class Child {
  readonly #launched: Launched;
  readonly #options: ChildOptions;
  /** Rejects with a `ChildStartError`. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended and its folder is removed. */
  readonly ended: Promise<void>;
  /** Whether it takes no more cases. */
  isOver = false;
  #started: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #running: Running | null = null;
  #cases = 0;
  #stdout = "";
  #stderr = "";
  #verdict: CaseEnd | null = null;

  /** @throws Error when no folder or process can be made. */
  constructor(options: ChildOptions) {
    this.#options = options;
    this.#launched = launch(options);
    guardChild(this.#launched);
    this.ready = this.#begin();
    this.ended = this.#watch();
    this.#listen();
    const { token, temporary } = this.#launched;
    this.#send({ type: "setup", token, runner: options.runner, temporary, processMemory: options.processMemory });
  }

  /** Runs a case. Never rejects. */
  run(payload: unknown, { timeLimit, onNote = () => {} }: CaseOptions): Promise<Outcome> {
    return new Promise((settle) => {
      const index = this.#cases++;
      const timers = [
        setTimeout(() => this.#send({ type: "ping", index }), Math.max(timeLimit - askBefore, timeLimit / 2)),
        // If this process was busy, the answer may be there and not be read yet: it is, in the phase before `setImmediate`.
        setTimeout(() => setImmediate(() => this.#timeOut(index, timeLimit)), timeLimit),
      ];
      this.#running = { index, since: performance.now(), timers, settle, onNote, hasBegun: false, isAlive: false };
      this.#stdout = this.#stderr = "";
      if (this.isOver) this.#settle("again");
      else this.#send({ type: "case", index, payload });
    });
  }

  kill(): void {
    this.isOver = true;
    kill(this.#launched);
  }

  #begin(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => (this.#started = { resolve, reject }));
    const { startTimeLimit } = this.#options;
    const timer = setTimeout(() => this.#failStart(`it was not ready within ${startTimeLimit} ms`), startTimeLimit);
    const begun = ready.finally(() => clearTimeout(timer));
    // It may fail when nobody waits for it any more.
    begun.catch(() => {});
    return begun;
  }

  #failStart(why: string): void {
    this.kill();
    this.#started?.reject(new ChildStartError(`A process for the cases could not be started: ${why}`));
  }

  #watch(): Promise<void> {
    const { process: child } = this.#launched;
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#died(code, signal);
        for (const stream of child.stdio) stream?.destroy();
        release(this.#launched);
        resolve();
      };
      child.once("error", (error) => {
        this.#failStart(error.message);
        if (child.pid === undefined) end(null, null);
      });
      // After `exit`, what it wrote last may still be in the pipes. After `close`, it is not.
      child.once("close", end);
      child.once("exit", (code, signal) => {
        this.isOver = true;
        setTimeout(() => end(code, signal), dying).unref();
      });
    });
  }

  #listen(): void {
    const [, stdout, stderr, toChild, fromChild, lifeline] = this.#launched.process.stdio as unknown as Readable[];
    const reader = new MessageReader(this.#launched.token, (message) => this.#receive(message));
    stdout?.setEncoding("utf8").on("data", (text: string) => (this.#stdout = (this.#stdout + text).slice(0, kept)));
    stderr?.setEncoding("utf8").on("data", (text: string) => (this.#stderr = (this.#stderr + text).slice(-kept)));
    fromChild?.setEncoding("utf8").on("data", (text: string) => {
      if (!reader.push(text)) this.#dismiss(flooded);
    });
    fromChild?.on("end", () => setTimeout(() => this.#dismiss(silenced), dying).unref());
    // A pipe that breaks is the end of the process, which is seen elsewhere.
    for (const stream of [stdout, stderr, toChild, fromChild, lifeline]) stream?.on("error", () => {});
  }

  #send(message: ToChild): void {
    const pipe = this.#launched.process.stdio[3] as Writable | null | undefined;
    if (pipe?.writable) pipe.write(`${JSON.stringify(message)}\n`);
  }

  #receive(message: FromChild): void {
    if (message.type === "ready") this.#started?.resolve();
    else if (message.type === "failed") this.#failStart(message.detail);
    else if (message.type === "memory") this.#verdict ??= outOfProcessMemory(message.bytes);
    else if (message.index === this.#running?.index) this.#receiveOf(this.#running, message);
  }

  #receiveOf(running: Running, message: Extract<FromChild, { index: number }>): void {
    if (message.type === "began") running.hasBegun = true;
    else if (message.type === "alive") running.isAlive = true;
    else if (message.type === "note") running.onNote(message.value);
    else if (message.type === "again") this.#finish("again", true);
    else {
      const { blocked, output, isLast } = message;
      const facts = { blocked, output, milliseconds: performance.now() - running.since };
      const outcome = message.type === "answer" ? { kind: "answer" as const, answer: message.answer } : message.end;
      this.#finish({ ...outcome, ...facts }, isLast);
    }
  }

  #timeOut(index: number, limit: number): void {
    if (this.#running?.index !== index) return;
    this.#dismiss(timeout(limit, this.#running.isAlive));
  }

  /** Ends the process, and its case with it. */
  #dismiss(end: CaseEnd): void {
    if (this.#running === null) this.kill();
    else this.#finish(this.#without(this.#running, end), true);
  }

  #died(code: number | null, signal: NodeJS.Signals | null): void {
    this.isOver = true;
    this.#started?.reject(new ChildStartError(`A process for the cases ended before it was ready.\n${this.#stderr.trim()}`));
    if (this.#running === null) return;
    const end = this.#verdict ?? endOfDeath({ code, signal, stderr: this.#stderr });
    this.#finish(this.#running.hasBegun ? this.#without(this.#running, end) : "again", true);
  }

  /** The result of a case whose process says no more. */
  #without({ since }: Running, end: CaseEnd): CaseResult {
    return { ...end, blocked: [], output: (this.#stdout + this.#stderr).slice(0, kept), milliseconds: performance.now() - since };
  }

  #finish(outcome: Outcome, isLast: boolean): void {
    if (isLast) this.kill();
    this.#settle(outcome);
  }

  #settle(outcome: Outcome): void {
    const running = this.#running;
    this.#running = null;
    running?.timers.forEach(clearTimeout);
    running?.settle(outcome);
  }
}
