import { Hmap, MapExtra } from "../gomap/hmap.ts";
import { Buckets } from "../gomap/memory.ts";
import type { Shared } from "../step/step.ts";
import type { SyncPoint } from "../step/monitor.ts";
import { FieldShadow } from "./field-shadow.ts";
import type { VectorClock } from "./vector-clock.ts";

/** Whose memory it is: the map's own, which has rules of its own, or a user's. */
const hmapMemory = 0;
const extraMemory = 1;
export const bucketsMemory = 2;
export const userMemory = 3;

/** A step has four bits for its field. */
const fieldCount = 16;

/** Of a point of synchronisation, of which there may be one for each operation of a channel. */
const noFields: (FieldShadow | null)[] = [];

/** What a detector keeps on an object: of shared memory its accesses, of a point of synchronisation its clock. It may be both. */
export class Shadow {
  /** The detector: one that comes later starts from nothing. */
  readonly owner: object;
  readonly object: Shared | SyncPoint;
  readonly memory: number;
  /** Races in the same place have the same number: in the same field of the same object, or of any memory of that kind of a map. */
  readonly place: number;
  fields: (FieldShadow | null)[] = noFields;
  /** What those who released the point had done and knew. */
  clock: VectorClock | null = null;
  /** The index of the only task that has released the point since the clock was forgotten last, or -1. */
  releasedBy = -1;

  /** @param number one that no other object of the detector has. */
  constructor(owner: object, object: Shared | SyncPoint, number: number) {
    this.owner = owner;
    this.object = object;
    this.memory = memoryOf(object);
    this.place = (this.memory === userMemory ? userMemory + number : this.memory) * fieldCount;
  }

  #firstCells(): number {
    return this.memory === bucketsMemory ? Math.min((this.object as unknown as Buckets).tophash.length, mostFirstCells) : 1;
  }

  /** The accesses to a field, of which there may be none yet. */
  field(field: number): FieldShadow {
    if (this.fields === noFields) this.fields = new Array<FieldShadow | null>(fieldCount).fill(null);
    return (this.fields[field] ??= new FieldShadow(this.object as Shared, field, this.place + field, this.#firstCells()));
  }
}

/** Room for so many cells at first: tasks that use a part of large memory should not pay for all of it. */
const mostFirstCells = 64;

function memoryOf(object: object): number {
  if (object instanceof Buckets) return bucketsMemory;
  if (object instanceof Hmap) return hmapMemory;
  return object instanceof MapExtra ? extraMemory : userMemory;
}
