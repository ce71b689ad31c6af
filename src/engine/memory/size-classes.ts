import { requireCount } from "../errors.ts";

/** The largest allocation in bytes, 2^48: `maxAlloc` of Go 1.19 runtime/malloc.go on 64-bit systems. */
export const maxAlloc = 2 ** 48;

/** Bytes. Above this, memory is handed out in whole pages. */
const maxSmallSize = 32_768;
const pageSize = 8192;

/** Bytes of the blocks that small objects live in; class 0 is for none. `class_to_size` of Go 1.19 runtime/sizeclasses.go. */
export const sizeClasses: readonly number[] = Object.freeze([
  ...[0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352, 384, 416, 448, 480, 512],
  ...[576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144],
  ...[6528, 6784, 6912, 8192, 9472, 9728, 10_240, 10_880, 12_288, 13_568, 14_336, 16_384, 18_432, 19_072, 20_480, 21_760],
  ...[24_576, 27_264, 28_672, 32_768],
]);

/** The class's size for every 8 bytes: all classes are multiples of 8. */
const sizeByWords = tabulate();

/**
 * The bytes that Go's allocator takes for an object of `size` bytes: its size class up to 32,768, whole 8,192 byte pages above.
 * Go 1.19, `roundupsize` in runtime/msize.go; the classes are the same since Go 1.16.
 *
 * @throws EngineInputError when `size` is no integer from 0 to 2^53 - 1.
 */
export function roundUpSize(size: number): number {
  requireCount("size", size);
  if (size <= maxSmallSize) return sizeByWords[(size + 7) >>> 3]!;
  return Math.ceil(size / pageSize) * pageSize;
}

function tabulate(): Uint16Array {
  const table = new Uint16Array(maxSmallSize / 8 + 1);
  let sizeClass = 0;
  for (let words = 0; words < table.length; words++) {
    if (words * 8 > sizeClasses[sizeClass]!) sizeClass++;
    table[words] = sizeClasses[sizeClass]!;
  }
  return table;
}
