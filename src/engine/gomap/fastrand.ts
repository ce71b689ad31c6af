import { hashLow, mix } from "./wyhash.ts";

const increment = 0xa0761d6478bd642fn;
const incrementLow = Number(increment & 0xffffffffn);
const incrementHigh = Number(increment >> 32n);

/** Go's `fastrand` (wyrand, `runtime/stubs.go`): every random number that a map draws comes from one such stream. */
export class FastRand {
  #low: number;
  #high: number;

  /** @param state the 64-bit state before the first draw. */
  constructor(state: bigint) {
    this.#low = Number(state & 0xffffffffn);
    this.#high = Number((state >> 32n) & 0xffffffffn);
  }

  /** A stream that nobody can foresee. */
  static unpredictable(): FastRand {
    const words = crypto.getRandomValues(new BigUint64Array(1));
    return new FastRand(words[0]!);
  }

  /** The 64-bit state: a stream made from it goes on with the same numbers. */
  get state(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  /** The next number: 32 bits, unsigned. */
  next(): number {
    const sum = this.#low + incrementLow;
    this.#low = sum >>> 0;
    this.#high = (this.#high + incrementHigh + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    mix(this.#low, this.#high, this.#low ^ 0xa0b428db, this.#high ^ 0xe7037ed1);
    return hashLow() >>> 0;
  }
}
