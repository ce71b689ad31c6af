import type { Event, Key, Ref, Site } from "../../ir/types.ts";
import {
  callbackMethods,
  copyFunctions,
  eagerIteratorMethods,
  lazyIteratorHelpers,
  viewMethods,
  type CallbackMethod,
} from "../../semantics/methods.ts";
import type { IterationForm } from "../../semantics/types.ts";
import type { Context } from "./context.ts";
import { lowerExpression, lowerList, skipWhenNullish } from "./expressions.ts";
import { lowerRange } from "./go-range.ts";
import { inlineFunction, type Callee, localFunction } from "./inline.ts";
import { afterThrowingEvent } from "./jumps.ts";
import { lowerKey } from "./patterns.ts";
import type { Call, Expression, Member, New } from "./syntax.ts";

export function lowerCall(context: Context, node: Call): Ref {
  const { callee } = node;
  const direct = inlineCallee(context, callee);
  if (direct && !node.optional) return lowerInlinedCall(context, node, direct);
  if (callee.type === "Member") return lowerMethodCall(context, node, callee);
  const target = lowerExpression(context, callee);
  if (node.optional) skipWhenNullish(context, target, node);
  const { refs: args, spreadFrom } = lowerList(context, node.args);
  return emitCall(context, { op: "call", callee: target, args, spreadFrom, construct: false }, node);
}

function emitCall(context: Context, event: Event, site: Site): Ref {
  const ref = context.builder.emit(event, site);
  afterThrowingEvent(context, site);
  return ref;
}

/**
 * The function that a call runs here and now: an IIFE, or a closure declared in the function that calls it. (A module's own code calls
 * its functions once, as a rule: there only loops are worth it.)
 */
function inlineCallee(context: Context, callee: Expression): Callee | undefined {
  const target = callee.type === "Cast" ? callee.expression : callee;
  if (target.type === "Function") return { node: target, scope: context.scope, named: false };
  if (target.type !== "Name" || (context.builder.id === 0 && !isInLoop(context))) return undefined;
  const found = localFunction(context, target.name);
  return found?.owner === context.builder.id ? found : undefined;
}

function isInLoop(context: Context): boolean {
  for (let frame = context.frame; frame; frame = frame.parent) {
    if (frame.type === "loop" || frame.type === "iteration") return true;
  }
  return false;
}

function lowerInlinedCall(context: Context, node: Call, callee: Callee): Ref {
  const { builder } = context;
  const { refs: args, spreadFrom } = lowerList(context, node.args);
  const end = builder.newBlock();
  const results: Ref[] = [];
  const known = spreadFrom < 0 ? args : args.slice(0, spreadFrom);
  const thisRef = callee.node.arrow ? context.thisRef : builder.emit({ op: "unknown", operands: [] }, node);
  const onReturn = (value: Ref | undefined): void => {
    if (value !== undefined) results.push(value);
    builder.jump(end);
  };
  const done = inlineFunction(context, callee, known, thisRef, onReturn, node, end);
  if (!done) {
    const target = lowerExpression(context, node.callee);
    return emitCall(context, { op: "call", callee: target, args, spreadFrom, construct: false }, node);
  }
  builder.startAt(end);
  return builder.emit({ op: "choose", operands: results }, node);
}

function lowerMethodCall(context: Context, node: Call, callee: Member): Ref {
  const iterated = callbackIteration(context, node, callee);
  const receiver = lowerExpression(context, callee.object);
  if (callee.optional) skipWhenNullish(context, receiver, callee);
  const method: Key = lowerKey(context, callee.property);
  if (node.optional) {
    const value = context.builder.emit({ op: "field", object: receiver, key: method }, callee);
    skipWhenNullish(context, value, node);
  }
  if (iterated) {
    const result = lowerCallbackLoop(context, node, receiver, iterated);
    if (result !== undefined) return result;
  }
  const visitor = method === "range" && context.unit.usesEngine && node.args.length === 1 ? callbackArgument(context, node, 0) : undefined;
  if (visitor) return lowerRange(context, node, receiver, visitor);
  const { refs: args, spreadFrom } = lowerList(context, node.args);
  const result = emitCall(context, { op: "call", receiver, method, args, spreadFrom, construct: false }, node);
  if (typeof method === "string" && reactions.has(method)) detachReactions(context, node, receiver);
  const isExit = callee.object.type === "Name" && callee.object.name === "process" && (method === "exit" || method === "abort");
  if (isExit) context.builder.terminate({ type: "throw" });
  return result;
}

const reactions: ReadonlySet<string> = new Set(["then", "catch", "finally"]);

