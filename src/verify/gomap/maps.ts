import { BaseMap } from "../../engine/gomap/base-map.ts";
import { GoMap, type MapOptions } from "../../engine/gomap/go-map.ts";
import type { Hmap } from "../../engine/gomap/hmap.ts";
import type { KeyKind } from "../../engine/gomap/key-types.ts";
import { SteppedMap } from "../../engine/gomap/stepped-map.ts";
import { isWatched } from "../../engine/gomap/watch/options.ts";

export type AnyGoMap = BaseMap<unknown, unknown>;
export type AnySteppedMap = SteppedMap<unknown, unknown>;

type Maker<Made> = (kind: KeyKind, hint?: number | null, options?: MapOptions) => Made;

/** `SteppedMap.make`, for kinds that are known at run time only. */
export const makeSteppedMap: Maker<AnySteppedMap> = (kind, hint, options) => {
  return (SteppedMap as unknown as { readonly make: Maker<AnySteppedMap> }).make(kind, hint, options);
};

/** `GoMap.make`, as it is now. */
export function makePlainMap(): Maker<AnyGoMap> {
  const { make } = GoMap as { readonly make: unknown };
  return make as Maker<AnyGoMap>;
}

const steppedMaps = new WeakMap<object, AnySteppedMap>();

let isInstalled = false;

/**
 * From now on `GoMap.make` gives maps whose operations can be taken apart into steps, over the same memory: see `steppedOf`. To the program they are
 * the same. Those that are told of what happens to them stay as they are. For the rest of the process.
 */
export function installGoMaps(): void {
  if (isInstalled) return;
  isInstalled = true;
  const make = makePlainMap();
  // The hash key of the process is drawn with its first map: always by the same draws, whichever case comes first.
  make("string");
  const makeBoth: Maker<AnyGoMap> = (kind, hint, options) => {
    if (!canBeStepped(options)) return make(kind, hint, options);
    const stepped = makeSteppedMap(kind, hint, options);
    steppedMaps.set(stepped.map, stepped);
    return stepped.map;
  };
  (GoMap as { make: unknown }).make = makeBoth;
}

function canBeStepped(options: MapOptions | undefined): boolean {
  if (options === undefined) return true;
  return typeof options === "object" && options !== null && options.lazyRehash === undefined && !isWatched(options);
}

/** The operations of a plain map, in steps: undefined for what is none, and for maps that cannot be taken apart. */
export function steppedOf(map: unknown): AnySteppedMap | undefined {
  return typeof map === "object" && map !== null ? steppedMaps.get(map) : undefined;
}

export function isGoMap(value: unknown): value is AnyGoMap {
  return value instanceof BaseMap;
}

export function isSteppedMap(value: unknown): value is AnySteppedMap {
  return value instanceof SteppedMap;
}

/** The memory of a map, stepped or not: what tells maps apart. */
export function memoryOf(value: unknown): Hmap | undefined {
  if (isSteppedMap(value)) return value.map.h;
  return isGoMap(value) ? value.h : undefined;
}
