import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import type { Body } from "../../../src/engine/schedule/body.ts";
import { go } from "../../../src/engine/schedule/run.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { Variable } from "../../../src/engine/sync/variable.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";

/** Writers that share a map under a lock: each sets so many keys. */
export function lockedWriters(writers: number, keys: number): Body<number> {
  return function* () {
    const map = SteppedMap.make("int64", null, { seed: 7 });
    const mutex = new Mutex("mu");
    const group = new WaitGroup("writers");
    yield* group.add(writers);
    for (let writer = 0; writer < writers; writer++) {
      go(function* () {
        for (let key = 0; key < keys; key++) yield* mutex.with(() => map.set(writer * keys + key, key));
        yield* group.done();
      }, `writer ${writer + 1}`);
    }
    yield* group.wait();
    return yield* map.size();
  };
}

/** A writer and a reader with nothing between them: most schedules end with Go's fatal error. */
export function* unlocked(): ReturnType<Body<void>> {
  const map = SteppedMap.make("int64", null, { seed: 7 });
  yield* map.set(1, 1);
  go(() => map.set(2, 2), "writer");
  go(() => map.get(1), "reader");
}

/** Two tasks that lock two mutexes in different orders: some schedules end in a deadlock. */
export function* lockOrder(): ReturnType<Body<void>> {
  const [a, b] = [new Mutex("a"), new Mutex("b")];
  const total = new Variable(0, "total");
  go(() => a.with(() => b.with(() => total.write(1))), "ab");
  go(() => b.with(() => a.with(() => total.write(2))), "ba");
}
