import { acquire, release, runtime } from "../../step/runtime.ts";
import type { SyncPoint } from "../../step/monitor.ts";
import type { Shared } from "../../step/step.ts";
import { CasTable } from "./table.ts";

/** The arrays that tasks share, by their number in a step. */
export const casFields = ["header", "keys", "values"] as const;

/** The memory of a `SteppedCasMap`. */
export class SteppedTable extends CasTable implements Shared {
  shadow: object | null = null;
  readonly #points = new Map<number, SyncPoint>();

  nameOf(field: number, index: number): string {
    return `CasMap.${casFields[field]!}[${index}]`;
  }

  /** What tasks synchronise by, at one word. */
  pointOf(field: number, index: number): SyncPoint {
    const place = index * casFields.length + field;
    let point = this.#points.get(place);
    if (point === undefined) this.#points.set(place, (point = { shadow: null }));
    return point;
  }
}

/** Accesses by `Atomics` are in one order that all threads agree on: each happens after those before it to the same word. */
export function synchronize(t: SteppedTable, field: number, index: number): void {
  if (runtime()?.monitor == null) return;
  const point = t.pointOf(field, index);
  acquire(point);
  release(point);
}
