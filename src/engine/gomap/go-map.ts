import { describeValue, EngineInputError } from "../errors.ts";
import { runtime } from "../step/runtime.ts";
import { FastRand } from "./fastrand.ts";
import { makemap, makemapSmall } from "./algorithm/create.ts";
import { PlainMap } from "./algorithm/plain-map.ts";
import { BaseMap } from "./base-map.ts";
import { IntegerMap } from "./generated/integer-map.ts";
import { StringMap } from "./generated/string-map.ts";
import { goPolicy, type GrowthPolicy } from "./growth-policy.ts";
import { type Hasher, Hmap } from "./hmap.ts";
import { type KeyKind, type KeyOf, keyType } from "./key-types.ts";
import { type LazyRehashOptions, rehashLazily } from "./lazy-rehash.ts";
import { mapType } from "./map-type.ts";
import { addObserver } from "./observers.ts";
import type { WatchOptions } from "./watch/options.ts";
import { createWatch } from "./watch/watch.ts";
import { PortableHash } from "./wyhash.ts";

/** What a map is made with. */
export interface MapOptions<K = unknown, V = unknown> extends WatchOptions<K, V> {
  /** Makes repeatable what is random otherwise: hash key, hash seed, where iterations start. 64 bits. */
  readonly seed?: number | bigint;
  /** `runtime.hashkey[0]`, 64 bits: Go draws it once per process. By default it comes from the seed, or is the process's own. */
  readonly hashkey?: bigint;
  /** Another hash function than Go's portable one. */
  readonly hasher?: Hasher;
  /** An elem's size in bytes and whether it holds pointers, which preallocation depends on: 8 and false by default. */
  readonly elem?: { readonly size: number; readonly pointers: boolean };
  /** When the map grows: as Go's by default. A function makes one for this map: a policy with a memory belongs to one map. */
  readonly policy?: GrowthPolicy | (() => GrowthPolicy);
  /** Whether deletes compact what they leave behind: not by default, as Go does not. `SteppedMap` does not do it either. */
  readonly lazyRehash?: LazyRehashOptions;
  /** @internal Whether the build keeps hashes: by default as the plain build of the kind does. */
  readonly keepsHashes?: boolean;
}

/**
 * Go's classic map (Go 1.8 to 1.23) to the bit, with the interface of a JavaScript `Map`: hmap, buckets of eight cells with
 * overflow chains, growth in small steps, random iteration. Source: `runtime/map.go` of Go 1.19.8.
 *
 * A method that is given a key of another kind throws an `EngineInputError` and leaves the map as it was.
 */
export type GoMap<K, V> = BaseMap<K, V>;

/** Makes maps. `value instanceof GoMap` tells them. */
export const GoMap = Object.assign(BaseMap, { make, nil });

/**
 * `make(map[K]V, hint)`.
 *
 * @param kind the key type.
 * @param hint how many entries to make room for; without one the first bucket is allocated by the first assignment.
 * @throws EngineInputError for an unknown kind, a hint that is negative, no integer or too large, and options that make no sense.
 */
function make<const Kind extends KeyKind, V = unknown>(
  kind: Kind,
  hint?: number | null,
  typedOptions: MapOptions<KeyOf<Kind>, V> = {},
): GoMap<KeyOf<Kind>, V> {
  checkHint(hint);
  if (typeof typedOptions !== "object" || typedOptions === null) {
    throw new EngineInputError("bad-options", `The options must be an object, not ${describeValue(typedOptions)}.`);
  }
  const options = typedOptions as MapOptions;
  const h = createHmap(kind, options);
  if (options.lazyRehash !== undefined) rehashLazily(h, options.lazyRehash);
  if (hint == null) makemapSmall(h);
  else makemap(h, hint);
  const map = mapOver<KeyOf<Kind>, V>(h, kind);
  map.watch = createWatch(h, options);
  return map;
}

