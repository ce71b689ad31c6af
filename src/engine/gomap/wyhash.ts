/**
 * Go's portable hash (`runtime/hash64.go`, after wyhash) on pairs of 32-bit halves. A 64-bit result does not fit a number, and a
 * bigint or a pair for each hash would cost more than the hash: results are left in two registers, `hashLow` and `hashHigh`,
 * which hold until the next call.
 */

/** m1 to m5 of `hash64.go`, as [low, high]. */
const m1 = [0x78bd642f, 0xa0761d64] as const;
const m2Low = 0xa0b428db | 0;
const m2High = 0xe7037ed1 | 0;
const m3Low = 0x9c88c6e3 | 0;
const m3High = 0x8ebc6af0 | 0;
const m4Low = 0x75374cc3;
const m4High = 0x589965cc;
const m5Low = 0xc47d124f | 0;
const m5High = 0x1d8e4e27;

/** c0 and c1 of `runtime/alg.go`. */
const c0Low = Number(33054211828000289n & 0xffffffffn) | 0;
const c0High = Number(33054211828000289n >> 32n) | 0;
const c1Low = Number(23344194077549503n & 0xffffffffn) | 0;
const c1High = Number(23344194077549503n >> 32n) | 0;

let low = 0;
let high = 0;

/** The low 32 bits of the last result, signed. */
export function hashLow(): number {
  return low;
}

/** The high 32 bits of the last result, signed. */
export function hashHigh(): number {
  return high;
}

/** Sets the registers, for a hasher that has its result from elsewhere. */
export function setHash(lowHalf: number, highHalf: number): void {
  low = lowHalf;
  high = highHalf;
}

const inverse = 2 ** -32;

/**
 * The two halves of the 128-bit product of a and b, xored. A product of two words has at most 64 bits: `Math.imul` gives the low
 * 32 exactly, and what a double product leaves after taking them off is that far from a multiple of 2^32 only by its rounding,
 * at most 2^10, so that the high word is exact too.
 */
export function mix(al: number, ah: number, bl: number, bh: number): void {
  const a0 = al >>> 0;
  const a1 = ah >>> 0;
  const b0 = bl >>> 0;
  const b1 = bh >>> 0;
  const low00 = Math.imul(al, bl) >>> 0;
  const low01 = Math.imul(al, bh) >>> 0;
  const low10 = Math.imul(ah, bl) >>> 0;
  const low11 = Math.imul(ah, bh) >>> 0;
  const high00 = ((a0 * b0 - low00) * inverse + 0.5) >>> 0;
  const high01 = ((a0 * b1 - low01) * inverse + 0.5) >>> 0;
  const high10 = ((a1 * b0 - low10) * inverse + 0.5) >>> 0;
  const high11 = ((a1 * b1 - low11) * inverse + 0.5) >>> 0;
  const word1 = high00 + low01 + low10;
  const carry1 = (word1 * inverse) | 0;
  const word2 = high01 + high10 + low11 + carry1;
  const carry2 = (word2 * inverse) | 0;
  low = low00 ^ word2;
  high = word1 ^ (high11 + carry2);
}

/** The low 64 bits of c1 · x: only the parts of the product that stay. */
function timesC1(xl: number, xh: number): void {
  const a0 = c1Low & 0xffff;
  const a1 = c1Low >>> 16;
  const b0 = xl & 0xffff;
  const b1 = xl >>> 16;
  const t = Math.imul(a0, b0);
  const u = (Math.imul(a1, b0) + (t >>> 16)) | 0;
  const v = (Math.imul(a0, b1) + (u & 0xffff)) | 0;
  low = (v << 16) | (t & 0xffff);
  high = (Math.imul(a1, b1) + (u >>> 16) + (v >>> 16) + Math.imul(c1Low, xh) + Math.imul(c1High, xl)) | 0;
}

const utf8 = new TextEncoder();
const maxCharBytes = 3;
let scratch = new Uint8Array(256);
let scratchView = new DataView(scratch.buffer);

/** The hash functions under one `hashkey`, of which only the first word enters. Seeds are given as [low, high]. */
export class PortableHash {
  readonly #keyLow: number;
  readonly #keyHigh: number;

  /** @param hashkey `runtime.hashkey[0]`, drawn once per process in Go. */
  constructor(hashkey: bigint) {
    this.#keyLow = Number(hashkey & 0xffffffffn) ^ m1[0];
    this.#keyHigh = Number((hashkey >> 32n) & 0xffffffffn) ^ m1[1];
  }

