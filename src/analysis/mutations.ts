import type { CallEvent, Event, Ref } from "../ir/types.ts";
import { mutatorFunctions, mutatorMethods, mutatorProperties, type MutatorEntry } from "../semantics/methods.ts";
import type { CollectionKind, Operation } from "../semantics/types.ts";
import type { AtomId } from "./atoms.ts";
import { isMinusOne } from "./facts.ts";
import { linear } from "./index-loops.ts";
import { once } from "./once.ts";
import type { Mutation } from "./types.ts";
import type { Values } from "./values.ts";

/** A method call with its receiver found, whichever way it was written: `m.set(...)`, `set.call(m, ...)`, a bound method. */
export interface ResolvedCall {
  readonly ref: Ref;
  readonly receiver: Ref;
  readonly method: string;
  readonly args: readonly Ref[];
}

/** What can change a collection in this function; which collection, and whether it does, is asked later. */
export function findMutations(values: Values): Mutation[] {
  const mutations: Mutation[] = [];
  const { fn, flow } = values;
  fn.events.forEach((event, ref) => {
    if (!flow.isReachable(fn.blockOf[ref]!)) return;
    mutations.push(...mutationsOf(values, event, ref));
  });
  return mutations;
}

function mutationsOf(values: Values, event: Event, ref: Ref): Mutation[] {
  switch (event.op) {
    case "call": {
      const call = resolveCall(values, event, ref);
      return [...mutationsOfFunction(values, event, ref), ...(call ? mutationsOfCall(values, call) : [])];
    }
    case "put":
      return mutationsOfPut(values, event, ref);
    case "remove":
      return [
        {
          ref,
          operation: "property-delete",
          target: event.object,
          key: typeof event.key === "string" ? undefined : event.key,
          inserted: [],
          kinds: ["Array", "Object"],
        },
      ];
    default:
      return [];
  }
}

/** Finds receiver and arguments of a method call, through `call`, `apply`, `Reflect.apply` and `bind`. */
export function resolveCall(values: Values, event: CallEvent, ref: Ref): ResolvedCall | undefined {
  const { receiver, method, args, callee } = event;
  if (receiver !== undefined && typeof method === "string") {
    const owner = values.fn.events[receiver]!;
    if (method === "apply" && owner.op === "load" && owner.binding.name === "Reflect") return reflectApply(values, ref, args);
    if (method !== "call" && method !== "apply") return { ref, receiver, method, args };
    const target = values.atom(values.of(receiver));
    if (target.tag !== "field" || args[0] === undefined) return undefined;
    const list = method === "apply" && args[1] !== undefined ? values.fn.events[args[1]] : undefined;
    return { ref, receiver: args[0], method: target.name, args: list?.op === "allocate" ? list.parts : args.slice(1) };
  }
  if (callee === undefined) return undefined;
  const value = values.of(callee);
  const bound = values.atom(value);
  if (bound.tag !== "bound" || !mutatorMethods.has(bound.method)) return undefined;
  const origin = values.fn.events[bindsOf(values).get(value) ?? -1];
  const field = origin?.op === "call" && origin.receiver !== undefined ? values.fn.events[origin.receiver] : undefined;
  if (origin?.op !== "call" || field?.op !== "field") return undefined;
  return { ref, receiver: origin.args[0] ?? field.object, method: bound.method, args: [...origin.args.slice(1), ...args] };
}

/** The first call of the method that gave each value. */
export function firstCalls(values: Values, method: string): ReadonlyMap<AtomId, Ref> {
  const first = new Map<AtomId, Ref>();
  values.fn.events.forEach((event, ref) => {
    if (event.op !== "call" || event.method !== method) return;
    const value = values.of(ref);
    if (!first.has(value)) first.set(value, ref);
  });
  return first;
}

const bindsOf = once((values: Values) => firstCalls(values, "bind"));

const needsArgument: ReadonlySet<string> = new Set(["push", "unshift", "add", "set", "delete", "append", "splice"]);

/** `Reflect.apply(Array.prototype.splice, xs, [i, 1])` */
function reflectApply(values: Values, ref: Ref, [callee, receiver, list]: readonly Ref[]): ResolvedCall | undefined {
  const target = callee === undefined ? undefined : values.fn.events[callee];
  if (target?.op !== "field" || typeof target.key !== "string" || receiver === undefined) return undefined;
  const args = list === undefined ? undefined : values.fn.events[list];
  return { ref, receiver, method: target.key, args: args?.op === "allocate" ? args.parts : [] };
}

