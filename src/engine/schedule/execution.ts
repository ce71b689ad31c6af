import type { GoFatalError } from "../errors.ts";
import { describeValue, EngineInputError } from "../errors.ts";
import type { Gate } from "../step/gate.ts";
import type { Monitor } from "../step/monitor.ts";
import { enterRuntime, type Runtime } from "../step/runtime.ts";
import { accessed, type Steps, syncKind } from "../step/step.ts";
import type { Decisions } from "./decisions.ts";
import { budgetOutcome, deadlockOutcome, fatalOutcome, hangOutcome, leakOutcome, type Outcome, panicOutcome } from "./outcome.ts";
import type { Situation, Strategy } from "./strategy.ts";
import { describeTask, Task } from "./task.ts";
import { Timers } from "./timers.ts";

/** The body of a task: a generator function. */
export type Body<T = unknown> = () => Steps<T>;

export interface ExecutionOptions {
  readonly strategy: Strategy;
  readonly monitor: Monitor | null;
  /** Where the decisions that differ from the default are noted, or null. */
  readonly decisions: Decisions | null;
  /** The most steps. */
  readonly budget: number;
}

/** One run of a program under one schedule. */
export class Execution<T> implements Runtime, Situation {
  readonly tasks: Task[] = [];
  readonly runnable: Task[] = [];
  readonly monitor: Monitor | null;
  steps = 0;
  last: Task | null = null;
  /** Switches away from a task that could have gone on. */
  switches = 0;
  /** A hash over who made which step. */
  fingerprint = 0x811c9dc5;
  outcome: Outcome<T> | null = null;
  readonly #strategy: Strategy;
  readonly #decisions: Decisions | null;
  readonly #budget: number;
  readonly #timers = new Timers();
  #value: T | undefined;

  constructor(program: Body<T>, { strategy, monitor, decisions, budget }: ExecutionOptions) {
    this.monitor = monitor;
    this.#strategy = strategy;
    this.#decisions = decisions;
    this.#budget = budget;
    this.#add("0", "main", program, null);
  }

  /** The task that makes its step now. */
  get task(): Task {
    return this.last!;
  }

  get now(): number {
    return this.#timers.now;
  }

  /** Runs the program on, for at most so many steps. @returns how it ended, or null when it has not. */
  advance(steps: number): Outcome<T> | null {
    const before = enterRuntime(this);
    try {
      this.outcome = this.#loop(Math.min(this.#budget, this.steps + steps));
    } catch (error) {
      this.outcome = panicOutcome(error, this.task);
    } finally {
      enterRuntime(before);
    }
    if (this.outcome !== null) this.#over(this.outcome);
    return this.outcome;
  }

  /** The program was stopped from outside, in the middle of a step. */
  interrupted(milliseconds: number): void {
    this.outcome = hangOutcome(this.task, milliseconds);
    this.#over(this.outcome);
  }

  spawn(body: Body, name: string | undefined): Task {
    return this.#add(this.task.nextChild(), name, body, this.task);
  }

  changed(gate: Gate): void {
    for (const each of gate.waiting) {
      const task = each as Task;
      if (!gate.isOpen(task.step >> 2, task)) this.#block(task, gate);
      else if (task.place < 0) this.#enable(task);
    }
  }

  openAt(gate: Gate, time: number): void {
    this.#timers.add(gate, time);
  }

  choose(count: number): number {
    const { task } = this;
    const choice = count < 2 ? 0 : this.#strategy.choose(count, task);
    this.#decisions?.chosen(task, choice);
    task.choices++;
    return choice;
  }

  entropy(): bigint {
    const { task } = this;
    let hash = this.#strategy.seed ^ Math.imul(++task.draws, 0x9e3779b1);
    for (let i = 0; i < task.path.length; i++) hash = Math.imul(hash ^ task.path.charCodeAt(i), 0x01000193);
    return (BigInt(hash >>> 0) << 32n) | BigInt(this.#strategy.seed >>> 0);
  }

  #add(path: string, name: string | undefined, body: Body, parent: Task | null): Task {
    const generator: unknown = typeof body === "function" ? body() : body;
    if (!isGenerator(generator)) throw notAGenerator(generator);
    const task = new Task(path, name, this.tasks.length, generator);
    this.tasks.push(task);
    this.#enable(task);
    this.#strategy.spawned?.(task);
    this.monitor?.spawned?.(task, parent);
    return task;
  }

