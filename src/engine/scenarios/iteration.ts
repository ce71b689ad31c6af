import { go } from "../schedule/run.ts";
import { type IntMap, listed, nearlyGrown, range, uncheckedMap } from "./maps.ts";
import { endingScenario, type Guard, type Scenario, scenario } from "./scenario.ts";

interface Iteration {
  readonly kept: readonly number[];
  readonly given: unknown[];
  isOver: boolean;
}

/** A task that iterates over the map, and notes what it is given. */
function iterate(guard: Guard, map: IntMap, kept: readonly number[]): Iteration {
  const end: Iteration = { kept, given: [], isOver: false };
  go(function* () {
    yield* guard(() =>
      map.range(function* (key) {
        end.given.push(key);
      }),
    );
    end.isOver = true;
  }, "iterator");
  return end;
}

const skippedEntry = scenario(
  {
    name: "skipped-entry",
    title: "An iteration skips an entry that is there all the time",
    story:
      "In the middle of an evacuation `evacuate` has set the last cell of the old bucket to `evacuatedY`, but has not written " +
      "the new cell yet. An iterator starts, for which the map is growing. It looks at the first tophash of the old bucket " +
      "only, takes the bucket for evacuated and reads the two new ones. The entry on its way is in neither. The iteration " +
      "ends without it, although it was in the map before, during and after.",
    schedule: "rg1~x.1~1@122:2~66.kl3exx~5w7nb",
  },
  function* (guard) {
    const kept = range(1, 8);
    const map = uncheckedMap(kept);
    go(() => guard(() => map.set(9, 90)), "writer");
    return iterate(guard, map, kept);
  },
  ({ kept, given, isOver }) => {
    const skipped = kept.filter((key) => !given.includes(key));
    return !isOver || skipped.length === 0 ? null : `not given out, though there all the time: ${listed(skipped)}`;
  },
);

const phantomKey = scenario(
  {
    name: "phantom-key",
    title: "An iteration gives out a key that nobody stored",
    story:
      "`evacuate` writes the tophash of a new cell before the key and the elem. An iterator comes between: by the tophash the " +
      "cell is filled, so it gives out what is there. That is zeroed memory: the key 0, which nobody ever stored. Go's own " +
      "order of writes is enough for this: no processor need reorder anything.",
    schedule: "rg1~x.1~1@123:2~69.1mexi2x~17iz760",
  },
  function* (guard) {
    const kept = range(1, 8);
    const map = uncheckedMap(kept);
    go(() => guard(() => map.set(9, 90)), "writer");
    return iterate(guard, map, kept);
  },
  ({ kept, given }) => {
    const phantoms = given.filter((key) => key !== 9 && !kept.includes(key as number));
    return phantoms.length === 0 ? null : `the iteration gave out ${listed(phantoms)}; only 1 to 9 were ever stored`;
  },
);

const repeatedKey = scenario(
  {
    name: "repeated-key",
    title: "An iteration gives out a key twice",
    story:
      "In `hashGrow` a writer has set `h.B` and `h.oldbuckets`, but not yet `h.buckets`. `mapiterinit` now takes the new B " +
      "with the old array: a state that no moment of a whole map has. The iterator begins with bucket 1. As that is not " +
      "evacuated, it reads the old bucket, and gives out from it only what will go to bucket 1. After the writer has " +
      "evacuated everything, the iterator comes to bucket 0: in its array, that is the old bucket again. Every entry there " +
      "has moved, so each is looked up and given out, those of bucket 1 a second time.",
    schedule: "rg1~x.1~1@32:2,2@62:1~9i.15qy8rz~15t23hz",
  },
  function* (guard) {
    const kept = range(1, 8);
    const map = uncheckedMap(kept, { seed: 14 });
    go(() => guard(() => map.set(9, 90)), "writer");
    return iterate(guard, map, kept);
  },
  ({ kept, given }) => {
    const repeated = kept.filter((key) => given.indexOf(key) !== given.lastIndexOf(key));
    return repeated.length === 0 ? null : `given out twice: ${listed(repeated)}`;
  },
);

const nilDereference = endingScenario(
  {
    name: "nil-dereference",
    title: "An iterator follows oldbuckets when it is nil already",
    story:
      "`mapiternext` asks whether the map is growing, by `h.oldbuckets`, and whether the iterator was made at the same B. " +
      "Then it loads `h.oldbuckets` once more, to look whether the old bucket is evacuated. Between the two loads a writer " +
      "ends the growth, and `h.oldbuckets` becomes nil. The iterator, which only reads, follows it: a panic. (So it is in the source: a " +
      "compiler may make one load of the two, as that of Go 1.19 for amd64 does.)",
    schedule: "rg1~x.1~0@1:2,2@14:1~48.1js2ro9~1y1xmwt",
  },
  function* (guard) {
    const { map, next } = nearlyGrown();
    go(() => guard(() => map.set(next, next * 10)), "writer");
    iterate(guard, map, []);
  },
  (outcome) => (outcome.kind === "panic" && outcome.message.includes("nil pointer dereference") ? outcome.message : null),
);

export const iterationScenarios: readonly Scenario[] = [skippedEntry, phantomKey, repeatedKey, nilDereference];
