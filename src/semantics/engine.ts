import type { CollectionKind } from "./types.ts";

/** The package whose Go maps, tasks and locks are known by what they are imported as. */
export const enginePackage = "rangeguard/engine";

/** What the type that the engine exports as `name` is called, whatever name a file gives it. */
export const engineType = (name: string): string => `${enginePackage}#${name}`;

/** The name that the engine exports a type by; undefined for types of others. */
export const engineName = (type: string): string | undefined =>
  type.startsWith(`${enginePackage}#`) ? type.slice(enginePackage.length + 1) : undefined;

/** Types of the engine that are collections. */
export const engineKinds: ReadonlyMap<string, CollectionKind> = new Map([
  ["GoMap", "GoMap"],
  ["SteppedMap", "GoMap"],
]);

/** Static methods that make one: `GoMap.make("string")`. */
export const engineMakers: ReadonlySet<string> = new Set(["make", "nil"]);