function mutationsOfCall(values: Values, call: ResolvedCall): Mutation[] {
  const entries = mutatorMethods.get(call.method)?.filter(({ receiver }) => receiver === "collection");
  if (!entries || entries.length === 0) return [];
  // `ctx.push()` and the like: no element, so no change of a collection.
  if (call.args.length === 0 && needsArgument.has(call.method)) return [];
  const groups = new Map<Operation, CollectionKind[]>();
  for (const { kind, operation } of entries) {
    const refined = call.method === "splice" ? spliceOperation(values, call) : operation;
    if (!refined) return [];
    groups.set(refined, [...(groups.get(refined) ?? []), kind]);
  }
  return [...groups].map(([operation, kinds]) => ({
    ref: call.ref,
    operation,
    target: call.receiver,
    key: keyArgument(operation, call.args),
    inserted: insertedArguments(operation, call.args),
    removed: call.method === "splice" ? constantNumber(values, call.args[1]) : undefined,
    kinds,
  }));
}

/** What `splice` does, by its arguments; undefined when it does nothing. */
function spliceOperation(values: Values, { receiver, args }: ResolvedCall): Operation | undefined {
  const [start, count, ...items] = args;
  if (start === undefined) return undefined;
  // Everything from there on: nothing is left to move.
  if (count === undefined) return "length-shrink";
  const removed = constantNumber(values, count);
  if (removed === undefined) return "splice-remove";
  if (items.length > removed) return "splice-insert";
  if (items.length === removed) return items.length === 0 ? undefined : "splice-replace";
  return items.length === 0 && isLastIndex(values, receiver, start) ? "pop" : "splice-remove";
}

function constantNumber(values: Values, ref: Ref | undefined): number | undefined {
  const event = ref === undefined ? undefined : values.fn.events[ref];
  return event?.op === "constant" && typeof event.value === "number" ? event.value : undefined;
}

/** `xs.length - 1` or `-1`. */
function isLastIndex(values: Values, receiver: Ref, start: Ref): boolean {
  const { base, offset } = linear(values, values.of(start));
  const atom = values.atom(base);
  if (atom.tag === "field") return atom.name === "length" && atom.base === values.of(receiver) && offset === -1;
  return isMinusOne(values, start);
}

function keyArgument(operation: Operation, args: readonly Ref[]): Ref | undefined {
  switch (operation) {
    case "set":
    case "add":
    case "delete":
    case "append":
    case "remove":
    case "toggle":
    case "replace":
    case "splice-insert":
    case "splice-remove":
    case "splice-replace":
    case "length-shrink":
    case "tree-remove":
      return args[0];
    default:
      return undefined;
  }
}

function insertedArguments(operation: Operation, args: readonly Ref[]): readonly Ref[] {
  switch (operation) {
    case "set":
    case "add":
    case "append":
      return args.slice(0, 1);
    case "push":
    case "unshift":
      return args;
    case "splice-insert":
    case "splice-remove":
    case "splice-replace":
      return args.slice(2);
    default:
      return [];
  }
}

function mutationsOfPut(values: Values, event: Event & { op: "put" }, ref: Ref): Mutation[] {
  const { object, key, value } = event;
  if (key === "length") {
    const operation = growsLength(values, object, value) ? "length-grow" : "length-shrink";
    return [{ ref, operation, target: object, key: value, inserted: [], kinds: ["Array"] }];
  }
  if (typeof key === "string") return [];
  const kinds = ["Array", "TypedArray", "Object"] as const;
  return [{ ref, operation: "index-write", target: object, key, inserted: [value], kinds }];
}

/** `xs.length + n`, or `++`. */
function growsLength(values: Values, object: Ref, value: Ref): boolean {
  const event = values.fn.events[value]!;
  if (event.op !== "compute" || event.operator !== "+") return false;
  const length = values.fn.events[event.operands[0]!]!;
  return length.op === "field" && length.key === "length" && values.of(length.object) === values.of(object);
}

function mutationsOfFunction(values: Values, event: CallEvent, ref: Ref): Mutation[] {
  const { receiver, method, args } = event;
  if (receiver === undefined || typeof method !== "string") return [];
  const owner = values.fn.events[receiver]!;
  if (owner.op !== "load" || owner.binding.kind !== "global") return [];
  const fn = mutatorFunctions.get(`${owner.binding.name}.${method}`);
  const target = fn && args[fn.target];
  if (!fn || target === undefined) return [];
  const key = fn.key === undefined ? undefined : args[fn.key];
  return [{ ref, operation: fn.operation, target, key, inserted: [], kinds: ["Array", "Object"] }];
}

/** The DOM changes of a call or assignment: entries by name, with the node that they are about. */
export function domEntries(values: Values, ref: Ref): { entry: MutatorEntry; receiver: Ref; args: readonly Ref[]; method: string }[] {
  const event = values.fn.events[ref]!;
  if (event.op === "call") {
    const call = resolveCall(values, event, ref);
    if (!call) return [];
    const { receiver, args, method } = call;
    return (mutatorMethods.get(method) ?? []).map((entry) => ({ entry, receiver, args, method }));
  }
  if (event.op === "put" && typeof event.key === "string") {
    const { object: receiver, key: method } = event;
    return (mutatorProperties.get(method) ?? []).map((entry) => ({ entry, receiver, args: [event.value], method }));
  }
  return [];
}
