import { GoPanic, requireInteger } from "../errors.ts";
import { maxAlloc } from "../memory/size-classes.ts";

// The order of the checks and the wording are those of Go 1.19: `boundsErrorFmts` in runtime/error.go, cmd/compile's slice
// expressions, and `makeslice` in runtime/slice.go.

/** @throws GoPanic unless 0 <= index < length; EngineInputError when `index` is no integer. */
export function checkIndex(index: number, length: number): void {
  requireInteger("index", index);
  if (index < 0) outOfRange(`index out of range [${index}]`);
  if (index >= length) outOfRange(`index out of range [${index}] with length ${length}`);
}

/** `s[low:high]`. @throws GoPanic unless 0 <= low <= high <= capacity; EngineInputError when one is no integer. */
export function checkSlice(low: number, high: number, capacity: number): void {
  requireInteger("low", low);
  requireInteger("high", high);
  if (high < 0) outOfBounds(`:${high}`);
  if (high > capacity) outOfBounds(`:${high}`, ` with capacity ${capacity}`);
  if (low < 0) outOfBounds(`${low}:`);
  if (low > high) outOfBounds(`${low}:${high}`);
}

/** `s[low:high:max]`. @throws GoPanic unless 0 <= low <= high <= max <= capacity; EngineInputError when one is no integer. */
export function checkFullSlice(low: number, high: number, max: number, capacity: number): void {
  requireInteger("low", low);
  requireInteger("high", high);
  requireInteger("max", max);
  if (max < 0) outOfBounds(`::${max}`);
  if (max > capacity) outOfBounds(`::${max}`, ` with capacity ${capacity}`);
  if (high < 0) outOfBounds(`:${high}:`);
  if (high > max) outOfBounds(`:${high}:${max}`);
  if (low < 0) outOfBounds(`${low}::`);
  if (low > high) outOfBounds(`${low}:${high}:`);
}

/** `make([]T, length, capacity)`. @throws GoPanic unless 0 <= length <= capacity and it fits into 2^48 bytes. */
export function checkMake(length: number, capacity: number, elemSize: number): void {
  requireInteger("length", length);
  requireInteger("capacity", capacity);
  if (length < 0 || length * elemSize > maxAlloc) outOfRange("makeslice: len out of range");
  if (capacity < length || capacity * elemSize > maxAlloc) outOfRange("makeslice: cap out of range");
}

function outOfBounds(bounds: string, limit = ""): never {
  outOfRange(`slice bounds out of range [${bounds}]${limit}`);
}

function outOfRange(what: string): never {
  throw new GoPanic(`runtime error: ${what}`);
}
