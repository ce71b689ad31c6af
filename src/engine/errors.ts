/** A Go run-time panic. The message is what Go prints after `panic: `: `runtime error: index out of range [5] with length 3`. */
export class GoPanic extends Error {
  override readonly name = "GoPanic";
}

/** What ends a Go program and no `recover` stops. The message is Go's, such as `fatal error: concurrent map writes`. */
export class GoFatalError extends Error {
  override readonly name = "GoFatalError";
}

/** The engine was given what Go cannot even express, such as half an index. The message says what, and what is expected. */
export class EngineInputError extends TypeError {
  override readonly name = "EngineInputError";
  /** Stable, for programs: `invalid-count`, `unknown-type`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws unless `value` is a whole number that JavaScript holds exactly. Negative ones are for Go to judge. */
export function requireInteger(name: string, value: number): void {
  if (!Number.isSafeInteger(value)) {
    throw new EngineInputError("invalid-integer", `${name} must be an integer within ±(2^53 - 1), not ${describeValue(value)}`);
  }
}

/** Throws unless `value` is 0 or a positive whole number that JavaScript holds exactly. */
export function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new EngineInputError("invalid-count", `${name} must be an integer from 0 to 2^53 - 1, not ${describeValue(value)}`);
  }
}

/** A value in an error message: short, whatever it is. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}
