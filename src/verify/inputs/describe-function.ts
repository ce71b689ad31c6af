import type { CallbackCall, Description, FunctionDescription } from "./description.ts";
import { areMixed } from "./shapes.ts";

/** A stub as a function that does the same. */
export function describeFunction(description: FunctionDescription, print: (description: Description) => string): string {
  const { returns, calls = [], properties = [] } = description;
  const callbacks = calls.map((call) => callText(call, print));
  // What is inferred from results of several types need not be the type that is expected.
  const result = areMixed(returns) ? ": any" : "";
  const parameters = (callbacks.length > 0 ? "(...args: any[])" : "()") + result;
  const body = [...callbacks, ...resultText(returns.map(print))].join(" ");
  const [single] = returns;
  let text = `${parameters} => ${body ? `{ ${body} }` : "{}"}`;
  if (returns.length > 1) text = `(() => { let count = 0; return ${text}; })()`;
  else if (returns.length === 1 && callbacks.length === 0) text = `()${result} => ${expressionBody(print(single!))}`;
  if (properties.length > 0) return `Object.assign(${text}, ${print({ kind: "object", properties })})`;
  return returns.length > 1 ? text : `(${text})`;
}

function expressionBody(text: string): string {
  return text.startsWith("{") ? `(${text})` : text;
}

/** The last result stands for all further calls. A `switch` keeps the type that is expected of each. */
function resultText(results: readonly string[]): string[] {
  if (results.length === 0) return [];
  if (results.length === 1) return [`return ${results[0]};`];
  const cases = results.slice(0, -1).map((result, index) => `case ${index}: return ${result};`);
  return [`switch (count++) { ${cases.join(" ")} default: return ${results.at(-1)}; }`];
}

function callText({ argument, when, args }: CallbackCall, print: (description: Description) => string): string {
  const call = `args[${argument}]?.(${args.map(print).join(", ")})`;
  return when === "now" ? `${call};` : `setTimeout(() => ${call}, 0);`;
}
