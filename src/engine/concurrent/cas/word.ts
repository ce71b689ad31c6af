/**
 * The state of a slot in one 64-bit word: 0 is "absent", anything else holds a value. 2^32 values and "absent" are more than 32 bits
 * tell apart, and only what fits in one word can be compared and exchanged in one step. Equal states are equal words.
 */
export const absent = 0n;

// Each thread has this module, and so its own scratch word: no BigInt arithmetic, which costs several times as much as the access.
const scratch = new BigInt64Array(1);
const halves = new Int32Array(scratch.buffer);

/** The word of an entry with this value. */
export function wordOf(value: number): bigint {
  halves[0] = value;
  halves[1] = 1;
  return scratch[0]!;
}

/** The value that a word holds, or undefined when it says "absent". */
export function valueOf(word: bigint): number | undefined {
  scratch[0] = word;
  return halves[1] === 0 ? undefined : halves[0];
}
