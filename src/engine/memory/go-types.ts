import { describeValue, EngineInputError, requireCount } from "../errors.ts";

/** Processors that Go types can be laid out for, by their `GOARCH`. */
export type Arch = "amd64" | "arm64" | "386";

/** `pointer` is any `*T` and `unsafe.Pointer`, `interface` any interface type. */
export type GoTypeName = keyof typeof basics;

/** A Go type, as far as its place in memory is concerned. */
export type GoType =
  | GoTypeName
  /** Any other type: bytes, alignment in bytes, and whether pointers are in it. */
  | { readonly size: number; readonly align: number; readonly pointers: boolean }
  /** The types of the fields, in their order. */
  | { readonly struct: readonly GoType[] }
  | { readonly array: GoType; readonly length: number };

/** What the compiler knows of a type. Sizes and alignments are in bytes. */
export interface TypeLayout {
  readonly size: number;
  readonly align: number;
  readonly pointers: boolean;
  /** It can be the key of a map. */
  readonly comparable: boolean;
}

/** A part of a type that a machine reads at once, or pair of such parts. All in bytes. */
export interface Scalar {
  readonly offset: number;
  readonly size: number;
  /** The alignment that the machine would like, which the compiler need not give: 8 for an `int64` also on 386. */
  readonly natural: number;
}

interface Basic {
  /** Instead of `bytes`: the size in pointers. */
  readonly words?: number;
  readonly bytes?: number;
  /** The size unless given, or a pointer's size for `words`. */
  readonly natural?: number;
  readonly pointers?: true;
  readonly incomparable?: true;
}

const basics = {
  ...{ bool: { bytes: 1 }, int8: { bytes: 1 }, uint8: { bytes: 1 }, byte: { bytes: 1 }, int16: { bytes: 2 }, uint16: { bytes: 2 } },
  ...{ int32: { bytes: 4 }, rune: { bytes: 4 }, uint32: { bytes: 4 }, int64: { bytes: 8 }, uint64: { bytes: 8 } },
  ...{ int: { words: 1 }, uint: { words: 1 }, uintptr: { words: 1 } },
  ...{ float32: { bytes: 4 }, float64: { bytes: 8 }, complex64: { bytes: 8, natural: 4 }, complex128: { bytes: 16, natural: 8 } },
  ...{ string: { words: 2, pointers: true }, interface: { words: 2, pointers: true } },
  ...{ pointer: { words: 1, pointers: true }, chan: { words: 1, pointers: true } },
  slice: { words: 3, pointers: true, incomparable: true },
  map: { words: 1, pointers: true, incomparable: true },
  func: { words: 1, pointers: true, incomparable: true },
} as const satisfies Record<string, Basic>;

/** `maxSize`: the compiler refuses what is larger. */
const archs: Readonly<Record<Arch, { readonly pointerSize: number; readonly maxSize: number }>> = {
  amd64: { pointerSize: 8, maxSize: 2 ** 50 - 1 },
  arm64: { pointerSize: 8, maxSize: 2 ** 50 - 1 },
  "386": { pointerSize: 4, maxSize: 2 ** 31 - 1 },
};

const maxDepth = 100;

/** @throws EngineInputError when `arch` is unknown. */
export function pointerSize(arch: Arch): number {
  if (!Object.hasOwn(archs, arch)) {
    const known = Object.keys(archs).sort().join(", ");
    throw new EngineInputError("unknown-arch", `arch must be one of ${known}, not ${describeValue(arch)}`);
  }
  return archs[arch].pointerSize;
}

/**
 * Size and alignment as gc calculates them: `CalcSize` in Go 1.19 cmd/compile/internal/types/size.go. Errors call the type `where`.
 *
 * @throws EngineInputError for an unknown name or arch, a size, alignment or length that cannot be, or a type too large for
 * gc.
 */
export function layoutOf(type: GoType, arch: Arch, where: string, depth = 0): TypeLayout {
  if (depth > maxDepth) invalid(where.slice(0, 40), `is nested deeper than ${maxDepth} levels`);
  const layout = unlimitedLayoutOf(type, arch, where, depth);
  const { maxSize } = archs[arch];
  if (layout.size > maxSize) invalid(where, `is larger than the ${maxSize} bytes that a type may have on ${arch}`);
  return layout;
}

