import { expect } from "vitest";
import fc from "fast-check";
import { EngineInputError } from "../../../../src/engine/errors.ts";
import type { CasMap } from "../../../../src/engine/concurrent/cas/cas-map.ts";
import type { SteppedCasMap } from "../../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import type { Steps } from "../../../../src/engine/step/step.ts";

export const least = -(2 ** 31);
export const most = 2 ** 31 - 1;

/** An operation on one key. */
export interface Action {
  readonly name: keyof typeof values;
  readonly args: readonly number[];
}

/** How many values follow the key. */
const values = {
  load: 0,
  has: 0,
  store: 1,
  loadOrStore: 1,
  swap: 1,
  loadAndDelete: 0,
  delete: 0,
  compareAndSwap: 2,
  compareAndDelete: 1,
  add: 1,
};

export function actions(keys: fc.Arbitrary<number>, numbers: fc.Arbitrary<number>): fc.Arbitrary<Action> {
  const names = Object.keys(values) as Action["name"][];
  return fc.constantFrom(...names).chain((name) => {
    const given = fc.array(numbers, { minLength: values[name], maxLength: values[name] });
    return fc.tuple(keys, given).map(([key, rest]) => ({ name, args: [key, ...rest] }));
  });
}

/** What the operations do to a map that one task uses. */
export function applied(model: Map<number, number>, { name, args }: Action): unknown {
  const [key, a, b] = args as [number, number, number];
  const value = model.get(key);
  const isThere = value !== undefined;
  const found = { value, loaded: isThere };
  switch (name) {
    case "load":
      return value;
    case "has":
      return isThere;
    case "store":
      return void model.set(key, a);
    case "loadOrStore":
      if (!isThere) model.set(key, a);
      return { value: value ?? a, loaded: isThere };
    case "swap":
      model.set(key, a);
      return found;
    case "loadAndDelete":
      model.delete(key);
      return found;
    case "delete":
      return model.delete(key);
    case "compareAndSwap":
      if (value === a) model.set(key, b);
      return value === a;
    case "compareAndDelete":
      return value === a && model.delete(key);
    case "add":
      model.set(key, ((value ?? 0) + a) | 0);
      return value ?? 0;
  }
}

/** Does it on a map that is not stepped. */
export function act(map: CasMap, { name, args }: Action): unknown {
  return (map as any)[name](...args);
}

/** The steps of it. */
export function steps(map: SteppedCasMap, { name, args }: Action): Steps<unknown> {
  return (map as any)[name](...args);
}

/** Expects that both hold the same. */
export function expectSame(map: CasMap, model: Map<number, number>): void {
  expect(new Map(map)).toEqual(model);
  expect(map.size()).toBe(model.size);
}

/** The code of what it throws. */
export function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    expect(error).toBeInstanceOf(EngineInputError);
    return (error as EngineInputError).code;
  }
  return "nothing thrown";
}
