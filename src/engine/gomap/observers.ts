import type { Hmap, MapObserver } from "./hmap.ts";

/** Adds an observer to those that the map has: each of them is told, in the order in which they were added. */
export function addObserver(h: Hmap, observer: MapObserver): void {
  h.observer = h.observer === null ? observer : both(h.observer, observer);
}

function both(first: MapObserver, second: MapObserver): MapObserver {
  return {
    grow(h) {
      first.grow?.(h);
      second.grow?.(h);
    },
    evacuate(h, oldbucket, moved) {
      first.evacuate?.(h, oldbucket, moved);
      second.evacuate?.(h, oldbucket, moved);
    },
    insert(h, bucket) {
      first.insert?.(h, bucket);
      second.insert?.(h, bucket);
    },
    remove(h, bucket) {
      first.remove?.(h, bucket);
      second.remove?.(h, bucket);
    },
  };
}
