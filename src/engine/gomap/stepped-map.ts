import { makemap, makemapSmall } from "./algorithm/create.ts";
import { PlainMap } from "./algorithm/plain-map.ts";
import type { BaseMap } from "./base-map.ts";
import { mapaccess, mapassign, mapclear, mapdelete, mapiterinit, mapiternext } from "./generated/stepped.ts";
import { checkHint, createHmap, type MapOptions } from "./go-map.ts";
import { Hiter } from "./hmap.ts";
import type { KeyKind, KeyOf } from "./key-types.ts";
import { began, ended } from "../step/runtime.ts";
import { read, type Steps, stepsOf } from "../step/step.ts";
import { raise, sharedFields } from "./steps.ts";
import type { WatchOptions } from "./watch/options.ts";

const countField = sharedFields.indexOf("count");
const elemsField = sharedFields.indexOf("elems");

/**
 * A `GoMap` whose operations are generators that yield before every access to shared memory, so that a scheduler can let other
 * tasks come between. `describeStep` says what a step is about.
 */
export class SteppedMap<K, V> {
  /** The same memory, for looks and operations in one go. */
  readonly map: BaseMap<K, V>;

  private constructor(map: BaseMap<K, V>) {
    this.map = map;
  }

  /** As `GoMap.make`, without what watches the use of a map from outside of it. @throws EngineInputError as there. */
  static make<const Kind extends KeyKind, V = unknown>(
    kind: Kind,
    hint?: number | null,
    options: Omit<MapOptions, keyof WatchOptions | "lazyRehash"> = {},
  ): SteppedMap<KeyOf<Kind>, V> {
    checkHint(hint);
    const h = createHmap(kind, { ...options, keepsHashes: false });
    if (hint == null) makemapSmall(h);
    else makemap(h, hint);
    return new SteppedMap(new PlainMap<KeyOf<Kind>, V>(h));
  }

  *get(key: K): Steps<V | undefined> {
    const operation = began(this, "get", key);
    try {
      const h = this.map.h;
      const cell = yield* mapaccess(h, h.t.key.normalize(key));
      if (cell < 0) return undefined;
      // `mapaccess` gives where the elem is; to load it is the caller's, as in Go's compiled code.
      const memory = h.found!;
      yield read(memory, elemsField, cell);
      return memory.elems[cell] as V;
    } catch (error) {
      return yield* raise(error);
    } finally {
      ended(operation);
    }
  }

  *has(key: K): Steps<boolean> {
    const operation = began(this, "has", key);
    try {
      const h = this.map.h;
      return (yield* mapaccess(h, h.t.key.normalize(key))) >= 0;
    } catch (error) {
      return yield* raise(error);
    } finally {
      ended(operation);
    }
  }

  *set(key: K, value: V): Steps<void> {
    const operation = began(this, "set", key, value);
    try {
      const h = this.map.h;
      yield* mapassign(h, h.t.key.normalize(key), value);
    } catch (error) {
      return yield* raise(error);
    } finally {
      ended(operation);
    }
  }

  *delete(key: K): Steps<boolean> {
    const operation = began(this, "delete", key);
    try {
      const h = this.map.h;
      return yield* mapdelete(h, h.t.key.normalize(key));
    } catch (error) {
      return yield* raise(error);
    } finally {
      ended(operation);
    }
  }

  *clear(): Steps<void> {
    const operation = began(this, "clear");
    try {
      yield* mapclear(this.map.h);
    } catch (error) {
      return yield* raise(error);
    } finally {
      ended(operation);
    }
  }

  /** `len(m)`: Go does not check it. */
  *size(): Steps<number> {
    const operation = began(this, "size");
    yield read(this.map.h, countField);
    ended(operation);
    return this.map.h.count;
  }

  /** `for range`: `body` is run for each entry, as steps of its own. It says by false that the loop is left. */
  *range(body: (key: K, value: V) => Steps<boolean | void>): Steps<void> {
    const it = new Hiter(this.map.h);
    yield* this.#next(it, true);
    while (!it.done) {
      if ((yield* stepsOf(body(it.key as K, it.elem as V), "range")) === false) return;
      yield* this.#next(it, false);
    }
  }

  *#next(it: Hiter, isFirst: boolean): Steps<void> {
    const operation = began(this, isFirst ? "range" : "next");
    try {
      if (isFirst) yield* mapiterinit(this.map.h, it);
      else yield* mapiternext(it);
    } catch (error) {
      return yield* raise(error);
    } finally {
      ended(operation);
    }
  }
}
