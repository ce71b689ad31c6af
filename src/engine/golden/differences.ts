/** A field that is not as recorded. */
export interface Difference {
  /** As `state.count` or `dump.buckets[3][1].t[0]`. */
  readonly field: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** Where two JSON values differ, leaf by leaf; at most `limit` places. */
export function differences(field: string, expected: unknown, got: unknown, limit = 20): Difference[] {
  const found: Difference[] = [];
  compare(field, expected, got, found, limit);
  return found;
}

function compare(field: string, expected: unknown, got: unknown, found: Difference[], limit: number): void {
  if (found.length >= limit || expected === got) return;
  if (!isComposed(expected) || !isComposed(got) || Array.isArray(expected) !== Array.isArray(got)) {
    found.push({ field, expected, got });
    return;
  }
  const isList = Array.isArray(expected);
  for (const key of new Set([...Object.keys(expected), ...Object.keys(got)])) {
    compare(isList ? `${field}[${key}]` : `${field}.${key}`, expected[key], got[key], found, limit);
  }
}

function isComposed(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
