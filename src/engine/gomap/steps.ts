/**
 * What the stepped build yields before each access to memory that other tasks can reach: a number that says which field and cell,
 * and whether it is read or written. The object that the field belongs to is left in `accessed`, which holds until the next step:
 * a step allocates nothing.
 */
export type Steps<T> = Generator<number, T, void>;

/** The fields of `hmap`, `mapextra` and `bmap` that tasks share, by their number in a step. */
export const sharedFields = [
  "count",
  "flags",
  "B",
  "noverflow",
  "hash0",
  "buckets",
  "oldbuckets",
  "nevacuate",
  "extra",
  "extraOverflow",
  "oldoverflow",
  "nextOverflow",
  "tophash",
  "keys",
  "elems",
  "overflow",
] as const;

export type SharedField = (typeof sharedFields)[number];

export type AccessKind = "read" | "write" | "atomic";

const kinds = ["read", "write", "atomic"] as const;

let target: object | undefined;

/** The `Hmap`, `MapExtra` or `Buckets` that the step being made is about. */
export function accessed(): object | undefined {
  return target;
}

/** A step's meaning. `index` is a cell, for `overflow` a bucket, 0 for the fields of hmap. */
export function describeStep(step: number): { readonly kind: AccessKind; readonly field: SharedField; readonly index: number } {
  return { kind: kinds[step & 3]!, field: sharedFields[(step >> 2) & 15]!, index: step >> 6 };
}

export function read(object: object, field: number, index = 0): number {
  target = object;
  return (index << 6) | (field << 2);
}

export function write(object: object, field: number, index = 0): number {
  target = object;
  return (index << 6) | (field << 2) | 1;
}

/** A read and a write that nothing comes between. */
export function atomic(object: object, field: number, index = 0): number {
  target = object;
  return (index << 6) | (field << 2) | 2;
}

/** Runs to the end without a pause. @returns the result, and how many steps it took. */
export function runSteps<T>(steps: Steps<T>): { readonly result: T; readonly steps: number } {
  for (let count = 0; ; count++) {
    const next = steps.next();
    if (next.done) return { result: next.value, steps: count };
  }
}
