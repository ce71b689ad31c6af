import { describeValue, EngineInputError } from "../errors.ts";
import type { Steps } from "../step/step.ts";
import { describeTask, type Task } from "./task.ts";

/** The body of a task: a generator function, or a function that gives a generator of its own each time. */
export type Body<T = unknown> = () => Steps<T>;

/** Generators that have become tasks: none can be two. */
const used = new WeakSet<object>();

/** @throws EngineInputError "bad-task" for what is no function. */
export function requireBody(body: unknown): void {
  if (typeof body === "function") return;
  const advice = isGenerator(body) ? "pass the generator function itself, not what its call gives: it is run again and again" : "pass function* () { ... }";
  throw new EngineInputError("bad-task", `A task is a generator function, not ${isGenerator(body) ? "a generator" : describeValue(body)}: ${advice}.`);
}

/** Calls the body. @throws EngineInputError "bad-task" for what gives no generator, or one that was a task before. */
export function generatorOf(body: Body): Steps<unknown> {
  requireBody(body);
  const generator: unknown = body();
  if (!isGenerator(generator)) {
    const what = describeValue(generator);
    throw new EngineInputError("bad-task", `A task is a generator function (function* () { ... }); this one gave ${what}. An async function cannot be stepped.`);
  }
  if (used.has(generator)) {
    throw new EngineInputError("bad-task", "The function of a task gave a generator that was a task before: it must make a new one each time.");
  }
  used.add(generator);
  return generator;
}

function isGenerator(value: unknown): value is Steps<unknown> {
  return typeof value === "object" && value !== null && "next" in value && typeof value.next === "function" && Symbol.iterator in value;
}

/** What was yielded is no step. */
export function notAStep(step: unknown, task: Task): EngineInputError {
  const what = isGenerator(step) ? "a generator: write yield* instead of yield before a stepped operation" : describeValue(step);
  return new EngineInputError("bad-step", `${describeTask(task)} yielded ${what}. Tasks yield steps only, and pause() to let others run.`);
}
