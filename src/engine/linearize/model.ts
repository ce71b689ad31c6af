import { EngineInputError } from "../errors.ts";
import type { Call } from "./history.ts";
import { identityText, same } from "./identity.ts";

/** The part of a call that a model is asked about. */
export type Invocation = Pick<Call, "name" | "args">;

/** What an operation does when it runs alone. */
export interface Outcome<State> {
  /** The state after it: the same object where nothing has changed. */
  readonly state: State;
  readonly result: unknown;
}

/** An object as one task sees it: what concurrent calls must look like in some order. States are never changed in place. */
export interface Model<State> {
  readonly initial: State;
  /** @throws EngineInputError for an operation that it does not know. */
  apply(state: State, call: Invocation): Outcome<State>;
  /** A text that two states share exactly when they behave alike from then on. */
  key(state: State): string;
  /**
   * The part of the state that the call concerns, or undefined where it is more than one. Parts must be independent: a history
   * whose calls all have one is linearizable exactly when those of each part are (Horn and Kroening 2015, P-compositionality).
   */
  partition?(call: Invocation): string | undefined;
  /** Whether a call may have given `actual` where the model gives `expected`. */
  equal(expected: unknown, actual: unknown): boolean;
}

/** A state of `mapModel`. */
export interface MapState {
  readonly entries: ReadonlyMap<unknown, unknown>;
  /** What `key` gave. */
  text: string | null;
}

/** The name of a call that stands for what one `range` saw of one key: see `checkRange`. */
export const rangeLoad = "range.load";

/** Marks what the model gives for the operations that also say `loaded`: a value of the map may look alike. */
const isModelLoaded = Symbol("isModelLoaded");

interface ModelLoaded {
  readonly value: unknown;
  readonly loaded: boolean;
  readonly [isModelLoaded]: true;
}

function modelLoaded(value: unknown, loaded: boolean): ModelLoaded {
  return { value, loaded, [isModelLoaded]: true };
}

/**
 * A `ConcurrentMap` with a single task, by the documentation of Go 1.23's `sync.Map`. Keys and values are the same as JavaScript's
 * `Map` has it. `range` is not part of it, as it is not one operation at one moment: see `checkRange`.
 *
 * @param entries what the map holds before the first call.
 */
export function mapModel(entries: Iterable<readonly [unknown, unknown]> = []): Model<MapState> {
  return {
    initial: { entries: new Map(entries), text: null },
    apply: applyToMap,
    key: (state) => (state.text ??= stateText(state.entries)),
    partition: (call) => identityText(call.args[0]),
    equal: isEqual,
  };
}

function applyToMap(state: MapState, call: Invocation): Outcome<MapState> {
  const [key, first, second] = call.args;
  const value = state.entries.get(key);
  const loaded = value !== undefined || state.entries.has(key);
  switch (call.name) {
    case "load":
      return { state, result: value };
    case rangeLoad:
      return { state, result: modelLoaded(value, loaded) };
    case "store":
      return { state: stored(state, key, first), result: undefined };
    case "loadOrStore":
      if (loaded) return { state, result: modelLoaded(value, true) };
      return { state: stored(state, key, first), result: modelLoaded(first, false) };
    case "loadAndDelete":
      return { state: loaded ? removed(state, key) : state, result: modelLoaded(value, loaded) };
    case "delete":
      return { state: loaded ? removed(state, key) : state, result: undefined };
    case "swap":
      return { state: stored(state, key, first), result: modelLoaded(value, loaded) };
    case "compareAndSwap":
      if (!loaded || !same(value, first)) return { state, result: false };
      return { state: stored(state, key, second), result: true };
    case "compareAndDelete":
      if (!loaded || !same(value, first)) return { state, result: false };
      return { state: removed(state, key), result: true };
    default:
      throw unknownOperation(call);
  }
}

function stored(state: MapState, key: unknown, value: unknown): MapState {
  if (state.entries.has(key) && Object.is(state.entries.get(key), value)) return state;
  return { entries: new Map(state.entries).set(key, value), text: null };
}

function removed(state: MapState, key: unknown): MapState {
  const entries = new Map(state.entries);
  entries.delete(key);
  return { entries, text: null };
}

function stateText(entries: ReadonlyMap<unknown, unknown>): string {
  const texts: string[] = [];
  for (const [key, value] of entries) texts.push(`${identityText(key)}:${identityText(value)}`);
  return texts.length < 2 ? (texts[0] ?? "") : texts.sort().join(";");
}

function isEqual(expected: unknown, actual: unknown): boolean {
  if (!isObject(expected) || !(isModelLoaded in expected)) return same(expected, actual);
  const { value, loaded } = expected as ModelLoaded;
  return isObject(actual) && "loaded" in actual && actual.loaded === loaded && same((actual as { readonly value?: unknown }).value, value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function unknownOperation(call: Invocation): EngineInputError {
  const hint =
    call.name === "range"
      ? "range has no single moment: check the history with checkMapHistory, or leave the range calls out"
      : "record the calls under the names of ConcurrentMap's methods, or give a model that has this operation";
  return new EngineInputError("unknown-operation", `the map model has no operation "${call.name}": ${hint}`);
}
