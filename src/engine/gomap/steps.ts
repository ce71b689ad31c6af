import { GoFatalError, GoPanic } from "../errors.ts";
import { endProgram, fatal as endWith, type StepKind, type Steps } from "../step/step.ts";
import type { Hmap } from "./hmap.ts";

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

/** How a report names a field and cell: `hmap.count`, `bmap.tophash[3]`. */
export function locationName(field: number, index: number): string {
  const name = sharedFields[field]!;
  if (field >= sharedFields.indexOf("tophash")) return `bmap.${name}[${index}]`;
  return field >= sharedFields.indexOf("extraOverflow") ? `mapextra.${name === "extraOverflow" ? "overflow" : name}` : `hmap.${name}`;
}

const kinds = ["read", "write", "atomic", "sync"] as const;

/** What a step of a map means. `index` is a cell, for `overflow` a bucket, 0 for the fields of hmap. */
export function describeStep(step: number): { readonly kind: StepKind; readonly field: SharedField; readonly index: number } {
  return { kind: kinds[step & 3]!, field: sharedFields[(step >> 2) & 15]!, index: step >> 6 };
}

/** `fatal`, as a step: see `algorithm/cells.ts`. */
export function* fatal(h: Hmap, message: string): Steps<void> {
  if (h.detect) yield* endWith(message);
}

/** `throw`, as a step: the runtime found its own memory in a state that cannot be. */
export function* badState(message: string): Steps<never> {
  return yield* endWith(message);
}

/**
 * Throws an error of an operation as what it means where others may have left pointers to nothing: where JavaScript says that null
 * has no properties, Go has its signal handler. What is fatal ends the program.
 */
export function* raise(error: unknown): Steps<never> {
  if (error instanceof GoFatalError) return yield* endProgram(error);
  if (!(error instanceof TypeError) || !/^Cannot (read|set) properties of (null|undefined)/.test(error.message)) throw error;
  throw new GoPanic("runtime error: invalid memory address or nil pointer dereference", { cause: error });
}
