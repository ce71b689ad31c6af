import type { BaseMap } from "../gomap/base-map.ts";
import * as stepped from "../gomap/generated/stepped.ts";
import { mapOver } from "../gomap/go-map.ts";
import { Hiter, type Hmap } from "../gomap/hmap.ts";
import type { KeyKind } from "../gomap/key-types.ts";
import { runSteps } from "../step/step.ts";

/** The operations of a map under replay, whatever build does them. Keys are normalized. */
export interface ReplayedMap {
  set(key: unknown, value: number): void;
  /** @returns undefined where there is no entry. */
  get(key: unknown): unknown;
  delete(key: unknown): boolean;
  clear(): void;
  start(): Hiter;
  next(it: Hiter): void;
}

export type Build = "plain" | "stepped";

export function replayedMap(build: Build, h: Hmap, kind: KeyKind): ReplayedMap {
  return build === "plain" ? plain(mapOver(h, kind)) : steppedMap(h);
}

function plain(map: BaseMap<unknown, unknown>): ReplayedMap {
  return {
    set: (key, value) => void map.set(key, value),
    get: (key) => map.get(key),
    delete: (key) => map.delete(key),
    clear: () => map.clear(),
    start: () => map.iterate(),
    next: (it) => map.advance(it),
  };
}

function steppedMap(h: Hmap): ReplayedMap {
  return {
    set: (key, value) => runSteps(stepped.mapassign(h, key, value)).result,
    get: (key) => {
      const cell = runSteps(stepped.mapaccess(h, key)).result;
      return cell < 0 ? undefined : h.found!.elems[cell];
    },
    delete: (key) => runSteps(stepped.mapdelete(h, key)).result,
    clear: () => runSteps(stepped.mapclear(h)).result,
    start: () => {
      const it = new Hiter(h);
      runSteps(stepped.mapiterinit(h, it));
      return it;
    },
    next: (it) => runSteps(stepped.mapiternext(it)).result,
  };
}