/** @throws EngineInputError for what is no number of entries. */
export function checkHint(hint: number | null | undefined): void {
  if (hint == null || (Number.isSafeInteger(hint) && hint >= 0)) return;
  throw new EngineInputError("bad-hint", `The hint must be an integer from 0 on, not ${describeValue(hint)}.`);
}

/** A nil map: `var m map[K]V`. It reads as an empty one; an assignment panics. */
function nil<const Kind extends KeyKind, V = unknown>(kind: Kind): GoMap<KeyOf<Kind>, V> {
  return mapOver(createHmap(kind, {}), kind, true);
}

/** The build of the map that serves keys of this kind. */
export function mapOver<K, V>(h: Hmap, kind: KeyKind, isNil = false): GoMap<K, V> {
  if (kind === "string") return new StringMap(h, isNil);
  return isInteger(kind) ? new IntegerMap(h, isNil) : new PlainMap(h, isNil);
}

function isInteger(kind: KeyKind): boolean {
  return kind === "int32" || kind === "int64" || kind === "uint32" || kind === "uint64";
}

/** An hmap that `makemap` has not seen yet. `random` is the stream to draw from instead of one of the seed. */
export function createHmap(kind: KeyKind, options: MapOptions, random?: FastRand): Hmap {
  const { seed, hashkey, hasher, elem = { size: 8, pointers: false }, policy = goPolicy } = options;
  const type = keyType(kind);
  checkOptions(elem, hashkey, hasher);
  // In a simulated program chance is a part of the schedule.
  const state = seed === undefined ? runtime()?.entropy() : seedOf(seed);
  const growth = growthPolicy(policy);
  const h = new Hmap({
    type: mapType(type, elem),
    random: random ?? (state === undefined ? FastRand.unpredictable() : new FastRand(state)),
    hash: new PortableHash(hashkey ?? (state === undefined ? processHashkey() : hashkeyOf(state))),
    hasher,
    policy: growth,
    keepsHashes: options.keepsHashes ?? (kind === "string" || isInteger(kind)),
  });
  if (growth.observer !== undefined) addObserver(h, growth.observer);
  return h;
}

function checkOptions(elem: unknown, hashkey: unknown, hasher: unknown): void {
  const size = typeof elem === "object" && elem !== null ? (elem as { size?: unknown }).size : undefined;
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw new EngineInputError("bad-elem-size", `The size of an elem must be an integer from 0 on, not ${describeValue(size ?? elem)}.`);
  }
  if (hashkey !== undefined && typeof hashkey !== "bigint") {
    throw new EngineInputError("bad-hashkey", `The hashkey must be a bigint, not ${describeValue(hashkey)}.`);
  }
  if (hasher !== undefined && typeof hasher !== "function") {
    throw new EngineInputError("bad-hasher", `The hasher must be a function, not ${describeValue(hasher)}.`);
  }
}

function growthPolicy(option: GrowthPolicy | (() => GrowthPolicy)): GrowthPolicy {
  const policy: unknown = typeof option === "function" ? option() : option;
  const isPolicy = typeof policy === "object" && policy !== null && "isOverloaded" in policy && typeof policy.isOverloaded === "function";
  if (isPolicy) return policy as GrowthPolicy;
  throw new EngineInputError("bad-policy", `A growth policy has a function isOverloaded; this is ${describeValue(policy)}.`);
}

function seedOf(seed: number | bigint): bigint {
  if (typeof seed === "bigint") return BigInt.asUintN(64, seed);
  if (Number.isSafeInteger(seed)) return BigInt.asUintN(64, BigInt(seed));
  throw new EngineInputError("bad-seed", `The seed must be an integer or a bigint, not ${describeValue(seed)}.`);
}

/** A hash key that goes with the seed, from a stream of its own: the map's stream starts with the hash seed, as in Go. */
function hashkeyOf(seed: bigint): bigint {
  const random = new FastRand(BigInt.asUintN(64, ~seed));
  return (BigInt(random.next()) << 32n) | BigInt(random.next());
}

let ownHashkey: bigint | undefined;

function processHashkey(): bigint {
  ownHashkey ??= FastRand.unpredictable().state;
  return ownHashkey;
}
