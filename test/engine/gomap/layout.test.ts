import { describe, expect, test } from "vitest";
import { bucketLayout } from "../../../src/engine/gomap/layout.ts";
import type { Arch, GoType } from "../../../src/engine/memory/go-types.ts";

type Numbers = [keySlot: number, elems: number, elemSlot: number, overflow: number, size: number];
type Flag = "indirect key" | "indirect elem" | "pointers";

/**
 * Recorded with go1.19.8 for GOARCH=amd64 and GOARCH=386: `keysize`, `elemsize`, `bucketsize`, `flags` and `bucket.ptrdata` of the
 * `maptype` that the compiler made; `elems` and `overflow` are where the runtime accesses them by these numbers.
 */
const recorded: readonly [key: GoType, elem: GoType, amd64: Numbers, i386: Numbers, flags: readonly Flag[]][] = [
  ["int64", "int64", [8, 72, 8, 136, 144], [8, 72, 8, 136, 140], []],
  ["uint32", "uint32", [4, 40, 4, 72, 80], [4, 40, 4, 72, 76], []],
  ["string", "int64", [16, 136, 8, 200, 208], [8, 72, 8, 136, 140], ["pointers"]],
  ["int64", "int8", [8, 72, 1, 80, 88], [8, 72, 1, 80, 84], []],
  ["int8", "int64", [1, 16, 8, 80, 88], [1, 16, 8, 80, 84], []],
  ["bool", "bool", [1, 16, 1, 24, 32], [1, 16, 1, 24, 28], []],
  ["int", "string", [8, 72, 16, 200, 208], [4, 40, 8, 104, 108], ["pointers"]],
  ["uint16", "float64", [2, 24, 8, 88, 96], [2, 24, 8, 88, 92], []],
  ["float32", "complex64", [4, 40, 8, 104, 112], [4, 40, 8, 104, 108], []],
  ["uint8", "complex128", [1, 16, 16, 144, 152], [1, 16, 16, 144, 148], []],
  ["interface", "pointer", [16, 136, 8, 200, 208], [8, 72, 4, 104, 108], ["pointers"]],
  ["uintptr", "slice", [8, 72, 24, 264, 272], [4, 40, 12, 136, 140], ["pointers"]],
  ["chan", "map", [8, 72, 8, 136, 144], [4, 40, 4, 72, 76], ["pointers"]],
  ["string", "func", [16, 136, 8, 200, 208], [8, 72, 4, 104, 108], ["pointers"]],
  ["int32", { struct: ["int32", "int64"] }, [4, 40, 16, 168, 176], [4, 40, 12, 136, 140], []],
  [{ struct: ["int32", "int64"] }, { struct: ["bool", "int64", "bool"] }, [16, 136, 24, 328, 336], [12, 104, 16, 232, 236], []],
  ["int64", { struct: [] }, [8, 72, 0, 72, 80], [8, 72, 0, 72, 76], []],
  [{ struct: [] }, "int16", [0, 8, 2, 24, 32], [0, 8, 2, 24, 28], []],
  ["int64", { struct: ["int64", { struct: [] }] }, [8, 72, 16, 200, 208], [8, 72, 12, 168, 172], []],
  [{ struct: ["int32", "string"] }, "int64", [24, 200, 8, 264, 272], [12, 104, 8, 168, 172], ["pointers"]],
  [
    { struct: [{ array: "uint8", length: 3 }, "uint16"] },
    { array: "uint8", length: 5 },
    [6, 56, 5, 96, 104],
    [6, 56, 5, 96, 100],
    [],
  ],
  [
    { array: "int64", length: 16 },
    { array: "int64", length: 17 },
    [128, 1032, 8, 1096, 1104],
    [128, 1032, 4, 1064, 1068],
    ["indirect elem", "pointers"],
  ],
  [
    { array: "uint8", length: 129 },
    { array: "uint8", length: 128 },
    [8, 72, 128, 1096, 1104],
    [4, 40, 128, 1064, 1068],
    ["indirect key", "pointers"],
  ],
  [
    { array: "string", length: 33 },
    { array: "pointer", length: 0 },
    [8, 72, 0, 72, 80],
    [4, 40, 0, 40, 44],
    ["indirect key", "pointers"],
  ],
  ["int8", { array: "pointer", length: 0 }, [1, 16, 0, 16, 24], [1, 16, 0, 16, 20], []],
  ["int16", { struct: [{ struct: [] }, { array: "int64", length: 0 }] }, [2, 24, 0, 24, 32], [2, 24, 0, 24, 28], []],
  ["uint8", { array: { struct: ["uint16", "uint8"] }, length: 3 }, [1, 16, 12, 112, 120], [1, 16, 12, 112, 116], []],
];

