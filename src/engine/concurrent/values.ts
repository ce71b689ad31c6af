/** The comparison of `compareAndSwap` and `compareAndDelete`: `===`, and NaN is equal to itself. */
export function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}
