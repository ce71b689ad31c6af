import { describeValue, EngineInputError } from "../../errors.ts";

/** @throws EngineInputError `bad-key`. -0 is 0. */
export function requireKey(key: number): void {
  if (typeof key !== "number" || (key | 0) !== key) throw notInt32("bad-key", "keys", key);
}

/** @throws EngineInputError `bad-value` */
export function requireValue(value: number): void {
  if (typeof value !== "number" || (value | 0) !== value) throw notInt32("bad-value", "values", value);
}

/** What a store throws that finds no slot for its key. */
export function mapFull(key: number, capacity: number): EngineInputError {
  const reason = `it was created for ${capacity} distinct keys and has stored as many (a deleted key keeps its slot)`;
  return new EngineInputError("map-full", `CasMap: no slot for key ${key}: ${reason}. Create it with a larger capacity.`);
}

function notInt32(code: string, what: string, given: unknown): EngineInputError {
  return new EngineInputError(code, `CasMap: ${what} must be integers from -2^31 to 2^31 - 1, not ${describeValue(given)}`);
}