describe.each(recorded)("a bucket for %j and %j is that of go1.19.8", (key, elem, amd64, i386, flags) => {
  test.each<[Arch, Numbers, number]>([
    ["amd64", amd64, 8],
    // Not run, but go1.19.8 compiles the same bytes for these maptypes and their buckets as for amd64.
    ["arm64", amd64, 8],
    ["386", i386, 4],
  ])("on %s", (arch, [keySlot, elemsAt, elemSlot, overflowAt, size], word) => {
    expect(bucketLayout(key, elem, arch)).toMatchObject({
      arch,
      tophash: { offset: 0, size: 8 },
      keys: { offset: 8, size: 8 * keySlot, stride: keySlot, indirect: flags.includes("indirect key") },
      elems: { offset: elemsAt, size: 8 * elemSlot, stride: elemSlot, indirect: flags.includes("indirect elem") },
      overflow: { offset: overflowAt, size: word },
      size,
      align: word,
      hasPointers: flags.includes("pointers"),
    });
  });
});

describe("opaque types", () => {
  test("are laid out by their size", () => {
    const key = { size: 12, align: 4, pointers: false };
    const { keys, elems, size, hasPointers } = bucketLayout(key, { size: 3, align: 1, pointers: true }, "386");
    expect([keys.stride, elems.offset, size, hasPointers]).toEqual([12, 104, 132, true]);
  });

  test("of more than 128 bytes are behind a pointer", () => {
    const { elems, hasPointers } = bucketLayout("int8", { size: 136, align: 8, pointers: false }, "386");
    expect([elems.stride, elems.indirect, hasPointers]).toEqual([4, true, true]);
  });

  test("of no size take none", () => {
    expect(bucketLayout("int8", { size: 0, align: 1, pointers: false }, "amd64").elems.size).toBe(0);
  });
});

const slots = [0, 1, 2, 3, 4, 5, 6, 7];

describe("padding", () => {
  test("is nowhere between keys, elems and overflow, whatever their types", () => {
    expect(bucketLayout("int64", "int8", "amd64").padding).toEqual([]);
    expect(bucketLayout("int8", { array: "uint16", length: 3 }, "386").padding).toEqual([]);
  });

  test("is between the fields of a struct, and behind them", () => {
    const { padding } = bucketLayout({ struct: ["int32", "string"] }, { struct: ["int64", "bool"] }, "amd64");
    expect(padding).toEqual([
      ...slots.map((index) => ({ field: "keys", index, offset: 8 + 24 * index + 4, size: 4 })),
      ...slots.map((index) => ({ field: "elems", index, offset: 200 + 16 * index + 9, size: 7 })),
    ]);
  });

  test("is where a field without size ends a struct", () => {
    const { padding } = bucketLayout("int8", { struct: ["int32", { struct: [] }] }, "386");
    expect(padding).toEqual(slots.map((index) => ({ field: "elems", index, offset: 16 + 8 * index + 4, size: 4 })));
  });
});

