import { describeValue, EngineInputError } from "../errors.ts";
import type { MapOptions } from "../gomap/go-map.ts";
import type { KeyKind } from "../gomap/key-types.ts";
import { SteppedMap } from "../gomap/stepped-map.ts";

/** What the concurrent maps are made with. `seed`, `hashkey` and `hasher` are those of `MapOptions`, for every map inside. */
export interface ConcurrentMapOptions extends Pick<MapOptions, "seed" | "hashkey" | "hasher"> {
  /** For reports: the name of its locks. */
  readonly name?: string;
}

/** @throws EngineInputError `bad-options` for what is no object. */
export function requireOptions(className: string, options: unknown): void {
  if (typeof options === "object" && options !== null) return;
  throw new EngineInputError(
    "bad-options",
    `The options of ${className}.make must be an object, not ${describeValue(options)}. Leave them out, or give { seed: 1 }`,
  );
}

/** The options of the `number`th map inside: with a seed of its own where there is one, so that no two of them hash alike. */
export function optionsOfPart({ seed, hashkey, hasher }: ConcurrentMapOptions, number: number): Pick<MapOptions, "seed" | "hashkey" | "hasher"> {
  const isWhole = typeof seed === "bigint" || Number.isSafeInteger(seed);
  // What is no seed is left for the map to refuse.
  const own = isWhole ? BigInt(seed!) + BigInt(number) : seed;
  return { ...(own !== undefined && { seed: own }), ...(hashkey !== undefined && { hashkey }), ...(hasher !== undefined && { hasher }) };
}

/** `SteppedMap.make`, for a kind that is known to the caller's caller, who says what keys and values are. */
export function makeMap<K, V>(kind: KeyKind, hint: number | null, options: Parameters<typeof SteppedMap.make>[2]): SteppedMap<K, V> {
  return SteppedMap.make(kind as "interface", hint, options) as SteppedMap<unknown, unknown> as SteppedMap<K, V>;
}
