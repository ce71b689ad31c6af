import { EngineInputError } from "../errors.ts";
import { type Arch, type GoType, layoutOf, pointerSize, type Scalar, scalarsOf } from "../memory/go-types.ts";

/** All offsets and sizes are in bytes. */
export interface BucketLayout {
  readonly arch: Arch;
  readonly tophash: Region;
  readonly keys: Slots;
  readonly elems: Slots;
  /** The pointer to the next bucket of the chain. */
  readonly overflow: Region;
  /** Of a bucket, `bucketsize` of the runtime. */
  readonly size: number;
  readonly align: number;
  /** Without, the garbage collector does not look into buckets. */
  readonly hasPointers: boolean;
  /** Unused bytes. All are inside of keys and elems: keeping those apart is what saves the bytes between them. */
  readonly padding: readonly Padding[];
  /** Accesses that the bucket's alignment does not bring to an address that is a multiple of `needs`. */
  readonly misaligned: readonly Misaligned[];
}

export interface Region {
  readonly offset: number;
  readonly size: number;
}

/** Eight keys or elems. */
export interface Slots extends Region {
  /** From one slot to the next. */
  readonly stride: number;
  /** Types of more than 128 bytes: the slot is a pointer to the value. */
  readonly indirect: boolean;
}

export type BucketField = "keys" | "elems" | "overflow";

export interface Padding {
  readonly field: BucketField;
  /** Of the slot. */
  readonly index: number;
  readonly offset: number;
  readonly size: number;
}

export interface Misaligned {
  readonly field: BucketField;
  /** Of the slot; 0 for `overflow`. */
  readonly index: number;
  /** Of the first part of the slot that is affected. */
  readonly offset: number;
  /** The natural alignment: that of 64-bit numbers is 8 on 386 as well, where gc gives them 4 and 64-bit atomics panic. */
  readonly needs: number;
}

interface Slot {
  readonly size: number;
  readonly pointers: boolean;
  readonly indirect: boolean;
  /** Offsets are from the slot's start. */
  readonly scalars: readonly Scalar[];
}

interface Access {
  readonly field: BucketField;
  readonly index: number;
  readonly offset: number;
  readonly slot: Slot;
}

const slotCount = 8;
const maxInlineSize = 128;

/**
 * The memory of a bucket of `map[key]elem`: 8 hash bytes, 8 keys, 8 elems, a pointer. Go 1.19, `MapBucketType` in
 * cmd/compile/internal/reflectdata/reflect.go.
 *
 * @throws EngineInputError for an unknown type or arch, a key that Go cannot compare, a size that cannot be, and for types aligned
 * to more than a pointer, such as `atomic.Int64` on 386: the compiler of Go 1.19 crashes on those.
 */
export function bucketLayout(key: GoType, elem: GoType, arch: Arch): BucketLayout {
  const align = pointerSize(arch);
  if (!layoutOf(key, arch, "key").comparable) {
    const problem = "key cannot be compared: a slice, map or func is no key, and nothing that has one inside";
    throw new EngineInputError("invalid-map-key", problem);
  }
  const keySlot = slotOf(key, arch, "key");
  const elemSlot = slotOf(elem, arch, "elem");
  const overflowSlot = slotOf("uintptr", arch, "overflow");
  // Eight of anything are a multiple of 8 bytes: no region needs padding before it.
  const keys = slotsAt(slotCount, keySlot);
  const elems = slotsAt(keys.offset + keys.size, elemSlot);
  const overflow = { offset: elems.offset + elems.size, size: overflowSlot.size };
  const accesses: Access[] = [
    ...accessesOf("keys", keys, keySlot),
    ...accessesOf("elems", elems, elemSlot),
    { field: "overflow", index: 0, offset: overflow.offset, slot: overflowSlot },
  ];
  return {
    arch,
    tophash: { offset: 0, size: slotCount },
    keys,
    elems,
    overflow,
    size: overflow.offset + overflow.size,
    align,
    hasPointers: keySlot.pointers || elemSlot.pointers,
    padding: accesses.flatMap(paddingOf),
    misaligned: accesses.flatMap((access) => misalignedOf(access, align)),
  };
}

/** What a bucket has for a key or elem of that type: the value, or a pointer to it. */
function slotOf(type: GoType, arch: Arch, where: string): Slot {
  const { size, align, pointers } = layoutOf(type, arch, where);
  if (size > maxInlineSize) return { ...slotOf("pointer", arch, where), indirect: true };
  if (align > pointerSize(arch)) {
    const most = `${pointerSize(arch)} or less`;
    const problem = `${where} is aligned to ${align}; on ${arch}, Go 1.19 compiles maps only of types that are aligned to ${most}`;
    throw new EngineInputError("unsupported-align", `${problem}, or larger than ${maxInlineSize} bytes`);
  }
  return { size, pointers, indirect: false, scalars: [...scalarsOf(type, arch)] };
}

function slotsAt(offset: number, { size, indirect }: Slot): Slots {
  return { offset, size: slotCount * size, stride: size, indirect };
}

function accessesOf(field: BucketField, { offset, stride }: Slots, slot: Slot): Access[] {
  return Array.from({ length: slotCount }, (_, index) => ({ field, index, offset: offset + index * stride, slot }));
}

/** The gaps between the scalars of a slot, and after them. */
function paddingOf({ field, index, offset, slot }: Access): Padding[] {
  const starts = [...slot.scalars.slice(1).map((scalar) => scalar.offset), slot.size];
  return slot.scalars.flatMap((scalar, at) => {
    const end = scalar.offset + scalar.size;
    const size = starts[at]! - end;
    return size > 0 ? [{ field, index, offset: offset + end, size }] : [];
  });
}

function misalignedOf({ field, index, offset, slot }: Access, align: number): Misaligned[] {
  const isSure = (scalar: Scalar): boolean => align % scalar.natural === 0 && (offset + scalar.offset) % scalar.natural === 0;
  const first = slot.scalars.find((scalar) => !isSure(scalar));
  return first ? [{ field, index, offset: offset + first.offset, needs: first.natural }] : [];
}