describe("misaligned", () => {
  test.each(recorded)("is nothing on 64-bit systems: %j, %j", (key, elem) => {
    expect([bucketLayout(key, elem, "amd64").misaligned, bucketLayout(key, elem, "arm64").misaligned]).toEqual([[], []]);
  });

  test("are all 64-bit numbers on 386, where buckets are aligned to 4", () => {
    expect(bucketLayout("int64", "int8", "386").misaligned).toEqual(
      slots.map((index) => ({ field: "keys", index, offset: 8 + 8 * index, needs: 8 })),
    );
  });

  test("are those inside of structs and arrays", () => {
    const { misaligned } = bucketLayout("int32", { struct: ["int32", { array: "float64", length: 2 }] }, "386");
    expect(misaligned).toEqual(slots.map((index) => ({ field: "elems", index, offset: 40 + 20 * index + 4, needs: 8 })));
  });

  test.each<[GoType, number]>([
    ["int64", 8],
    ["uint64", 8],
    ["float64", 8],
    ["complex128", 8],
    ["complex64", 0],
    ["string", 0],
    ["interface", 0],
    ["int", 0],
    [{ array: "int64", length: 17 }, 0],
  ])("on 386, %j elems: %i", (elem, count) => {
    expect(bucketLayout("int32", elem, "386").misaligned).toHaveLength(count);
  });
});

describe("what is no layout of Go is refused", () => {
  const longInside = { struct: ["int", { array: "long", length: 2 }] };
  const funcInside = { array: { struct: ["int", "func"] }, length: 2 };
  const int64Atomic = { size: 8, align: 8, pointers: false };
  const ragged = { size: 6, align: 4, pointers: false };
  const circle: { struct: GoType[] } = { struct: [] };
  circle.struct.push(circle);

  test.each<[string, unknown, unknown, unknown, code: string, message: string]>([
    ["a name", "int65", "int", "amd64", "unknown-type", 'key is no known Go type: "int65"; known are bool, int8,'],
    ["an inherited name", "toString", "int", "amd64", "unknown-type", 'key is no known Go type: "toString"'],
    ["a name inside", "int", longInside, "386", "unknown-type", 'elem.struct[1].array is no known Go type: "long"'],
    ["a number", "int", 8, "amd64", "unknown-type", "elem is no known Go type: 8"],
    ["null", null, "int", "amd64", "unknown-type", "key is no known Go type: null"],
    ["fields", { struct: "int" }, "int", "amd64", "invalid-type", 'key.struct must be an array of types, not "int"'],
    ["a length", { array: "int", length: -1 }, "int", "amd64", "invalid-count", "key.length must be an integer from 0 to"],
    ["a size", "int", { size: 1.5, align: 1, pointers: false }, "amd64", "invalid-count", "elem.size must be an integer"],
    ["no size", "int", {}, "amd64", "invalid-count", "elem.size must be an integer from 0 to"],
    ["an alignment", "int", { size: 6, align: 3, pointers: false }, "amd64", "invalid-type", "elem.align must be 1, 2, 4 or 8"],
    ["a ragged size", "int", ragged, "amd64", "invalid-type", "elem.size must be a multiple of align, but 6 is none of 4"],
    ["no pointers", "int", { size: 8, align: 8 }, "amd64", "invalid-type", "elem.pointers must be true or false, not undefined"],
    ["a huge array", "int", { array: "int", length: 2 ** 48 }, "amd64", "invalid-type", "elem is larger than the 1125899906842623"],
    ["a large array", "int", { array: "int", length: 2 ** 29 }, "386", "invalid-type", "elem is larger than the 2147483647 bytes"],
    ["a circle", "int", circle, "amd64", "invalid-type", "is nested deeper than 100 levels"],
    ["a slice as key", "slice", "int", "amd64", "invalid-map-key", "key cannot be compared"],
    ["a func in a key", funcInside, "int", "amd64", "invalid-map-key", "key cannot be compared"],
    // go1.19.8, map[int32]atomic.Int64: internal compiler error: bad offset of overflow in bmap
    ["atomic.Int64", "int32", int64Atomic, "386", "unsupported-align", "elem is aligned to 8; on 386, Go 1.19 compiles"],
    ["a processor", "int", "int", "riscv64", "unknown-arch", 'arch must be one of 386, amd64, arm64, not "riscv64"'],
  ])("%s", (_, key, elem, arch, code, message) => {
    const act = (): unknown => bucketLayout(key as GoType, elem as GoType, arch as Arch);
    expect(act).toThrow(expect.objectContaining({ name: "EngineInputError", code }));
    expect(act).toThrow(message);
  });
});
