import { GoFatalError } from "../errors.ts";
import { describeTask, type Task } from "./task.ts";

/** How a run of a program ended. `message` is what Go would print, or as near to it as there is. */
export type Outcome<T = unknown> =
  | { readonly kind: "completed"; readonly value: T; readonly message: string }
  | { readonly kind: "fatal"; readonly error: GoFatalError; readonly task: Task; readonly message: string }
  | { readonly kind: "panic"; readonly error: unknown; readonly task: Task; readonly message: string }
  | { readonly kind: "deadlock"; readonly blocked: readonly Task[]; readonly message: string }
  | { readonly kind: "leak"; readonly value: T; readonly blocked: readonly Task[]; readonly message: string }
  | { readonly kind: "budget"; readonly tasks: readonly Task[]; readonly message: string }
  | { readonly kind: "hang"; readonly task: Task; readonly message: string };

/** A fatal error ends the whole program. */
export function fatalOutcome(error: GoFatalError, task: Task): Outcome<never> {
  return { kind: "fatal", error, task, message: error.message };
}

/** An error that no task caught: Go's runtime ends the program. */
export function panicOutcome(error: unknown, task: Task): Outcome<never> {
  if (error instanceof GoFatalError) return fatalOutcome(error, task);
  return { kind: "panic", error, task, message: `panic: ${error instanceof Error ? error.message : String(error)}` };
}

/** The main task cannot go on, and nobody is left who could help it. */
export function deadlockOutcome(blocked: readonly Task[]): Outcome<never> {
  return { kind: "deadlock", blocked, message: "fatal error: all goroutines are asleep - deadlock!" };
}

/** The main task is done, and others will wait for ever. */
export function leakOutcome<T>(value: T, blocked: readonly Task[]): Outcome<T> {
  const count = blocked.length;
  return { kind: "leak", value, blocked, message: `leaked ${count === 1 ? "goroutine" : "goroutines"}: ${blocked.map(describeTask).join(", ")}` };
}

export function budgetOutcome(steps: number, tasks: readonly Task[]): Outcome<never> {
  return { kind: "budget", tasks, message: `The program has not ended after ${steps} steps: an endless loop, or a budget (option "steps") that is too small.` };
}

export function hangOutcome(task: Task, milliseconds: number): Outcome<never> {
  const message = `${describeTask(task)} has run for ${milliseconds} ms without a step: a loop in which nothing is yielded. Use the stepped operations with yield*, or pause().`;
  return { kind: "hang", task, message };
}

/** The outcome for people: the message, and where the tasks stand. */
export function formatOutcome(outcome: Outcome): string {
  switch (outcome.kind) {
    case "deadlock":
    case "leak":
      return [outcome.message, ...outcome.blocked.map((task) => `  ${describeTask(task)} [${standing(task)}]`)].join("\n");
    case "budget":
      return [outcome.message, ...outcome.tasks.map((task) => `  ${describeTask(task)}: ${task.steps} steps [${standing(task)}]`)].join("\n");
    case "fatal":
    case "panic":
      return `${outcome.message}\n  in ${describeTask(outcome.task)}, after ${outcome.task.steps} of its steps`;
    default:
      return outcome.message;
  }
}

/** What a goroutine dump says of a task: where it waits, and for whom. */
function standing({ gate, step, isFinished }: Task): string {
  if (isFinished) return "finished";
  if (gate === null) return "running";
  const holder = gate.holder ?? null;
  return `${gate.describe(step >> 2)}${holder === null ? "" : `, held by ${describeTask(holder)}`}`;
}
