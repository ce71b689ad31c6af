import { maxAlloc } from "../../memory/size-classes.ts";
import type { Hmap } from "../hmap.ts";
import { checkSize, makeBucketArray, preallocated } from "./make.ts";

/** `makemap_small`: a map made without a hint allocates its bucket on the first assignment. */
export function makemapSmall(h: Hmap): void {
  h.hash0 = h.random.next();
}

/** `makemap`: a hint that is negative or beyond all memory counts as none. */
export function makemap(h: Hmap, hint: number): void {
  if (hint < 0 || hint * h.t.bucketSize > maxAlloc) hint = 0;
  h.hash0 = h.random.next();
  let B = 0;
  while (h.policy.isOverloaded(hint, B, h)) B++;
  checkSize(B);
  h.B = B;
  if (B === 0) return;
  h.buckets = makeBucketArray(h, B);
  preallocated(h, h.buckets, B);
}
