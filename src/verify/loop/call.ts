import { types } from "node:util";
import { EngineInputError } from "../../engine/errors.ts";
import type { CallResult, LoopCall } from "./result.ts";
import type { LoopRun } from "./loop-run.ts";
import type { LoopTask, Strand } from "./strand.ts";

/** `then` of a real promise, whatever user code does to the one that all share. */
const then = Object.getOwnPropertyDescriptor(Promise.prototype, "then")!.value as typeof Promise.prototype.then;

/** A call of a run. It is what the async context holds while its code runs. */
export class Call implements LoopTask {
  readonly path: string;
  readonly label: string;
  readonly index: number;
  readonly isSetup: boolean;
  readonly run: LoopRun;
  main!: Strand;
  state: CallResult["state"] = "not started";
  value: unknown = undefined;
  turn = -1;
  readonly #start: () => unknown;

  constructor(run: LoopRun, { label, start, isSetup = false }: LoopCall, index: number) {
    this.run = run;
    this.isSetup = isSetup;
    this.label = label;
    this.index = index;
    this.path = String(index + 1);
    this.#start = start;
  }

  get isSettled(): boolean {
    return this.turn >= 0;
  }

  /** Makes the call. What it gives is awaited without being wrapped, so that no microtask comes in between. */
  begin(settled: () => void): void {
    this.state = "pending";
    const settle = (state: "fulfilled" | "rejected") => (value: unknown) => {
      this.state = state;
      this.value = value;
      settled();
    };
    const [fulfilled, rejected] = [settle("fulfilled"), settle("rejected")];
    let value: unknown;
    try {
      value = this.#start();
    } catch (error) {
      return rejected(error);
    }
    if (types.isPromise(value)) void then.call(value, fulfilled, rejected);
    else if (typeof value === "object" && value !== null && "then" in value) void then.call(Promise.resolve(value), fulfilled, rejected);
    else fulfilled(value);
  }

  result(): CallResult {
    const { path, label, index, state, value, turn } = this;
    return { path, label, index, state, value, turn };
  }
}

/** @throws EngineInputError "bad-calls" for what is no list of calls. */
export function callsOf(calls: readonly LoopCall[], run: LoopRun): Call[] {
  const isCall = (call: Partial<LoopCall> | null) => typeof call?.start === "function" && typeof call.label === "string";
  if (!Array.isArray(calls) || !(calls as readonly LoopCall[]).every(isCall)) {
    throw new EngineInputError("bad-calls", "The calls of a run are a list of { label, start }: a string, and a function that makes the call.");
  }
  return (calls as readonly LoopCall[]).map((call, index) => new Call(run, call, index));
}
