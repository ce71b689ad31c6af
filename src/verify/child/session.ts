import { AsyncLocalStorage } from "node:async_hooks";
import process from "node:process";
import type { Channel } from "./channel.ts";
import { endOf, nothingPending } from "./ends.ts";
import type { Output } from "./output.ts";
import type { BlockedAccess, CaseEnd } from "./protocol.ts";
import type { CaseContext, RunnerModule } from "./runner.ts";

/** How many refused accesses of a case are told. */
const mostBlocked = 20;

const { setImmediate } = globalThis;
const exit = (process as unknown as { reallyExit: (code: number) => never }).reallyExit.bind(process);
const resources = (): number => process.getActiveResourcesInfo().length;

interface Current {
  readonly index: number;
  readonly blocked: BlockedAccess[];
  isLast: boolean;
}

/** Runs the cases of one process, one after the other. */
export class Session {
  readonly #runner: RunnerModule;
  readonly #channel: Channel;
  readonly #output: Output;
  readonly #temporary: string;
  /** Which case the code that runs belongs to: an earlier one may have left timers behind. */
  readonly #owner = new AsyncLocalStorage<Current>();
  #current: Current | null = null;

  constructor(runner: RunnerModule, channel: Channel, output: Output, temporary: string) {
    this.#runner = runner;
    this.#channel = channel;
    this.#output = output;
    this.#temporary = temporary;
  }

  install(): void {
    process.on("uncaughtException", (error) => {
      // User code that listens has its own way with them.
      if (process.listenerCount("uncaughtException") === 1) this.endProcess(endOf(error));
    });
    process.on("beforeExit", () => {
      // What waits here for ever would wait in the next case, too.
      if (this.#current !== null) this.#finish({ ...this.#current, isLast: true }, { end: nothingPending });
    });
  }

  start(index: number, payload: unknown): void {
    const current: Current = { index, blocked: [], isLast: false };
    this.#current = current;
    this.#output.clear();
    this.#channel.send({ type: "began", index });
    this.#channel.isIdle = true;
    const before = resources();
    void this.#owner.run(current, () => this.#run(current, payload, before));
  }

  ping(index: number): void {
    if (this.#current?.index === index) this.#channel.send({ type: "alive", index });
  }

  note(access: BlockedAccess): void {
    const owner = this.#owner.getStore() ?? this.#current;
    if (owner !== null && owner.blocked.length < mostBlocked) owner.blocked.push(access);
  }

  /** Ends the process for what the code that runs has done. */
  endProcess(end: CaseEnd): never {
    const current = this.#current;
    const owner = this.#owner.getStore() ?? current;
    if (current !== null && owner !== current) this.#channel.send({ type: "again", index: current.index });
    else if (current !== null) this.#finish({ ...current, isLast: true }, { end });
    return exit(0);
  }

  async #run(current: Current, payload: unknown, before: number): Promise<void> {
    const outcome = await this.#outcome(current, payload);
    // What is still pending would go on while the next case runs. A turn later, what was being closed is gone.
    if (resources() > before) {
      await new Promise((done) => setImmediate(done));
      current.isLast ||= resources() > before;
    }
    if (this.#current === current) this.#finish(current, outcome);
  }

  async #outcome(current: Current, payload: unknown): Promise<{ answer: unknown } | { end: CaseEnd }> {
    try {
      return { answer: (await this.#runner.run(payload, this.#context(current))) ?? null };
    } catch (error) {
      return { end: endOf(error) };
    }
  }

  #context(current: Current): CaseContext {
    return {
      temporary: this.#temporary,
      blocked: current.blocked,
      note: (value) => this.#channel.send({ type: "note", index: current.index, value }),
      retire: () => void (current.isLast = true),
    };
  }

  #finish({ index, blocked, isLast }: Current, outcome: { answer: unknown } | { end: CaseEnd }): void {
    this.#current = null;
    this.#channel.isIdle = false;
    const notes = { index, isLast, blocked, output: this.#output.text };
    try {
      this.#channel.send("answer" in outcome ? { type: "answer", ...outcome, ...notes } : { type: "end", ...outcome, ...notes });
    } catch (error) {
      this.#channel.send({ type: "end", end: endOf(error), ...notes });
    }
  }
}
