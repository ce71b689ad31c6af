import type { Hmap } from "../../../src/engine/gomap/hmap.ts";
import { Buckets } from "../../../src/engine/gomap/memory.ts";
import type { SharedField } from "../../../src/engine/gomap/steps.ts";

/** What was done to shared memory, whatever was said of it. */
export interface Access {
  readonly object: object;
  readonly field: SharedField;
  readonly index: number;
  readonly kind: "read" | "write";
}

type Column = "tophash" | "keys" | "elems" | "overflow";

/** Puts itself between a map and its memory: each field and each cell that tasks share, of what there is and of what comes. */
export class Recorder {
  readonly accesses: Access[] = [];
  readonly #known = new WeakSet<object>();
  #paused = 0;

  constructor(h: Hmap) {
    this.#fields(h, { count: "count", flags: "flags", B: "B", noverflow: "noverflow", hash0: "hash0", nevacuate: "nevacuate" });
    this.#fields(h, { buckets: "buckets", oldbuckets: "oldbuckets", extra: "extra" });
  }

  /** What was recorded since it was asked last. */
  take(): Access[] {
    return this.accesses.splice(0);
  }

  #note(access: Access): void {
    if (this.#paused === 0) this.accesses.push(access);
  }

  #quietly<T>(act: () => T): T {
    this.#paused++;
    try {
      return act();
    } finally {
      this.#paused--;
    }
  }

  #fields(object: object, names: Readonly<Record<string, SharedField>>): void {
    for (const [name, field] of Object.entries(names)) {
      let value: unknown = this.#watched((object as Record<string, unknown>)[name]);
      Object.defineProperty(object, name, {
        get: () => {
          this.#note({ object, field, index: 0, kind: "read" });
          return value;
        },
        set: (next) => {
          this.#note({ object, field, index: 0, kind: "write" });
          value = this.#watched(next);
        },
      });
    }
  }

  /** The same object, its own fields watched from now on. */
  #watched(value: unknown): unknown {
    if (typeof value !== "object" || value === null || this.#known.has(value)) return value;
    this.#known.add(value);
    if (value instanceof Buckets) this.#buckets(value);
    else this.#fields(value, { overflow: "extraOverflow", oldoverflow: "oldoverflow", nextOverflow: "nextOverflow" });
    return value;
  }

  #buckets(memory: Buckets): void {
    for (const column of ["tophash", "keys", "elems", "overflow"] as const) this.#column(memory, column);
    let heap = this.#watched(memory.heap);
    if (memory.heap !== memory) Object.defineProperty(memory, "heap", { get: () => heap, set: (next) => (heap = this.#watched(next)) });
    // That a heap moves when it grows is not Go's doing: there, buckets stay where they are.
    memory.allocate = () => this.#quietly(() => Buckets.prototype.allocate.call(memory));
    memory.clear = () => {
      this.#note({ object: memory, field: "tophash", index: 0, kind: "write" });
      this.#quietly(() => Buckets.prototype.clear.call(memory));
    };
  }

  #column(memory: Buckets, field: Column): void {
    let proxy = this.#cells(memory, field, memory[field]);
    Object.defineProperty(memory, field, { get: () => proxy, set: (next: object) => (proxy = this.#cells(memory, field, next)) });
  }

  #cells(object: Buckets, field: Column, cells: object): object {
    const note = (name: string | symbol, kind: Access["kind"]): void => {
      if (typeof name === "string" && /^\d+$/.test(name)) this.#note({ object, field, index: Number(name), kind });
    };
    return new Proxy(cells, {
      get: (target, name) => {
        note(name, "read");
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" && typeof name === "string" && !/^\d+$/.test(name) ? (value.bind(target) as unknown) : value;
      },
      set: (target, name, value) => {
        note(name, "write");
        return Reflect.set(target, name, value, target);
      },
    });
  }
}
