import { FastRand } from "../gomap/fastrand.ts";
import { makemap, makemapSmall } from "../gomap/algorithm/create.ts";
import { createHmap } from "../gomap/go-map.ts";
import type { Hiter, Hmap } from "../gomap/hmap.ts";
import { hashKey } from "../gomap/keys/general.ts";
import { hashHigh, hashLow } from "../gomap/wyhash.ts";
import { type Build, type ReplayedMap, replayedMap } from "./builds.ts";
import { differences, type Difference } from "./differences.ts";
import { dumpOf, stateOf } from "./dump.ts";
import { DamagedFileError, type TraceHeader, type TraceLine } from "./format.ts";
import { type KeyCodec, keyCodecs } from "./keys.ts";
import { bucketPointer, locationOf } from "./position.ts";

/** The random stream of a map, which also tells what was drawn. */
class RecordedRandom extends FastRand {
  readonly #draws: number[] = [];

  override next(): number {
    const draw = super.next();
    this.#draws.push(draw);
    return draw;
  }

  take(): number[] {
    return this.#draws.splice(0);
  }
}

/** A map that goes through a recorded trace. */
export class Replay {
  readonly h: Hmap;
  readonly #codec: KeyCodec;
  readonly #map: ReplayedMap;
  readonly #random: RecordedRandom;
  readonly #header: TraceHeader;
  readonly #iterators = new Map<number, Hiter>();
  readonly #draws: number[];

  /** Makes the map of the header. @throws DamagedFileError for a key type that is not known. */
  constructor(header: TraceHeader, build: Build) {
    const codec = Object.hasOwn(keyCodecs, header.keyType) ? keyCodecs[header.keyType] : undefined;
    if (codec === undefined) throw new DamagedFileError(`line 1: unknown keyType ${JSON.stringify(header.keyType)}`);
    this.#codec = codec;
    this.#header = header;
    this.#random = new RecordedRandom(BigInt(header.fastrand0));
    const elem = { size: header.elemsize, pointers: false };
    this.h = createHmap(codec.kind, { hashkey: BigInt(header.hashkey[0]!), elem }, this.#random);
    this.#map = replayedMap(build, this.h, codec.kind);
    if (header.hint === null) makemapSmall(this.h);
    else makemap(this.h, header.hint);
    this.#draws = this.#random.take();
  }

  /** What the header says of the map type, the hash seed and some hashes. */
  checkHeader(): Difference[] {
    const { h } = this;
    const { key, bucketSize, bucketHasPointers } = h.t;
    const header = this.#header;
    const expected = [header.hash0, header.keysize, header.bucketsize, header.bucketHasPointers, header.reflexiveKey];
    const got = [h.hash0, key.size, bucketSize, bucketHasPointers, key.reflexive];
    const hashes = header.hashSamples.map(([text]) => this.#hash(text));
    return [
      ...differences("[hash0, keysize, bucketsize, bucketHasPointers, reflexiveKey]", expected, got),
      ...differences("needKeyUpdate", header.needKeyUpdate, key.needKeyUpdate),
      ...differences("hashMightPanic", header.hashMightPanic, key.hashMightPanic),
      ...differences("draws", [header.hash0], this.#draws),
      ...differences("hashSamples", header.hashSamples.map(([, hash]) => hash), hashes),
    ];
  }

  /** Does what the line says. @returns what came out differently. */
  step(line: TraceLine): Difference[] {
    const seedBefore = this.h.hash0;
    const result = this.#perform(line);
    const draws = this.#random.take();
    return [
      ...differences("result", line.result, result),
      ...differences("state", line.state, stateOf(this.h)),
      ...differences("rand", line.rand ?? [], draws),
      ...differences("hash0", line.hash0 ?? seedBefore, this.h.hash0),
      ...(line.dump === undefined ? [] : differences("dump", line.dump, dumpOf(this.h, this.#codec))),
    ];
  }

  #perform({ op, args }: TraceLine): unknown {
    switch (op) {
      case "set":
        return this.#set(args!.k, args!.v!);
      case "get": {
        const value = this.#map.get(this.#key(args!.k));
        return { found: value !== undefined, v: value ?? 0 };
      }
      case "delete":
        return { found: this.#map.delete(this.#key(args!.k)) };
      case "clear":
        this.#map.clear();
        return null;
      case "iterStart": {
        const it = this.#map.start();
        this.#iterators.set(args!.it!, it);
        return { ...this.#position(it), startBucket: it.startBucket, offset: it.offset, B: it.B };
      }
      case "iterNext": {
        const it = this.#iterators.get(args!.it!);
        if (it === undefined) throw new DamagedFileError(`iterator ${args!.it} was never started`);
        this.#map.next(it);
        return this.#position(it);
      }
      case "snapshot":
        return null;
    }
  }

  #set(text: unknown, value: number): unknown {
    const key = this.#key(text);
    const before = this.h.count;
    this.#map.set(key, value);
    return { new: this.h.count !== before, loc: locationOf(this.h, key) };
  }

  #position(it: Hiter): object {
    const { done, bucket, i, wrapped, checkBucket } = it;
    const key = done ? null : this.#codec.encode(it.key);
    const bptr = bucketPointer(this.h, it);
    return { key, elem: done ? null : it.elem, done, bucket, i, wrapped, checkBucket, bptr };
  }

  #key(text: unknown): unknown {
    return this.h.t.key.normalize(this.#codec.decode(text));
  }

  #hash(text: unknown): string {
    hashKey(this.h, this.#key(text), this.h.hash0);
    return String((BigInt(hashHigh() >>> 0) << 32n) | BigInt(hashLow() >>> 0));
  }
}
