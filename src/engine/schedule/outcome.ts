import { describeValue, GoFatalError } from "../errors.ts";
import type { TaskRef } from "../step/runtime.ts";
import { describeTask, type Task } from "./task.ts";

/** All tasks are done: `value` is what the main task returned. */
export interface Completed<T> {
  readonly kind: "completed";
  readonly value: T;
  readonly message: string;
}

/** How a run of a program ended. `message` is what Go would print, or as near to it as there is. */
export type Outcome<T = unknown> =
  | Completed<T>
  | { readonly kind: "fatal"; readonly error: GoFatalError; readonly task: TaskRef; readonly message: string }
  | { readonly kind: "panic"; readonly error: unknown; readonly task: TaskRef; readonly message: string }
  | { readonly kind: "deadlock"; readonly blocked: readonly TaskRef[]; readonly message: string }
  | { readonly kind: "leak"; readonly value: T; readonly blocked: readonly TaskRef[]; readonly message: string }
  | { readonly kind: "budget"; readonly tasks: readonly TaskRef[]; readonly message: string }
  | { readonly kind: "hang"; readonly task: TaskRef; readonly message: string };

/** A fatal error ends the whole program. */
export function fatalOutcome(error: GoFatalError, task: Task): Outcome<never> {
  return { kind: "fatal", error, task, message: error.message };
}

/** An error that no task caught: Go's runtime ends the program. */
export function panicOutcome(error: unknown, task: Task): Outcome<never> {
  if (error instanceof GoFatalError) return fatalOutcome(error, task);
  return { kind: "panic", error, task, message: `panic: ${textOf(error)}` };
}

/** The main task cannot go on, and nobody is left who could help it. */
export function deadlockOutcome(blocked: readonly Task[]): Outcome<never> {
  return { kind: "deadlock", blocked, message: "fatal error: all goroutines are asleep - deadlock!" };
}

/** The main task is done, and others will wait for ever. */
export function leakOutcome<T>(value: T, blocked: readonly Task[]): Outcome<T> {
  const count = blocked.length;
  return { kind: "leak", value, blocked, message: `leaked ${count === 1 ? "goroutine" : "goroutines"}: ${listed(blocked.map(describeTask)).join(", ")}` };
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
      return [outcome.message, ...listed(outcome.blocked.map((task) => `  ${describeTask(task)} [${standing(task)}]`), "  ")].join("\n");
    case "budget":
      return [outcome.message, ...listed(outcome.tasks.map((task) => `  ${describeTask(task)}: ${task.steps} steps [${standing(task)}]`), "  ")].join("\n");
    case "fatal":
    case "panic":
      return `${outcome.message}\n  in ${describeTask(outcome.task)}, after ${outcome.task.steps} of its steps`;
    default:
      return outcome.message;
  }
}

/** What a goroutine dump says of a task: where it waits, and for whom. */
function standing(task: TaskRef): string {
  const { gate, step, isFinished } = task as Task;
  if (isFinished) return "finished";
  if (gate === null) return "running";
  const holder = gate.holder ?? null;
  const { name } = gate as { readonly name?: unknown };
  const title = typeof name === "string" ? ` ${JSON.stringify(name)}` : "";
  return `${gate.describe(step >> 2)}${title}${holder === null ? "" : `, held by ${describeTask(holder)}`}`;
}

/** The most items of a list in a message, characters of an error's text. */
const longestList = 20;
const longestText = 2000;

/** The items, or the first ones and how many more there are. */
function listed(items: readonly string[], indent = ""): readonly string[] {
  if (items.length <= longestList) return items;
  return [...items.slice(0, longestList), `${indent}and ${items.length - longestList} more`];
}

/** What was thrown, in words, whatever it is. */
export function textOf(error: unknown): string {
  try {
    const text: unknown = error instanceof Error ? error.message : error;
    const known = typeof text === "string" ? text : describeValue(error);
    return known.length > longestText ? `${known.slice(0, longestText)}…` : known;
  } catch {
    return "an error whose text cannot be read";
  }
}
