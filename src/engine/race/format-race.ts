import { describeValue } from "../errors.ts";
import type { Operation } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import type { Access, Race } from "./race.ts";

const line = "==================";

/** A race as Go's `-race` prints it, with steps of the program in the place of addresses. */
export function formatRace({ location, current, previous }: Race): string {
  const accesses = [
    sectionOf(capital(current.kind), location.name, current),
    sectionOf(`Previous ${previous.kind}`, location.name, previous),
  ];
  const starts = [current, previous].map(startOf).filter((text) => text !== null);
  return [line, "WARNING: DATA RACE", [...accesses, ...starts].join("\n\n"), line].join("\n");
}

function sectionOf(what: string, where: string, access: Access): string {
  const { operation, task, time, stack } = access;
  const step = `at step ${time}`;
  const made = operation === null ? step : `${operationText(operation)} ${step}`;
  return [`${what} at ${where} by ${goroutine(task)}:`, `  ${made}`, ...frames(stack)].join("\n");
}

function startOf({ task, start }: Access): string | null {
  if (start === null) return null;
  return [`${capital(goroutine(task))} started at:`, `  step ${start.time}, by ${goroutine(start.parent)}`, ...frames(start.stack)].join("\n");
}

/** `set(7, "a") of map "m"`: with the name where the object has one. */
function operationText({ name, args, object }: Operation): string {
  const call = `${name}(${args.map(describeValue).join(", ")})`;
  const own = "name" in object && typeof object.name === "string" ? object.name : "";
  return own === "" ? call : `${call} of ${JSON.stringify(own)}`;
}

function goroutine({ path, name }: TaskRef): string {
  if (path === "0") return "main goroutine";
  return name === "" || name === `task ${path}` ? `goroutine ${path}` : `goroutine ${path} (${JSON.stringify(name)})`;
}

function frames(stack: string | null): string[] {
  return stack === null || stack === "" ? [] : stack.split("\n").map((frame) => `      ${frame}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