  /** `memhash32`: four bytes. */
  memhash32(a: number, seedLow: number, seedHigh: number): void {
    mix(a ^ m2Low, m2High, a ^ seedLow ^ this.#keyLow, seedHigh ^ this.#keyHigh);
    mix(m5Low ^ 4, m5High, low, high);
  }

  /** `memhash64`: eight bytes, given as [low, high]. */
  memhash64(al: number, ah: number, seedLow: number, seedHigh: number): void {
    mix(al ^ m2Low, ah ^ m2High, al ^ seedLow ^ this.#keyLow, ah ^ seedHigh ^ this.#keyHigh);
    mix(m5Low ^ 8, m5High, low, high);
  }

  /** `strhash`: the UTF-8 bytes of the text. A lone surrogate counts as U+FFFD. */
  strhash(text: string, seedLow: number, seedHigh: number): void {
    this.#memhash(encode(text), seedLow, seedHigh);
  }

  /** `memhash`: these bytes. */
  memhash(bytes: Uint8Array, seedLow: number, seedHigh: number): void {
    reserve(bytes.length);
    scratch.set(bytes);
    this.#memhash(bytes.length, seedLow, seedHigh);
  }

  /** `f64hash`: +0 and -0 alike; a NaN gets a random number each time. */
  f64hash(value: number, seedLow: number, seedHigh: number, random: () => number): void {
    if (value === 0) timesC1(c0Low ^ seedLow, c0High ^ seedHigh);
    else if (value !== value) timesC1(c0Low ^ seedLow ^ random(), c0High ^ seedHigh);
    else {
      scratchView.setFloat64(0, value, true);
      this.memhash64(scratchView.getInt32(0, true), scratchView.getInt32(4, true), seedLow, seedHigh);
    }
  }

  /** `nilinterhash`: what hashing the dynamic value under the seed ^ c0 leaves, times c1. */
  interhash(hashValue: (seedLow: number, seedHigh: number) => void, seedLow: number, seedHigh: number): void {
    hashValue(seedLow ^ c0Low, seedHigh ^ c0High);
    timesC1(low, high);
  }

  #memhash(length: number, seedLow: number, seedHigh: number): void {
    low = seedLow ^ this.#keyLow;
    high = seedHigh ^ this.#keyHigh;
    if (length === 0) return;
    const view = scratchView;
    let al: number;
    let bl: number;
    let ah = 0;
    let bh = 0;
    if (length < 4) {
      al = scratch[0]! | (scratch[length >> 1]! << 8) | (scratch[length - 1]! << 16);
      bl = 0;
    } else if (length < 8) {
      al = view.getInt32(0, true);
      bl = view.getInt32(length - 4, true);
    } else {
      const at = length <= 16 ? 0 : absorb(length);
      al = view.getInt32(at, true);
      ah = view.getInt32(at + 4, true);
      bl = view.getInt32(length - 8, true);
      bh = view.getInt32(length - 4, true);
    }
    mix(al ^ m2Low, ah ^ m2High, bl ^ low, bh ^ high);
    mix(m5Low ^ length, m5High, low, high);
  }
}

/** Takes in all but the last 1 to 16 of more than 16 bytes; gives where the last 16 start. */
function absorb(length: number): number {
  let at = 0;
  let left = length;
  if (left > 48) {
    const seedLow = low;
    const seedHigh = high;
    let s1l = seedLow;
    let s1h = seedHigh;
    let s2l = seedLow;
    let s2h = seedHigh;
    let s0l = seedLow;
    let s0h = seedHigh;
    for (; left > 48; left -= 48, at += 48) {
      block(at, m2Low, m2High, s0l, s0h);
      s0l = low;
      s0h = high;
      block(at + 16, m3Low, m3High, s1l, s1h);
      s1l = low;
      s1h = high;
      block(at + 32, m4Low, m4High, s2l, s2h);
      s2l = low;
      s2h = high;
    }
    low = s0l ^ s1l ^ s2l;
    high = s0h ^ s1h ^ s2h;
  }
  for (; left > 16; left -= 16, at += 16) block(at, m2Low, m2High, low, high);
  return length - 16;
}

/** One step over 16 bytes: mix(r8(p) ^ m, r8(p + 8) ^ seed). */
function block(at: number, ml: number, mh: number, seedLow: number, seedHigh: number): void {
  const view = scratchView;
  mix(
    view.getInt32(at, true) ^ ml,
    view.getInt32(at + 4, true) ^ mh,
    view.getInt32(at + 8, true) ^ seedLow,
    view.getInt32(at + 12, true) ^ seedHigh,
  );
}

/** Writes the text's UTF-8 bytes into the scratch memory; gives their number. */
function encode(text: string): number {
  const { length } = text;
  reserve(length * maxCharBytes);
  const bytes = scratch;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return utf8.encodeInto(text, bytes).written;
    bytes[i] = code;
  }
  return length;
}

function reserve(length: number): void {
  if (length <= scratch.length) return;
  scratch = new Uint8Array(2 * length);
  scratchView = new DataView(scratch.buffer);
}