  #loop(pause: number): Outcome<T> | null {
    const { runnable, monitor } = this;
    const { everyStep } = this.#strategy;
    for (;;) {
      if (runnable.length === 0) {
        const gates = this.#timers.advance();
        if (gates.length === 0) return this.#end();
        for (const gate of gates) this.changed(gate);
        continue;
      }
      if (this.steps === pause) return pause === this.#budget ? budgetOutcome(pause, this.tasks) : null;
      const task = runnable.length === 1 && !everyStep ? runnable[0]! : this.#pick();
      this.last = task;
      this.fingerprint = Math.imul(this.fingerprint ^ (task.index << 24) ^ task.step, 0x01000193);
      if (task.gate !== null) this.#pass(task, task.gate);
      if (monitor !== null) monitor.stepped?.(task, task.step, task.object, this.steps);
      this.steps++;
      task.steps++;
      const next = task.generator.next();
      if (next.done === true) this.#finish(task, next.value);
      else {
        const step = next.value;
        task.step = step;
        task.object = accessed() ?? nil;
        if (typeof step !== "number") throw notAStep(step, task);
        if ((step & syncKind) === syncKind) {
          if (step < 0) return fatalOutcome(task.object as GoFatalError, task);
          this.#arrive(task, step);
        }
      }
    }
  }

  #pick(): Task {
    const { last } = this;
    const task = this.#strategy.pick(this);
    this.#decisions?.picked(this, task);
    if (task !== last && last !== null && last.place >= 0) this.switches++;
    return task;
  }

  /** The task has announced an operation of a gate. */
  #arrive(task: Task, step: number): void {
    const gate = task.object as Gate;
    const operation = step >> 2;
    task.gate = gate;
    (gate.waiting as Task[]).push(task);
    gate.arrived?.(operation, task);
    if (!gate.isOpen(operation, task)) this.#block(task, gate);
  }

  #block(task: Task, gate: Gate): void {
    this.#disable(task);
    // One that was let in and came too late has never stopped waiting.
    if (task.blockedSince >= 0) return;
    task.blockedSince = this.steps;
    this.monitor?.blocked?.(task, gate, task.step >> 2, this.steps);
  }

  /** The task leaves the gate to make its step. */
  #pass(task: Task, gate: Gate): void {
    const operation = task.step >> 2;
    const waiting = gate.waiting as Task[];
    waiting.splice(waiting.indexOf(task), 1);
    task.gate = null;
    gate.left?.(operation, task);
    if (task.blockedSince < 0) return;
    task.blockedSince = -1;
    this.monitor?.unblocked?.(task, gate, operation, this.steps);
  }

  #over(outcome: Outcome): void {
    this.#strategy.finished?.(this);
    this.monitor?.over?.(outcome.message, "task" in outcome ? outcome.task : null, this.steps);
  }

  #finish(task: Task, value: unknown): void {
    task.isFinished = true;
    this.#disable(task);
    if (task.index === 0) this.#value = value as T;
    this.monitor?.finished?.(task, this.steps);
  }

  /** Nobody can make a step any more. */
  #end(): Outcome<T> {
    const blocked = this.tasks.filter(({ isFinished }) => !isFinished);
    if (!this.tasks[0]!.isFinished) return deadlockOutcome(blocked);
    const value = this.#value as T;
    return blocked.length > 0 ? leakOutcome(value, blocked) : { kind: "completed", value, message: "completed" };
  }

  #enable(task: Task): void {
    task.place = this.runnable.push(task) - 1;
  }

  #disable(task: Task): void {
    const { place } = task;
    if (place < 0) return;
    const moved = this.runnable.pop()!;
    task.place = -1;
    if (moved === task) return;
    this.runnable[place] = moved;
    moved.place = place;
  }
}

/** What a nil pointer points to: its step is made, and fails. */
const nil = { nameOf: () => "nil pointer" };

function isGenerator(value: unknown): value is Steps<unknown> {
  return typeof value === "object" && value !== null && "next" in value && typeof value.next === "function";
}

function notAGenerator(value: unknown): EngineInputError {
  return new EngineInputError(
    "bad-task",
    `A task is a generator function (function* () { ... }); this one gave ${describeValue(value)}. An async function cannot be stepped.`,
  );
}

function notAStep(step: unknown, task: Task): EngineInputError {
  const what = isGenerator(step) ? "a generator: write yield* instead of yield before a stepped operation" : describeValue(step);
  return new EngineInputError("bad-step", `${describeTask(task)} yielded ${what}. Tasks yield steps only, and pause() to let others run.`);
}
