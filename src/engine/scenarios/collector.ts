import { firstCell } from "../gomap/algorithm/cells.ts";
import { bucketCnt } from "../gomap/constants.ts";
import { Hmap } from "../gomap/hmap.ts";
import type { BucketPlace } from "../gomap/inspect.ts";
import { Buckets } from "../gomap/memory.ts";
import { sharedFields } from "../gomap/steps.ts";
import { accessed, read, runSteps, type Steps, writeKind } from "../step/step.ts";

const [bucketsField, oldbucketsField, elemsField, overflowField] = (["buckets", "oldbuckets", "elems", "overflow"] as const).map((field) =>
  sharedFields.indexOf(field),
) as [number, number, number, number];

/**
 * The mark phase of a garbage collector that runs beside the program, for one map whose buckets hold pointers: it follows `buckets`
 * and `oldbuckets` of hmap, the overflow pointers and the elems, each read a step (`scanobject`, `greyobject` of runtime/mgcmark.go).
 * As in Go, what is allocated while it marks is black from the start. Other than Go's, it does not look into the stacks of tasks.
 */
export class Collector {
  readonly #h: Hmap;
  /** Arrays, and elems that are objects. */
  readonly #marked = new Set<object>();
  readonly #buckets = new Map<Buckets, Set<number>>();
  readonly #grey: (Buckets | BucketPlace)[] = [];
  /** Of the memory in which overflow buckets were allocated before the marking began: how many. */
  readonly #white = new Map<Buckets, number>();

  constructor(h: Hmap) {
    this.#h = h;
  }

  /** Marks what it finds from hmap on. */
  *mark(): Steps<void> {
    const h = this.#h;
    for (const array of [h.buckets, h.oldbuckets]) if (array?.heap != null) this.#white.set(array.heap, array.heap.used);
    yield read(h, bucketsField);
    this.#shadeArray(h.buckets);
    yield read(h, oldbucketsField);
    this.#shadeArray(h.oldbuckets);
    yield* this.#drain();
  }

  /** Mark termination: the world is stopped, what is grey still is scanned. */
  terminate(): void {
    runSteps(this.#drain());
  }

  /** Whether the collector keeps this overflow bucket. */
  keepsBucket({ memory, index }: BucketPlace): boolean {
    return this.#buckets.get(memory)?.has(index) === true || index >= (this.#white.get(memory) ?? 0);
  }

  /** Whether an object was marked. */
  hasMarked(object: object): boolean {
    return this.#marked.has(object);
  }

  /** Steps of a task with the write barrier switched on: the pointer that a step writes is shaded in the same step. */
  *withBarrier<T>(steps: Steps<T>): Steps<T> {
    for (let next = steps.next(); ; ) {
      if (next.done === true) return next.value;
      const step = next.value;
      const object = accessed();
      yield step;
      next = steps.next();
      if ((step & 3) === writeKind) this.#written(object, (step >> 2) & 15, step >> 6);
    }
  }

  #written(object: unknown, field: number, index: number): void {
    if (object instanceof Hmap) {
      if (field === bucketsField) this.#shadeArray(object.buckets);
      else if (field === oldbucketsField) this.#shadeArray(object.oldbuckets);
    } else if (object instanceof Buckets) {
      if (field === overflowField) this.#shadeOverflow(object, index);
      else if (field === elemsField) this.#shadeElem(object, index);
    }
  }

  #shadeArray(array: Buckets | null): void {
    if (array === null || this.#marked.has(array)) return;
    this.#marked.add(array);
    this.#grey.push(array);
  }

  #shadeOverflow(memory: Buckets, bucket: number): void {
    const p = memory.overflow[bucket]!;
    if (p === 0) return;
    const place = { memory: memory.memoryAt(p), index: memory.indexAt(p) };
    const marked = this.#buckets.get(place.memory) ?? new Set();
    this.#buckets.set(place.memory, marked);
    if (marked.has(place.index)) return;
    marked.add(place.index);
    this.#grey.push(place);
  }

  #shadeElem(memory: Buckets, cell: number): void {
    const elem = memory.elems[cell];
    if (typeof elem === "object" && elem !== null) this.#marked.add(elem);
  }

  *#drain(): Steps<void> {
    for (let next = this.#grey.shift(); next !== undefined; next = this.#grey.shift()) {
      if (!(next instanceof Buckets)) yield* this.#scan(next);
      else for (let index = 0; index < next.n; index++) yield* this.#scan({ memory: next, index });
    }
  }

  *#scan({ memory, index }: BucketPlace): Steps<void> {
    const first = firstCell(index);
    for (let cell = first; cell < first + bucketCnt; cell++) {
      yield read(memory, elemsField, cell);
      this.#shadeElem(memory, cell);
    }
    yield read(memory, overflowField, index);
    this.#shadeOverflow(memory, index);
  }
}
