import { inspect } from "node:util";

/** A value in a line for people: short, on one line, and without calling the value's own code. */
export function show(value: unknown): string {
  if (typeof value === "function") return value.name === "" ? "a function" : `function ${value.name}`;
  const options = { depth: 1, maxArrayLength: 4, maxStringLength: 40, breakLength: Infinity, customInspect: false, getters: false } as const;
  const text = typeof value === "string" ? JSON.stringify(shortened(value)) : inspect(value, options).replaceAll("\n", " ");
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}