/** The scalars of a type that `layoutOf` accepts, in the order of their offsets. */
export function* scalarsOf(type: GoType, arch: Arch, start = 0): Generator<Scalar, undefined> {
  const { size, align } = layoutOf(type, arch, "type");
  if (typeof type === "string") yield { offset: start, size, natural: naturalOf(basics[type], arch) };
  else if ("struct" in type) {
    const { offsets } = placeFields(type.struct.map((field) => layoutOf(field, arch, "type")));
    for (const [at, field] of type.struct.entries()) yield* scalarsOf(field, arch, start + offsets[at]!);
  } else if ("array" in type) {
    const stride = size / type.length;
    for (let at = 0; at * stride < size; at++) yield* scalarsOf(type.array, arch, start + at * stride);
  } else yield { offset: start, size, natural: align };
}

function unlimitedLayoutOf(type: GoType, arch: Arch, where: string, depth: number): TypeLayout {
  if (typeof type === "string") return basicLayout(type, arch, where);
  if (typeof type !== "object" || type === null) unknown(type, where);
  if ("struct" in type) {
    const fields: unknown = type.struct;
    if (!Array.isArray(fields)) invalid(`${where}.struct`, `must be an array of types, not ${describeValue(fields)}`);
    return structLayout(type.struct.map((field, at) => layoutOf(field, arch, `${where}.struct[${at}]`, depth + 1)));
  }
  if ("array" in type) {
    requireCount(`${where}.length`, type.length);
    const element = layoutOf(type.array, arch, `${where}.array`, depth + 1);
    return { ...element, size: element.size * type.length, pointers: element.pointers && type.length > 0 };
  }
  return opaqueLayout(type, where);
}

function basicLayout(name: GoTypeName, arch: Arch, where: string): TypeLayout {
  if (!Object.hasOwn(basics, name)) unknown(name, where);
  const basic: Basic = basics[name];
  const size = basic.bytes ?? basic.words! * pointerSize(arch);
  const align = Math.min(naturalOf(basic, arch), pointerSize(arch));
  return { size, align, pointers: basic.pointers ?? false, comparable: basic.incomparable === undefined };
}

function naturalOf(basic: Basic, arch: Arch): number {
  return basic.natural ?? basic.bytes ?? pointerSize(arch);
}

function structLayout(fields: readonly TypeLayout[]): TypeLayout {
  const { end } = placeFields(fields);
  const align = Math.max(1, ...fields.map((field) => field.align));
  // A pointer to a field without size at the end must not point to what follows.
  const used = end > 0 && fields.at(-1)?.size === 0 ? end + 1 : end;
  const pointers = fields.some((field) => field.pointers);
  return { size: roundUp(used, align), align, pointers, comparable: fields.every((field) => field.comparable) };
}

function placeFields(fields: readonly TypeLayout[]): { readonly offsets: readonly number[]; readonly end: number } {
  let end = 0;
  const offsets = fields.map(({ size, align }) => {
    const offset = roundUp(end, align);
    end = offset + size;
    return offset;
  });
  return { offsets, end };
}

function opaqueLayout({ size, align, pointers }: Extract<GoType, { size: number }>, where: string): TypeLayout {
  requireCount(`${where}.size`, size);
  if (![1, 2, 4, 8].includes(align)) invalid(`${where}.align`, `must be 1, 2, 4 or 8, not ${describeValue(align)}`);
  if (size % align !== 0) invalid(`${where}.size`, `must be a multiple of align, but ${size} is none of ${align}`);
  if (typeof pointers !== "boolean") invalid(`${where}.pointers`, `must be true or false, not ${describeValue(pointers)}`);
  return { size, align, pointers, comparable: true };
}

function roundUp(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}

function unknown(type: unknown, where: string): never {
  const forms = `${Object.keys(basics).join(", ")}, { size, align, pointers }, { struct: [types] } or { array: type, length }`;
  throw new EngineInputError("unknown-type", `${where} is no known Go type: ${describeValue(type)}; known are ${forms}`);
}

function invalid(where: string, problem: string): never {
  throw new EngineInputError("invalid-type", `${where} ${problem}`);
}