/** What a promise will call once the code at hand has ended: a task of its own, that begins with a suspension. */
function detachReactions(context: Context, node: Call, promise: Ref): void {
  const { builder, frame } = context;
  node.args.forEach((_, index) => {
    const callee = callbackArgument(context, node, index);
    if (!callee) return;
    const now = builder.newBlock();
    const later = builder.newBlock();
    builder.terminate({ type: "detach", now, later });
    builder.startAt(later);
    const value = builder.emit({ op: "suspend", how: "await", value: promise }, node);
    const thisRef = callee.node.arrow ? context.thisRef : builder.emit({ op: "unknown", operands: [] }, node);
    const end = (): void => builder.terminate({ type: "return" });
    // Nothing around it catches its errors or is left by it.
    context.frame = { type: "function", async: true, onReturn: end, parent: undefined };
    if (!inlineFunction(context, callee, [value], thisRef, end, node)) end();
    context.frame = frame;
    builder.startAt(now);
  });
}

interface CallbackIteration {
  /** Undefined: a function that is not known here, which each round calls. */
  readonly callee: Callee | undefined;
  readonly method: CallbackMethod;
  readonly form: IterationForm;
  /** Index of the callback among the arguments. */
  readonly callbackAt: number;
  /** The iterated thing is argument 0 (`Array.from(xs, f)`), not the receiver. */
  readonly sourceIsArgument: boolean;
}

const mapper: CallbackMethod = { form: "callback", elementAt: 0, leavesWhen: "never" };

/** Is this a call that runs a known callback for each element, at once? */
function callbackIteration(context: Context, node: Call, callee: Member): CallbackIteration | undefined {
  if (typeof callee.property !== "string") return undefined;
  const name = callee.property;
  const owner = callee.object.type === "Name" ? callee.object.name : "";
  if (copyFunctions.has(`${owner}.${name}`)) {
    const found = callbackArgument(context, node, 1);
    return found && { callee: found, method: mapper, form: "iterator", callbackAt: 1, sourceIsArgument: true };
  }
  const borrowed = name === "call" && callee.object.type === "Member" ? callee.object.property : undefined;
  const method = callbackMethods.get(typeof borrowed === "string" ? borrowed : name);
  if (!method) return undefined;
  if (borrowed !== undefined) {
    const callback = callbackArgument(context, node, 1);
    return callback && { callee: callback, method, form: method.form, callbackAt: 1, sourceIsArgument: true };
  }
  const lazy = looksLikeIterator(callee.object);
  if (lazy && !eagerIteratorMethods.has(name)) return undefined;
  const found = callbackArgument(context, node, 0);
  if (!found && (lazy || !isOpaqueFunction(context, node.args[0]))) return undefined;
  return { callee: found, method, form: lazy ? "iterator" : method.form, callbackAt: 0, sourceIsArgument: false };
}

/** A name or member that must be a function where it stands; `Boolean` and the like change nothing. */
function isOpaqueFunction(context: Context, argument: Call["args"][number] | undefined): boolean {
  if (argument?.type === "Member") return argument.object.type === "This";
  return argument?.type === "Name" && context.scope.resolve(argument.name).kind !== "global";
}

function callbackArgument(context: Context, node: Call, index: number): Callee | undefined {
  let argument = node.args[index];
  if (argument?.type === "Cast") argument = argument.expression;
  if (argument?.type === "Call") argument = boundFunction(argument);
  if (argument?.type === "Function") return { node: argument, scope: context.scope, named: false };
  if (argument?.type === "Name") return localFunction(context, argument.name);
  return undefined;
}

/** `function () { ... }.bind(this)`: the function; its `this` is that of the code around it. */
function boundFunction({ callee, args }: Call): Expression | undefined {
  const isBind = callee.type === "Member" && callee.property === "bind" && args.length === 1 && args[0]?.type === "This";
  return isBind && callee.object.type === "Function" ? { ...callee.object, arrow: true } : undefined;
}

/** By its text: `m.keys()`, `s.values().filter(f)`, `Iterator.from(xs)`. */
function looksLikeIterator(node: Expression): boolean {
  if (node.type !== "Call" || node.callee.type !== "Member" || typeof node.callee.property !== "string") return false;
  const { object, property } = node.callee;
  if (object.type === "Name" && object.name === "Iterator" && property === "from") return true;
  if (object.type === "Name" && object.name === "Object") return false;
  if (viewMethods.has(property) && node.args.length === 0) return true;
  return lazyIteratorHelpers.has(property) && looksLikeIterator(object);
}

