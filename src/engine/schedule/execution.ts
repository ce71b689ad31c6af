import { EngineInputError, GoFatalError } from "../errors.ts";
import type { Gate } from "../step/gate.ts";
import type { Monitor } from "../step/monitor.ts";
import { enterRuntime, type Runtime } from "../step/runtime.ts";
import { type Steps, syncKind, takeAccessed } from "../step/step.ts";
import { type Body, generatorOf, notAStep, requireBody } from "./body.ts";
import type { Decisions } from "./decisions.ts";
import { budgetOutcome, deadlockOutcome, fatalOutcome, hangOutcome, leakOutcome, type Outcome, panicOutcome } from "./outcome.ts";
import type { Situation, Strategy } from "./strategy.ts";
import { Task } from "./task.ts";
import { Timers } from "./timers.ts";

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
  canGoOn = false;
  /** Switches away from a task that could have gone on. */
  switches = 0;
  /** A hash over who made which step and was given which choice. */
  fingerprint = 0x811c9dc5;
  outcome: Outcome<T> | null = null;
  readonly #strategy: Strategy;
  readonly #decisions: Decisions | null;
  readonly #budget: number;
  readonly #timers = new Timers();
  #value: T | undefined;
  /** The step at which the last task took over. */
  #since = 0;
  /** Whether all have waited for the clock since the last step. */
  #hasWaited = false;
  /** So many steps are made between two looks at the time. */
  #stride = 1;
  #refused: unknown = null;

  constructor(program: Body<T>, { strategy, monitor, decisions, budget }: ExecutionOptions) {
    this.monitor = monitor;
    this.#strategy = strategy;
    this.#decisions = decisions;
    this.#budget = budget;
    requireBody(program);
    this.#add("0", "main", this.#beginning(program), null);
  }

  /** The task that makes its step now. */
  get task(): Task {
    return this.last ?? this.tasks[0]!;
  }

  get now(): number {
    return this.#timers.now;
  }

  /**
   * Runs the program on until this time of `performance.now()`, or a bit longer. @returns how it ended, or null when it has not.
   *
   * @throws EngineInputError "bad-task" for a program that is no generator function; whatever strategy and monitors throw.
   */
  advance(until: number): Outcome<T> | null {
    const before = enterRuntime(this);
    try {
      this.outcome = this.#loop(until);
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
    const generator = generatorOf(body);
    return this.#add(this.task.nextChild(), name, generator, this.task);
  }

  changed(gate: Gate): void {
    for (const each of gate.waiting) {
      const task = each as Task;
      if (task.owner !== this) continue;
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
    if (!(choice >= 0 && choice < count)) throw new EngineInputError("bad-strategy", `The strategy chose ${choice} of ${count} possibilities.`);
    this.#decisions?.chosen(task, choice);
    task.choices++;
    this.#mark(choice);
    return choice;
  }

  entropy(): bigint {
    const { task } = this;
    let hash = this.#strategy.seed ^ Math.imul(++task.draws, 0x9e3779b1);
    for (let i = 0; i < task.path.length; i++) hash = Math.imul(hash ^ task.path.charCodeAt(i), 0x01000193);
    return (BigInt(hash >>> 0) << 32n) | BigInt(this.#strategy.seed >>> 0);
  }

  /** The main task's generator: its function is called in the program, as its first step. */
  #beginning(program: Body<T>): Steps<unknown> {
    const beginning = {
      next: (): IteratorResult<number, unknown> => {
        const [main] = this.tasks;
        try {
          main!.generator = generatorOf(program);
        } catch (error) {
          if (error instanceof EngineInputError && error.code === "bad-task") this.#refused = error;
          throw error;
        }
        return main!.generator.next();
      },
    };
    return beginning as Steps<unknown>;
  }

  #add(path: string, name: string | undefined, generator: Steps<unknown>, parent: Task | null): Task {
    const task = new Task(path, name, this.tasks.length, this, generator);
    this.tasks.push(task);
    this.#enable(task);
    this.#strategy.spawned?.(task);
    this.monitor?.spawned?.(task, parent);
    return task;
  }

  #loop(until: number): Outcome<T> | null {
    const { runnable, monitor } = this;
    const { everyStep } = this.#strategy;
    let pause = this.#nextPause();
    let time = performance.now();
    for (;;) {
      if (runnable.length === 0) {
        if (this.#waitForClock()) continue;
        return this.#end();
      }
      if (this.steps === pause) {
        if (pause === this.#budget) return budgetOutcome(pause, this.tasks);
        const now = performance.now();
        if (now >= until) return null;
        // Rare looks where steps are short, often where they are long.
        this.#stride = now - time > 1 ? Math.max(1, this.#stride >> 2) : Math.min(4096, this.#stride << 1);
        time = now;
        pause = this.#nextPause();
      }
      const task = runnable.length === 1 && !everyStep ? runnable[0]! : this.#pick();
      if (task !== this.last) this.#since = this.steps;
      this.last = task;
      this.#hasWaited = false;
      this.#mark(task.index);
      this.#mark(task.step);
      if (task.gate !== null) this.#pass(task, task.gate);
      if (monitor !== null) monitor.stepped?.(task, task.step, task.object, this.steps);
      this.steps++;
      task.steps++;
      let next: IteratorResult<number, unknown>;
      try {
        next = task.generator.next();
      } catch (error) {
        if (error === this.#refused) throw error;
        return panicOutcome(error, task);
      }
      if (next.done === true) this.#finish(task, next.value);
      else {
        const died = this.#announce(task, next.value);
        if (died !== null) return died;
      }
    }
  }

  /** Takes in what the task will do next. @returns how the program ended by it, or null. */
  #announce(task: Task, step: number): Outcome<T> | null {
    const object = takeAccessed();
    if (!Number.isInteger(step) || object === undefined) return panicOutcome(notAStep(step, task), task);
    task.step = step;
    task.object = object ?? nil;
    if ((step & syncKind) !== syncKind) return null;
    if (step < 0) return object instanceof GoFatalError ? fatalOutcome(object, task) : panicOutcome(notAStep(step, task), task);
    return this.#arrive(task, step);
  }

  #nextPause(): number {
    return Math.min(this.#budget, this.steps + this.#stride);
  }

  #mark(word: number): void {
    const hash = Math.imul(this.fingerprint ^ word, 0x9e3779b1);
    this.fingerprint = hash ^ (hash >>> 15);
  }

  /** All wait: goes on to the next time that somebody waits for. @returns whether there is one. */
  #waitForClock(): boolean {
    const gates = this.#timers.advance();
    for (const gate of gates) this.changed(gate);
    this.#hasWaited = true;
    return gates.length > 0;
  }

  #pick(): Task {
    const { last } = this;
    this.canGoOn = last !== null && last.place >= 0 && !last.isPausing && !this.#hasWaited;
    const task = this.#strategy.pick(this);
    if (!(task?.place >= 0)) throw new EngineInputError("bad-strategy", "The strategy picked what is no task that can run.");
    this.#decisions?.picked(this, task);
    if (task !== last && this.canGoOn) this.switches++;
    return task;
  }

  /** The task has announced an operation of a gate. */
  #arrive(task: Task, step: number): Outcome<T> | null {
    const gate = task.object as Gate;
    const operation = step >> 2;
    const waiting = gate.waiting as Task[];
    if (waiting.length > 0 && waiting[0]!.owner !== this) return panicOutcome(foreignGate(gate, operation), task);
    task.gate = gate;
    waiting.push(task);
    if (gate.yields === true) {
      task.isPausing = true;
      task.isSpinning = task.pausedAt >= this.#since;
      task.pausedAt = this.steps;
    }
    gate.arrived?.(operation, task);
    if (!gate.isOpen(operation, task)) this.#block(task, gate);
    return null;
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
    task.isPausing = false;
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

function foreignGate(gate: Gate, operation: number): EngineInputError {
  return new EngineInputError(
    "foreign-gate",
    `${gate.describe(operation)}: a task of another run waits there. Locks, channels and groups must be made inside of the program that uses them.`,
  );
}
