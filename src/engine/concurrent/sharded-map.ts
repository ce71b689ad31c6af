import { describeValue, EngineInputError } from "../errors.ts";
import { createHmap } from "../gomap/go-map.ts";
import type { Hmap } from "../gomap/hmap.ts";
import type { KeyKind, KeyOf } from "../gomap/key-types.ts";
import { hashHigh } from "../gomap/wyhash.ts";
import type { Steps } from "../step/step.ts";
import type { ConcurrentMap, Loaded } from "./concurrent-map.ts";
import { type ConcurrentMapOptions, optionsOfPart, requireOptions } from "./options.ts";
import { RWMutexMap } from "./rwmutex-map.ts";
import { watched } from "./watched.ts";

export interface ShardedMapOptions extends ConcurrentMapOptions {
  /** How many shards: a power of two up to 65,536, 32 by default. */
  readonly shards?: number;
}

const defaultShards = 32;
const maxShards = 2 ** 16;

/**
 * Go maps with a `sync.RWMutex` each: a hash of the key says which one it belongs to. Tasks that use keys of different shards do not
 * wait for each other. Each operation is a generator of steps; to find the shard takes none, as nobody shares what it needs.
 *
 * `range` goes shard by shard and holds the read lock of one at a time while `body` runs: what it sees is no moment of the whole map.
 * A `body` that uses the shard of its own key may wait for ever, as with `RWMutexMap`.
 *
 * A key of another kind is an `EngineInputError`; the operation has not begun then, and holds no lock.
 */
export class ShardedMap<K, V> implements ConcurrentMap<K, V> {
  /** For reports. */
  readonly name: string | undefined;
  readonly shards: readonly RWMutexMap<K, V>[];
  /** What keys are hashed with: no map. Its hasher is not used, so that a bad one does not fill one shard. */
  readonly #hashing: Hmap;
  readonly #hashSeed: number;

  protected constructor(kind: KeyKind, options: ShardedMapOptions) {
    const { shards = defaultShards, name = "shard" } = options;
    this.name = options.name;
    this.#hashing = createHmap(kind, optionsOfPart(options, shards));
    this.#hashSeed = this.#hashing.nextRandom();
    this.shards = Array.from({ length: shards }, (_, i) => makeShard<K, V>(kind, { ...optionsOfPart(options, i), name: `${name} ${i}` }));
  }

  /** @throws EngineInputError for an unknown kind (`unknown-key-kind`), `bad-shards`, and options that make no sense. */
  static make<const Kind extends KeyKind, V = unknown>(kind: Kind, options: ShardedMapOptions = {}): ShardedMap<KeyOf<Kind>, V> {
    requireOptions("ShardedMap", options);
    requireShards(options.shards ?? defaultShards);
    return new ShardedMap<KeyOf<Kind>, V>(kind, options);
  }

  /**
   * The shard of a key: no step. A NaN belongs to another one each time, as it is never found.
   *
   * @throws EngineInputError `bad-key` for a key of another kind.
   */
  shardOf(key: K): RWMutexMap<K, V> {
    const h = this.#hashing;
    h.t.key.hash(h.hash, h.t.key.normalize(key), this.#hashSeed, 0, h.nextRandom);
    // Bits 32 and up: a map chooses the bucket by the lowest ones, and tells keys apart by the highest.
    return this.shards[hashHigh() & (this.shards.length - 1)]!;
  }

  *load(key: K): Steps<V | undefined> {
    return yield* watched(this, "load", this.shardOf(key).load(key), key);
  }

  *store(key: K, value: V): Steps<void> {
    yield* watched(this, "store", this.shardOf(key).store(key, value), key, value);
  }

  *loadOrStore(key: K, value: V): Steps<{ readonly value: V; readonly loaded: boolean }> {
    return yield* watched(this, "loadOrStore", this.shardOf(key).loadOrStore(key, value), key, value);
  }

  *loadAndDelete(key: K): Steps<Loaded<V>> {
    return yield* watched(this, "loadAndDelete", this.shardOf(key).loadAndDelete(key), key);
  }

  *delete(key: K): Steps<void> {
    yield* watched(this, "delete", this.shardOf(key).delete(key), key);
  }

  *swap(key: K, value: V): Steps<Loaded<V>> {
    return yield* watched(this, "swap", this.shardOf(key).swap(key, value), key, value);
  }

  *compareAndSwap(key: K, old: V, next: V): Steps<boolean> {
    return yield* watched(this, "compareAndSwap", this.shardOf(key).compareAndSwap(key, old, next), key, old, next);
  }

  *compareAndDelete(key: K, old: V): Steps<boolean> {
    return yield* watched(this, "compareAndDelete", this.shardOf(key).compareAndDelete(key, old), key, old);
  }

  *range(body: (key: K, value: V) => Steps<boolean | void>): Steps<void> {
    yield* watched(this, "range", this.#range(body));
  }

  *#range(body: (key: K, value: V) => Steps<boolean | void>): Steps<void> {
    let goesOn = true;
    for (const shard of this.shards) {
      yield* shard.range(function* (key, value): Steps<boolean> {
        return (goesOn = (yield* body(key, value)) !== false);
      });
      if (!goesOn) return;
    }
  }
}

function makeShard<K, V>(kind: KeyKind, options: ConcurrentMapOptions): RWMutexMap<K, V> {
  return RWMutexMap.make(kind as "interface", options) as RWMutexMap<unknown, unknown> as RWMutexMap<K, V>;
}

function requireShards(shards: number): void {
  if (Number.isSafeInteger(shards) && shards >= 1 && shards <= maxShards && (shards & (shards - 1)) === 0) return;
  throw new EngineInputError(
    "bad-shards",
    `ShardedMap.make: the option "shards" must be a power of two from 1 to ${maxShards}, not ${describeValue(shards)}. Use 32, or more with more tasks`,
  );
}
