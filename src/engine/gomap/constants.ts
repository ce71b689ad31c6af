/**
 * The constants of Go's map: `runtime/map.go`, Go 1.19.8 (the same from Go 1.12 to 1.23).
 */

/** Cells in one bucket (`bmap`). */
export const bucketCnt = 8;

/** States of a cell in its tophash byte. From `minTopHash` on the byte is the top byte of the key's hash. */
export const emptyRest = 0;
export const emptyOne = 1;
export const evacuatedX = 2;
export const evacuatedY = 3;
export const evacuatedEmpty = 4;
export const minTopHash = 5;

/** Bits of `hmap.flags`. */
export const iterator = 1;
export const oldIterator = 2;
export const hashWriting = 4;
export const sameSizeGrow = 8;

/** `hiter.checkBucket` when no check is needed. */
export const noCheck = -1;

/** A grow looks at most at so many buckets for its evacuation mark. */
export const maxEvacuationMark = 1024;

/** The largest `B` that the engine simulates: 2^22 buckets, about 27 million entries. */
export const maxB = 22;
