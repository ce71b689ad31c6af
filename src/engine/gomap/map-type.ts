import { bucketCnt } from "./constants.ts";
import type { MapType } from "./hmap.ts";
import type { KeyType } from "./key-types.ts";

/** Keys and elems beyond so many bytes are stored as pointers. */
const maxInline = 128;
const pointerSize = 8;

/** `maptype` on 64-bit machines: 8 tophash bytes, the keys, the elems, the overflow pointer. */
export function mapType(key: KeyType, elem: { readonly size: number; readonly pointers: boolean }): MapType {
  const inline = (size: number): number => (size > maxInline ? pointerSize : size);
  const bytes = bucketCnt * (1 + inline(key.size) + inline(elem.size));
  return {
    key,
    bucketSize: Math.ceil(bytes / pointerSize) * pointerSize + pointerSize,
    bucketHasPointers: key.pointers || elem.pointers || key.size > maxInline || elem.size > maxInline,
  };
}
