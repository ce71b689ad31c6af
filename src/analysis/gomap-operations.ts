import type { Event, Ref } from "../ir/types.ts";
import { engineKinds } from "../semantics/engine.ts";
import { factsAt } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import { once } from "./once.ts";

/** What an event does, as far as it matters to who comes before whom. */
export type GoOperation =
  /** A Go map is used. */
  | { readonly type: "access"; readonly map: Ref; readonly writes: boolean }
  | { readonly type: "acquire" | "release"; readonly lock: Ref; readonly reads: boolean }
  /** `mutex.with(body)`: the body runs with the lock held. */
  | { readonly type: "with"; readonly lock: Ref; readonly reads: boolean; readonly body: Ref | undefined }
  /** A task is started. */
  | { readonly type: "go"; readonly body: Ref }
  /** It may wait for another task, so that what follows comes after what that one has done. */
  | { readonly type: "wait" }
  /** Time passes, which orders nothing. Who starts others and then sleeps means to wait for them all the same. */
  | { readonly type: "sleep" };

const reading: ReadonlySet<string> = new Set(["get", "has", "size", "range", "forEach", "keys", "values", "entries", "@@iterator"]);
const writing: ReadonlySet<string> = new Set(["set", "delete", "clear"]);

const acquiring: ReadonlyMap<string, boolean> = new Map([["lock", false], ["rLock", true]]);
const releasing: ReadonlyMap<string, boolean> = new Map([["unlock", false], ["rUnlock", true]]);
const holding: ReadonlyMap<string, boolean> = new Map([["with", false], ["withRead", true]]);

/** Methods that wait for nobody, and let nobody learn what others have done, by the engine's class. */
const harmless: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["WaitGroup", new Set(["add", "done"])],
  ["Variable", new Set(["read", "write"])],
]);

export interface GoOperations {
  readonly operations: ReadonlyMap<Ref, GoOperation>;
  /** Calls whose steps are made: by `yield*`, or by who calls the function. */
  readonly walked: ReadonlySet<Ref>;
}

/**
 * The operations of a function, by event. Whatever is waited for and not known to be harmless counts as a wait; calls of known functions are
 * left to the caller.
 */
export const goOperations: (analysis: FunctionAnalysis) => GoOperations = once((analysis: FunctionAnalysis) => {
  const { values } = analysis;
  const operations = new Map<Ref, GoOperation>();
  const walked = new Set<Ref>();
  const waited = returnedSteps(analysis);
  values.fn.events.forEach((event, ref) => {
    if (event.op !== "suspend" || !values.flow.isReachable(values.fn.blockOf[ref]!)) return;
    const isCall = event.value !== undefined && values.fn.events[event.value]!.op === "call" && event.how === "yield" && event.delegate;
    if (isCall) waited.add(event.value);
    else operations.set(ref, { type: "wait" });
  });
  values.fn.events.forEach((event, ref) => {
    if (!values.flow.isReachable(values.fn.blockOf[ref]!)) return;
    const operation = operationOf(analysis, event, ref, waited.has(ref));
    if (operation) operations.set(ref, operation);
    if (event.op === "call" && waited.has(ref)) walked.add(ref);
  });
  return { operations, walked };
});

/** `() => map.set(key, value)`: whoever calls the function walks what it gives. A generator's own result is walked by nobody. */
function returnedSteps({ values, unitFunction: { info } }: FunctionAnalysis): Set<Ref> {
  if (info.generator || info.async) return new Set();
  const { events, blocks } = values.fn;
  const returned = blocks.flatMap(({ terminator }) => (terminator.type === "return" && terminator.value !== undefined ? [terminator.value] : []));
  return new Set(returned.flatMap((ref) => {
    const event = events[ref]!;
    return event.op === "choose" ? event.operands : [ref];
  }));
}

function operationOf(analysis: FunctionAnalysis, event: Event, ref: Ref, isWaited: boolean): GoOperation | undefined {
  if (event.op === "iterate-open") return opening(analysis, event.source, ref);
  if (event.op !== "call" || event.construct) return undefined;
  const { kinds, values } = analysis;
  const { callee, receiver, method, args } = event;
  const name = callee !== undefined ? kinds.engineExport(callee) : undefined;
  if (name === "go" && args[0] !== undefined) return { type: "go", body: args[0] };
  if (name === "pause") return undefined;
  if (name === "sleep") return isWaited ? { type: "sleep" } : undefined;
  if (receiver === undefined || typeof method !== "string") return isWaited ? { type: "wait" } : undefined;
  if (method === "go" && args[0] !== undefined && isNamespace(analysis, receiver)) return { type: "go", body: args[0] };
  const type = kinds.engineTypeOf(values.of(receiver));
  if (type !== undefined && engineKinds.has(type)) {
    // Steps that are kept are made later, or by somebody else.
    if (type === "SteppedMap" && !isWaited) return undefined;
    if (writing.has(method)) return { type: "access", map: receiver, writes: true };
    return reading.has(method) ? { type: "access", map: receiver, writes: false } : { type: "wait" };
  }
  if (type === "Mutex" || type === "RWMutex") return lockOperation(receiver, method, args);
  if (type !== undefined && harmless.get(type)?.has(method)) return undefined;
  return isWaited ? { type: "wait" } : undefined;
}

function lockOperation(lock: Ref, method: string, [body]: readonly Ref[]): GoOperation {
  const acquires = acquiring.get(method);
  if (acquires !== undefined) return { type: "acquire", lock, reads: acquires };
  const releases = releasing.get(method);
  if (releases !== undefined) return { type: "release", lock, reads: releases };
  const holds = holding.get(method);
  return holds === undefined ? { type: "wait" } : { type: "with", lock, reads: holds, body };
}

/** A loop over a Go map reads it; `range` of a channel, or of another map, waits in each round. */
function opening({ kinds, values }: FunctionAnalysis, source: Ref, ref: Ref): GoOperation | undefined {
  const type = kinds.engineTypeOf(values.of(source));
  if (type !== undefined && engineKinds.has(type)) return { type: "access", map: source, writes: false };
  const { start, end } = values.fn.sites[ref]!;
  const isRange = values.fn.events.some((event, other) => {
    const site = values.fn.sites[other]!;
    return event.op === "call" && event.method === "range" && site.start === start && site.end === end;
  });
  return isRange || type !== undefined ? { type: "wait" } : undefined;
}

function isNamespace({ values, kinds }: FunctionAnalysis, receiver: Ref): boolean {
  const event = values.fn.events[receiver]!;
  return event.op === "load" && event.binding.kind === "import" && kinds.isEngine(event.binding.name);
}

/** Is it decided by a branch on the way to the event whether it happens? */
export const isConditional = ({ values }: FunctionAnalysis, ref: Ref): boolean => factsAt(values, ref).length > 0;
