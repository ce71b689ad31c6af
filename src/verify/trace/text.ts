import { inspect, type InspectOptions, types } from "node:util";

/** Node shows the numbers of its asynchronous resources, which are others in each run. */
const promises = /Promise \{[^{}]*\[Symbol\(async_id_symbol\)\][^{}]*\}/g;

/** A value in a line for people: short, on one line, and without calling the value's own code. */
export function show(value: unknown): string {
  if (types.isPromise(value)) return "a promise";
  if (typeof value === "function" && types.isProxy(value)) return "a stand-in";
  if (typeof value === "function") return value.name === "" ? "a function" : `function ${value.name}`;
  const options = { depth: 1, maxArrayLength: 4, maxStringLength: 40, breakLength: Infinity, customInspect: false, getters: false } as const;
  const text = typeof value === "string" ? JSON.stringify(shortened(value)) : inspected(value, options).replaceAll("\n", " ").replace(promises, "a promise");
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** Even so, a getter of `Symbol.toStringTag` is asked, and may throw. */
function inspected(value: unknown, options: InspectOptions): string {
  try {
    return inspect(value, options);
  } catch {
    return "an object that cannot be shown";
  }
}

function shortened(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}
