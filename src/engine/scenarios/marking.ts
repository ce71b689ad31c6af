import { go } from "../schedule/run.ts";
import type { Steps } from "../step/step.ts";
import { Collector } from "./collector.ts";
import { type IntMap, keysOfBucket, keysOfPlace, listed, nearlyGrown, reachableOverflow, storedEntries, uncheckedMap } from "./maps.ts";
import { type Guard, type Scenario, scenario } from "./scenario.ts";

interface Marking {
  readonly map: IntMap;
  readonly collector: Collector;
}

/** A writer and the collector at work on one map. */
function mark(guard: Guard, map: IntMap, writer: () => Steps<void>, writeBarrier: boolean): Marking {
  const collector = new Collector(map.map.h);
  go(() => guard(() => (writeBarrier ? collector.withBarrier(writer()) : writer())), "writer");
  go(() => guard(() => collector.mark()), "marker");
  return { map, collector };
}

/** The writer links a new overflow bucket. */
function* linking(guard: Guard, writeBarrier: boolean): Steps<Marking> {
  const map = uncheckedMap([], { hint: 13, pointers: true });
  const keys = keysOfBucket(map, 0, 9);
  for (const key of keys.slice(0, 8)) map.map.set(key, key * 10);
  return mark(guard, map, () => map.set(keys[8]!, keys[8]! * 10), writeBarrier);
}

/** The writer evacuates an old bucket. */
function* evacuating(guard: Guard, writeBarrier: boolean): Steps<Marking> {
  const { map, next } = nearlyGrown({ pointers: true, elemOf: (key) => ({ key }) });
  return mark(guard, map, () => map.set(next, null), writeBarrier);
}

const unmarkedBucket = scenario(
  {
    name: "unmarked-bucket",
    title: "The collector misses an overflow bucket that is published late",
    story:
      "The elems hold pointers, so the collector finds overflow buckets by the overflow pointers. The writer has allocated " +
      "one in `newoverflow`, before the collector starts to mark, and has not linked it yet. The marker scans the full " +
      "bucket, finds a nil overflow pointer and passes on. Then the writer links the new bucket behind it. At the end of the " +
      "mark phase the bucket is reachable and not marked, so it would be freed with the entry in it. With a write barrier, " +
      "the write of the overflow pointer shades the bucket, and no schedule loses it. (Go's collector also scans the stacks " +
      "of goroutines, which this model of it leaves out; the next scenario does not depend on that.)",
    schedule: "rg1~x.1~1@26:2~1l.1nqea73~q1n9vc",
  },
  (guard) => linking(guard, false),
  ({ map, collector }) => {
    collector.terminate();
    const freed = reachableOverflow(map).find((place) => !collector.keepsBucket(place));
    if (freed === undefined) return null;
    return `the overflow bucket with ${listed(keysOfPlace(freed))} is in its chain, but not marked: it is freed`;
  },
  (guard) => linking(guard, true),
);

const unmarkedElem = scenario(
  {
    name: "unmarked-elem",
    title: "An evacuation hides an elem from the collector",
    story:
      "The marker has scanned the new buckets, and has yet to come to the last old one. A writer evacuates just that one: the " +
      "pointers to the elems move to a new bucket, which the marker has passed, and the old one is cleared. When the marker " +
      "comes to it, nothing is left there. The elems are in the map and not marked: they would be freed. This is why the " +
      "collector needs the write barrier, and why `evacuate` moves entries by `typedmemmove`, which has it: each pointer that " +
      "is written is shaded, and no schedule loses an elem.",
    schedule: "rg1~x.1~0@1:2,2@102:1~7a.172dha1~mcf753",
  },
  (guard) => evacuating(guard, false),
  ({ map, collector }) => {
    collector.terminate();
    const freed = storedEntries(map).filter(([, elem]) => typeof elem === "object" && elem !== null && !collector.hasMarked(elem));
    return freed.length === 0 ? null : `the elems of ${listed(freed.map(([key]) => key))} are in the map, but not marked: they are freed`;
  },
  (guard) => evacuating(guard, true),
);

export const markingScenarios: readonly Scenario[] = [unmarkedBucket, unmarkedElem];
