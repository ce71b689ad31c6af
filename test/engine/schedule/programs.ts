import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { go } from "../../../src/engine/schedule/run.ts";
import { atomic, read, type Shared, type Steps, write } from "../../../src/engine/step/step.ts";

/** A counter that tasks share: what the smallest programs need. */
export class Cell implements Shared {
  shadow: object | null = null;
  value = 0;

  nameOf(): string {
    return "cell";
  }

  *read(): Steps<number> {
    yield read(this, 0);
    return this.value;
  }

  *write(value: number): Steps<void> {
    yield write(this, 0);
    this.value = value;
  }

  *add(value: number): Steps<void> {
    yield atomic(this, 0);
    this.value += value;
  }
}

/** Tasks that each add 1 as two steps: the textbook's lost update. @returns the counter. */
export function* increments(tasks: number, times = 1): Steps<Cell> {
  const cell = new Cell();
  for (let i = 0; i < tasks; i++) {
    go(function* () {
      for (let k = 0; k < times; k++) yield* cell.write((yield* cell.read()) + 1);
    });
  }
  return cell;
}

export type MapUse = "write" | "read" | "iterate" | "delete";

function* use(map: SteppedMap<number | bigint, number>, kind: MapUse, key: number): Steps<void> {
  if (kind === "write") yield* map.set(key, key);
  else if (kind === "read") yield* map.get(key);
  else if (kind === "delete") yield* map.delete(key);
  else yield* map.range(function* () {});
}

/** Two tasks that use one map without a lock. */
export function unsynchronized(a: MapUse, b: MapUse, times = 2): () => Steps<void> {
  return function* () {
    const map = SteppedMap.make<"int64", number>("int64");
    for (let key = 0; key < 4; key++) yield* map.set(key, key);
    for (const [kind, key] of [[a, 1], [b, 2]] as const) {
      go(function* () {
        for (let i = 0; i < times; i++) yield* use(map, kind, key + i);
      }, kind);
    }
  };
}
