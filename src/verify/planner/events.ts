import { ts } from "ts-morph";
import { withoutParentheses, withWrappers } from "../instrument/nodes.ts";
import type { FunctionNode } from "./nodes.ts";
import type { PlannedProject } from "./project.ts";
import type { Reached } from "./reach.ts";

/** A function that is registered as a listener of an object that can be got hold of. */
export interface Listener {
  /** The method of that object that calls its listeners. */
  readonly emitter: Reached;
  readonly method: "dispatchEvent" | "emit";
  readonly eventType: string;
}

const registering: Readonly<Record<string, Listener["method"]>> = {
  addEventListener: "dispatchEvent",
  on: "emit",
  once: "emit",
  addListener: "emit",
  prependListener: "emit",
};

/** `this.addEventListener("join", fn)`, `bus.on("join", fn)`: how to make `fn` run, if it is so registered. */
export function listenersOf(fn: FunctionNode, { ways, context: { checker } }: PlannedProject): Listener[] {
  const outer = withWrappers(fn);
  const call = outer.parent;
  if (!ts.isCallExpression(call) || call.arguments[1] !== outer) return [];
  const callee = withoutParentheses(call.expression);
  const type = withoutParentheses(call.arguments[0]!);
  if (!ts.isPropertyAccessExpression(callee) || !ts.isStringLiteralLike(type)) return [];
  const method = Object.hasOwn(registering, callee.name.text) ? registering[callee.name.text] : undefined;
  if (method === undefined || !checker.getTypeAtLocation(callee.expression).getProperty(method)) return [];
  return ways.ofObject(callee.expression).map((way) => ({ emitter: { fn, way: { ...way, path: [...way.path, method] } }, method, eventType: type.text }));
}
