/** `rangeguard/engine`: Go's map to the bit, slices, and what is built on them. */
export { EngineInputError, GoFatalError, GoPanic } from "./errors.ts";
export type { BaseMap } from "./gomap/base-map.ts";
export { GoMap, type MapOptions } from "./gomap/go-map.ts";
export { goPolicy, type GrowthPolicy } from "./gomap/growth-policy.ts";
export type { Hasher, Hmap } from "./gomap/hmap.ts";
export type { BucketSnapshot, ChainSnapshot, MapSnapshot } from "./gomap/inspect.ts";
export { type BasicKeyKind, type InterfaceKey, type KeyKind, type KeyOf, NaNBits, Typed } from "./gomap/key-types.ts";
export { bucketLayout, type BucketLayout } from "./gomap/layout.ts";
export { SteppedMap } from "./gomap/stepped-map.ts";
export { accessed, type AccessKind, describeStep, runSteps, type SharedField, type Steps } from "./gomap/steps.ts";
export { GoSlice } from "./slice/go-slice.ts";
export { type Growth, type GrowthRule, nextCapacity } from "./slice/grow.ts";
export { roundUpSize, sizeClasses } from "./memory/size-classes.ts";
