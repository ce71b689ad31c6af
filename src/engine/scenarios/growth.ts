import { go } from "../schedule/run.ts";
import { endingScenario, type Scenario, scenario } from "./scenario.ts";
import { keysIn, listed, lookup, nearlyGrown, range, storedKeys, uncheckedMap } from "./maps.ts";

/** Two writers meet a full bucket: both see that the map has to grow. */
const lostKey = scenario(
  {
    name: "lost-key",
    title: "Keys are lost while the map grows twice at once",
    story:
      "The map has one full bucket, and both writers find in `mapassign` that it has to grow: `oldbuckets` is nil and a ninth " +
      "entry is one too many. The first is in `hashGrow`, has read `h.buckets` and has not written anything yet. Meanwhile " +
      "the second grows the map, evacuates the bucket and ends the growth. The first goes on: its `h.oldbuckets` is the array " +
      "that is evacuated already, and its `h.buckets` is a new, empty one. `evacuate` sees that there is nothing to move. The " +
      "array that holds all entries is in no field of hmap any more.",
    schedule: "rg1~x.1~1@29:2~6e.bcp5ba~1jdwg4m",
  },
  function* (guard) {
    const kept = range(1, 8);
    const map = uncheckedMap(kept);
    go(() => guard(() => map.set(9, 90)), "writer of 9");
    go(() => guard(() => map.set(10, 100)), "writer of 10");
    return { map, kept };
  },
  ({ map, kept }) => {
    const stored = new Set(storedKeys(map));
    const lost = kept.filter((key) => !stored.has(key));
    return lost.length === 0 ? null : `gone, though stored before both writers began and deleted by nobody: ${listed(lost)}`;
  },
);

/** A writer has chosen its cell when another one makes the map grow. */
const writeToEvacuated = scenario(
  {
    name: "write-to-evacuated-bucket",
    title: "A key is written into a bucket that is already evacuated",
    story:
      "The writer of 8 has found in `mapassign` that its key is not there, that cell 7 is free and that the map need not " +
      "grow. Before it writes, another writer fills that cell and stores one more key, for which the map grows: `evacuate` " +
      "moves all entries to a new array, and `oldbuckets` becomes nil. The first writer now writes key, tophash and elem into " +
      "cell 7 of the old array. Its `hmap.count` counts the entry, its assignment returns, and nobody finds the key.",
    schedule: "rg1~x.1~1@21:2~60.6dsdbz~1drjjwz",
  },
  function* (guard) {
    const map = uncheckedMap(range(1, 7));
    const before = map.map.h.buckets!;
    const written: number[] = [];
    go(function* () {
      yield* guard(() => map.set(8, 80));
      written.push(8);
    }, "writer of 8");
    go(function* () {
      for (const key of [9, 10]) {
        yield* guard(() => map.set(key, key * 10));
        written.push(key);
      }
    }, "writer of 9, 10");
    return { map, before, written };
  },
  ({ map, before, written }) => {
    const { h } = map.map;
    if (h.buckets === before || h.oldbuckets === before) return null;
    const stored = new Set(storedKeys(map));
    const old = keysIn(before);
    const lost = written.filter((key) => !stored.has(key) && old.has(key));
    return lost.length === 0 ? null : `stored in an array that the map has given up, and nowhere else: ${listed(lost)}`;
  },
);

const missedInOldBucket = scenario(
  {
    name: "old-bucket-given-up",
    title: "A reader looks into an old bucket that has been given up",
    story:
      "`mapaccess` has loaded `h.oldbuckets` and has seen by the first tophash that the key's old bucket is not evacuated: it " +
      "decides to search there. A writer evacuates just this bucket, the last one, and ends the growth: `oldbuckets` is nil. " +
      "The reader goes on in memory that the map has given up. Where the key's tophash was, it finds `evacuatedX` or " +
      "`evacuatedY`, and at the end of the chain it says that the key is not there. The key was in the map all the time.",
    schedule: "rg1~x.1~1@9:2~47.1vrx6zo~19izte7",
  },
  function* (guard) {
    const { map, waiting, next } = nearlyGrown();
    const end = { waiting, got: null as null | { readonly value: unknown; readonly ok: boolean } };
    go(function* () {
      end.got = yield* guard(() => lookup(map, waiting));
    }, "reader");
    go(() => guard(() => map.set(next, next * 10)), "writer");
    return end;
  },
  ({ waiting, got }) => (got === null || got.ok ? null : `key ${waiting}, there all the time, was not found`),
);

const zeroedCell = scenario(
  {
    name: "zeroed-cell",
    title: "A reader finds its key and gets a value that was wiped",
    story:
      "The elems hold pointers, so `evacuate` clears an old bucket once its entries are moved, for the collector's sake. A " +
      "reader has found its key in the old bucket: `mapaccess` has compared the key and returns a pointer to the elem. Before " +
      "the reader loads from it, a writer moves the entry and clears the bucket. `v, ok := m[k]` gives ok = true and the zero " +
      "value, which nobody has stored.",
    schedule: "rg1~x.1~1@11:2~4j.16vck7v~s88lvn",
  },
  function* (guard) {
    const { map, waiting, next } = nearlyGrown({ pointers: true });
    const end = { waiting, got: null as null | { readonly value: unknown; readonly ok: boolean } };
    go(function* () {
      end.got = yield* guard(() => lookup(map, waiting));
    }, "reader");
    go(() => guard(() => map.set(next, next * 10)), "writer");
    return end;
  },
  ({ waiting, got }) => {
    if (got === null || !got.ok || got.value === waiting * 10) return null;
    return `m[${waiting}] is ${waiting * 10} all the time; the reader got ok = true and a zero value`;
  },
);

const badMapState = endingScenario(
  {
    name: "bad-map-state",
    title: "Two writers evacuate the same bucket",
    story:
      "Two writers come to the same old bucket that is not evacuated: `growWork` of one because its key belongs there, that " +
      "of the other by `nevacuate`. Each looks at the first tophash once, before it begins. The second moves all entries " +
      "while the first is at the first cell. The first moves that entry a second time, and in the next cell finds " +
      "`evacuatedX` or `evacuatedY`, which cannot be in a bucket that is not evacuated: `throw(\"bad map state\")`. That is " +
      "not one of the checks for concurrent use, and it is not switched off by anything.",
    schedule: "rg1~x.1~1@21:2~4g.15we059~1fnd7n9",
  },
  function* (guard) {
    const { map, waiting, next } = nearlyGrown();
    go(() => guard(() => map.set(waiting, 1)), "writer 1");
    go(() => guard(() => map.set(next, 2)), "writer 2");
  },
  (outcome) => (outcome.kind === "fatal" ? outcome.message : null),
);

export const growthScenarios: readonly Scenario[] = [lostKey, writeToEvacuated, missedInOldBucket, zeroedCell, badMapState];