/** The call as a loop whose body is the callback; undefined when the callback cannot be inlined. */
function lowerCallbackLoop(context: Context, node: Call, receiver: Ref, iteration: CallbackIteration): Ref | undefined {
  const { builder } = context;
  const { callee, method, form, callbackAt, sourceIsArgument } = iteration;
  const others = node.args.filter((_, index) => index !== callbackAt);
  const { refs } = lowerList(context, others);
  const source = sourceIsArgument ? (refs[0] ?? receiver) : receiver;
  const view = form === "iterator" ? "default" : "value";
  const iterator = builder.emit({ op: "iterate-open", source, form, view }, node);
  const head = builder.newBlock();
  const body = builder.newBlock();
  const end = builder.newBlock();
  builder.jump(head);
  builder.startAt(head);
  builder.terminate({ type: "next", iterator, body, done: end });
  builder.startAt(body);
  const item = builder.emit({ op: "iterate-step", iterator }, node);
  const key = builder.emit({ op: "iterate-key", iterator }, node);
  const args = method.elementAt === 1 ? [builder.emit({ op: "unknown", operands: refs }, node)] : [];
  args.push(item, key, source);
  const thisRef = callee?.node.arrow
    ? context.thisRef
    : callee && (refs[sourceIsArgument ? 1 : 0] ?? builder.emit({ op: "unknown", operands: [] }, node));
  const leave = builder.newBlock();
  const onReturn = (value: Ref | undefined): void => {
    // A promise is truthy, whatever it will be resolved with.
    if (callee?.node.async) builder.jump(method.leavesWhen === "truthy" ? leave : head);
    else leaveOrGoOn(context, method, value, head, leave);
  };
  let inlined = false;
  context.within({ type: "iteration", iterator, parent: context.frame }, () => {
    if (callee) inlined = inlineFunction(context, callee, args, thisRef, onReturn, node, head);
    else onReturn(callOpaque(context, node, args));
  });
  if (callee && !inlined) builder.jump(head);
  builder.startAt(leave);
  builder.emit({ op: "iterate-close", iterator }, node);
  builder.jump(end);
  builder.startAt(end);
  const spreadFrom = -1;
  const result: Event = sourceIsArgument
    ? { op: "allocate", kind: "Array", parts: [source] }
    : { op: "call", receiver, method: calledMethod(node), args: refs, spreadFrom, construct: false };
  return emitCall(context, result, node);
}

/** One round of `xs.forEach(f)` or `xs.forEach(this.drop, this)`. */
function callOpaque(context: Context, node: Call, args: readonly Ref[]): Ref {
  const callback = node.args[0] as Expression;
  const self = node.args[1];
  if (callback.type === "Member" && typeof callback.property === "string" && self?.type === "This") {
    const receiver = lowerExpression(context, self);
    return emitCall(context, { op: "call", receiver, method: callback.property, args, spreadFrom: -1, construct: false }, callback);
  }
  const callee = lowerExpression(context, callback);
  return emitCall(context, { op: "call", callee, args, spreadFrom: -1, construct: false }, callback);
}

const calledMethod = (node: Call): Key =>
  node.callee.type === "Member" && typeof node.callee.property === "string" ? node.callee.property : "?";

function leaveOrGoOn(context: Context, method: CallbackMethod, value: Ref | undefined, head: number, end: number): void {
  const { builder } = context;
  if (method.leavesWhen === "never") return builder.jump(head);
  const event = value === undefined ? undefined : builder.events[value];
  const constant = value === undefined ? { value: undefined } : event?.op === "constant" ? event : undefined;
  const truthyLeaves = method.leavesWhen === "truthy";
  if (constant) return builder.jump(Boolean(constant.value) === truthyLeaves ? end : head);
  const [then, otherwise] = truthyLeaves ? [end, head] : [head, end];
  builder.terminate({ type: "branch", condition: value!, then, else: otherwise });
}

export function lowerNew(context: Context, node: New): Ref {
  const { callee } = node;
  if (callee.type === "Name") {
    const binding = context.scope.resolve(callee.name);
    if (binding.kind === "global") {
      runExecutor(context, node, callee.name);
      const isRun = callee.name === "Promise" && node.args[0]?.type === "Function";
      const { refs: parts } = lowerList(context, isRun ? [] : node.args);
      return emitCall(context, { op: "allocate", kind: callee.name, parts }, node);
    }
  }
  const target = lowerExpression(context, callee);
  const { refs: args, spreadFrom } = lowerList(context, node.args);
  return emitCall(context, { op: "call", callee: target, args, spreadFrom, construct: true }, node);
}

/** `new Promise(executor)` calls the executor at once. */
function runExecutor(context: Context, node: New, name: string): void {
  const executor = node.args[0];
  if (name !== "Promise" || executor?.type !== "Function") return;
  const { builder } = context;
  const end = builder.newBlock();
  const args = executor.params.map(() => builder.emit({ op: "unknown", operands: [] }, executor));
  const callee: Callee = { node: executor, scope: context.scope, named: false };
  const done = inlineFunction(context, callee, args, executor.arrow ? context.thisRef : undefined, () => builder.jump(end), node, end);
  if (!done) builder.jump(end);
  builder.startAt(end);
}
