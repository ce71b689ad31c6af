import { describeValue, EngineInputError } from "../errors.ts";
import type { PortableHash } from "./wyhash.ts";
import { hashHigh, hashLow, setHash } from "./wyhash.ts";

/** Names of the key types that are not composed. */
export type BasicKeyKind = "int32" | "int64" | "uint32" | "uint64" | "float64" | "string" | "bool" | "interface";

/** A key type: a name, or a struct of such types, whose keys are tuples. */
export type KeyKind = BasicKeyKind | { readonly struct: readonly KeyKind[] };

/** What JavaScript values are keys of a kind. 64-bit integers beyond ±(2^53 - 1) are bigints, the others numbers. */
export type KeyOf<Kind extends KeyKind> = Kind extends "int32" | "uint32"
  ? number
  : Kind extends "int64" | "uint64"
    ? number | bigint
    : Kind extends "float64"
      ? number | NaNBits
      : Kind extends "string"
        ? string
        : Kind extends "bool"
          ? boolean
          : Kind extends "interface"
            ? InterfaceKey
            : Kind extends { readonly struct: infer Fields extends readonly KeyKind[] }
              ? { readonly [Index in keyof Fields]: KeyOf<Fields[Index]> }
              : never;

/** A dynamic value in an interface: a string, a number (float64), a bigint (int64), a boolean, nil, or one of a named type. */
export type InterfaceKey = string | number | bigint | boolean | null | NaNBits | Typed;

/** A float64 NaN with these bits: a JavaScript number does not keep the payload of a NaN. */
export class NaNBits {
  readonly bits: bigint;

  /** @throws EngineInputError when the bits are not those of a NaN. */
  constructor(bits: bigint) {
    if (typeof bits !== "bigint") throw new EngineInputError("bad-key", `The bits of a NaN are a bigint, not ${describeValue(bits)}.`);
    const isNaNBits = bits >= 0n && bits < 1n << 64n && ((bits >> 52n) & 0x7ffn) === 0x7ffn && (bits & 0xfffffffffffffn) !== 0n;
    if (!isNaNBits) throw new EngineInputError("bad-key", `0x${bits.toString(16)} are not the bits of a float64 NaN.`);
    this.bits = bits;
    Object.freeze(this);
  }
}

/** A value of a type that no JavaScript value stands for in an interface, as `new Typed("int32", 7)`. */
export class Typed {
  readonly type: Exclude<BasicKeyKind, "interface">;
  readonly value: unknown;

  /** @throws EngineInputError when the value is not one of the type. */
  constructor(type: Exclude<BasicKeyKind, "interface">, value: unknown) {
    if (typeof type !== "string" || (type as string) === "interface") {
      throw new EngineInputError("bad-key", `A Typed is of a named type that is no interface, not ${describeValue(type)}.`);
    }
    this.type = type;
    this.value = keyType(type).normalize(value);
    Object.freeze(this);
  }
}

/** What the algorithm must know of a key type: `maptype.key` of the runtime. Sizes and alignments are those of 64-bit machines. */
export interface KeyType {
  /** As in Go source. */
  readonly name: string;
  readonly size: number;
  readonly align: number;
  /** The key whose memory is all zero. */
  readonly zero: unknown;
  /** Whether a key holds pointers: then buckets do, and emptied cells are wiped. */
  readonly pointers: boolean;
  /** Whether every key equals itself: not so with a NaN. */
  readonly reflexive: boolean;
  /** Whether equal keys can differ (±0, two copies of a string): an update then stores the key again. */
  readonly needKeyUpdate: boolean;
  /** Whether hashing may panic, so that even an empty map must hash. */
  readonly hashMightPanic: boolean;
  /** Whether the hash is that of the plain memory, so that a struct hashes it together with its neighbours. */
  readonly isMemory: boolean;
  /** The key in the one form that the map stores. @throws EngineInputError for a key of another kind. */
  normalize(key: unknown): unknown;
  /** Whether two normalized keys are equal by Go's ==. */
  equal(a: unknown, b: unknown): boolean;
  /** Leaves the hash of a normalized key in the registers. `random` gives the next number of the map's stream. */
  hash(hash: PortableHash, key: unknown, seedLow: number, seedHigh: number, random: () => number): void;
  /** Writes the key's memory; only where `isMemory`. */
  write(view: DataView, offset: number, key: unknown): void;
}

/** The key type of a kind. @throws EngineInputError for a kind that does not exist. */
export function keyType(kind: KeyKind): KeyType {
  if (typeof kind === "string") {
    if (Object.hasOwn(basic, kind)) return basic[kind];
  } else if (typeof kind === "object" && kind !== null && Array.isArray(kind.struct)) {
    return structType(kind.struct.map(keyType));
  }
  const known = Object.keys(basic).join(", ");
  throw new EngineInputError("unknown-key-kind", `Unknown key kind ${show(kind)}: use one of ${known}, or { struct: [...] }.`);
}

function wrongKind(name: string, key: unknown): never {
  throw new EngineInputError("bad-key", `A key of a map[${name}] cannot be ${show(key)}.`);
}

/** A value as a message shows it: what only this module knows of, the rest as everywhere. */
function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(show).join(", ")}${value.length > 8 ? ", …" : ""}]`;
  if (value instanceof NaNBits) return `NaN with bits 0x${value.bits.toString(16)}`;
  return value instanceof Typed ? `${value.type}(${show(value.value)})` : describeValue(value);
}

interface Range {
  readonly min: bigint;
  readonly max: bigint;
}

/** The four integer types: numbers where they are safe, bigints beyond. */
function integerType(name: string, size: 4 | 8, { min, max }: Range): KeyType {
  // Comparing a number with a bigint is slow, and numbers are what most keys are.
  const lowest = Number(min);
  const highest = Number(max);
  const normalize = (key: unknown): unknown => {
    if (typeof key === "number" && Number.isSafeInteger(key) && key >= lowest && key <= highest) return key + 0; // -0 becomes 0
    if (typeof key !== "bigint" || key < min || key > max) return wrongKind(name, key);
    return key >= BigInt(Number.MIN_SAFE_INTEGER) && key <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(key) : key;
  };
  const hash: KeyType["hash"] =
    size === 4
      ? (hash, key, seedLow, seedHigh) => hash.memhash32(lowWord(key), seedLow, seedHigh)
      : (hash, key, seedLow, seedHigh) => hash.memhash64(lowWord(key), highWord(key), seedLow, seedHigh);
  return {
    ...plainMemory(name, size),
    normalize,
    hash,
    write: (view, offset, key) => {
      view.setInt32(offset, lowWord(key), true);
      if (size === 8) view.setInt32(offset + 4, highWord(key), true);
    },
  };
}

/** The low 32 bits of an integer key, signed. */
function lowWord(key: unknown): number {
  return typeof key === "number" ? key | 0 : Number(BigInt.asIntN(32, key as bigint));
}

/** The high 32 bits of a 64-bit integer key, signed. */
export function highWord(key: unknown): number {
  if (typeof key !== "number") return Number(BigInt.asIntN(32, (key as bigint) >> 32n));
  return key === (key | 0) ? key >> 31 : Math.floor(key / 0x100000000) | 0;
}

function plainMemory(name: string, size: number): Omit<KeyType, "normalize" | "hash" | "write"> {
  return {
    name,
    size,
    align: size,
    zero: 0,
    pointers: false,
    reflexive: true,
    needKeyUpdate: false,
    hashMightPanic: false,
    isMemory: true,
    equal: Object.is,
  };
}

const cannotWrite: KeyType["write"] = () => {
  throw new Error("this type's hash is not that of its memory");
};

const oneByte = new Uint8Array(1);

const bool: KeyType = {
  ...plainMemory("bool", 1),
  zero: false,
  normalize: (key) => (typeof key === "boolean" ? key : wrongKind("bool", key)),
  hash: (hash, key, seedLow, seedHigh) => {
    oneByte[0] = key === true ? 1 : 0;
    hash.memhash(oneByte, seedLow, seedHigh);
  },
  write: (view, offset, key) => view.setUint8(offset, key === true ? 1 : 0),
};

const string: KeyType = {
  ...plainMemory("string", 16),
  align: 8,
  zero: "",
  pointers: true,
  needKeyUpdate: true,
  isMemory: false,
  normalize: (key) => (typeof key === "string" ? key : wrongKind("string", key)),
  hash: (hash, key, seedLow, seedHigh) => hash.strhash(key as string, seedLow, seedHigh),
  write: cannotWrite,
};

const float64: KeyType = {
  ...plainMemory("float64", 8),
  reflexive: false,
  needKeyUpdate: true,
  isMemory: false,
  normalize: (key) => (typeof key === "number" || key instanceof NaNBits ? key : wrongKind("float64", key)),
  equal: (a, b) => a === b && !(a instanceof NaNBits),
  hash: (hash, key, seedLow, seedHigh, random) => hash.f64hash(key instanceof NaNBits ? NaN : (key as number), seedLow, seedHigh, random),
  write: cannotWrite,
};

/** The type of a dynamic value, and the value. */
function dynamic(key: unknown): { readonly type: KeyType; readonly value: unknown } {
  if (key instanceof Typed) return { type: basic[key.type], value: key.value };
  const name = { string: "string", number: "float64", bigint: "int64", boolean: "bool" } as const;
  if (key instanceof NaNBits) return { type: float64, value: key };
  return { type: basic[name[typeof key as keyof typeof name]], value: key };
}

const anyInterface: KeyType = {
  ...plainMemory("interface {}", 16),
  align: 8,
  zero: null,
  pointers: true,
  reflexive: false,
  needKeyUpdate: true,
  hashMightPanic: true,
  isMemory: false,
  normalize: (key) => {
    if (key === null || key instanceof Typed || key instanceof NaNBits) return key;
    if (typeof key === "bigint") int64.normalize(key);
    else if (typeof key !== "string" && typeof key !== "number" && typeof key !== "boolean") return wrongKind("interface {}", key);
    return key;
  },
  equal: (a, b) => {
    if (a === null || b === null) return a === b;
    const left = dynamic(a);
    const right = dynamic(b);
    return left.type === right.type && left.type.equal(left.type.normalize(left.value), left.type.normalize(right.value));
  },
  hash: (hash, key, seedLow, seedHigh, random) => {
    if (key === null) return setHash(seedLow, seedHigh);
    const { type, value } = dynamic(key);
    hash.interhash((low, high) => type.hash(hash, type.normalize(value), low, high, random), seedLow, seedHigh);
  },
  write: cannotWrite,
};

const int64 = integerType("int64", 8, { min: -(2n ** 63n), max: 2n ** 63n - 1n });

const basic: Readonly<Record<BasicKeyKind, KeyType>> = {
  int32: integerType("int32", 4, { min: -(2n ** 31n), max: 2n ** 31n - 1n }),
  int64,
  uint32: integerType("uint32", 4, { min: 0n, max: 2n ** 32n - 1n }),
  uint64: integerType("uint64", 8, { min: 0n, max: 2n ** 64n - 1n }),
  float64,
  string,
  bool,
  interface: anyInterface,
};

/**
 * A struct: neighbouring fields of plain memory without padding between them are hashed as one piece of memory, the others by
 * their own hash, each with what came before as its seed (`cmd/compile/internal/reflectdata/alg.go`, geneq and genhash).
 */
function structType(fields: readonly KeyType[]): KeyType {
  const name = `struct{${fields.map((field) => field.name).join("; ")}}`;
  const offsets = offsetsOf(fields);
  const align = Math.max(1, ...fields.map((field) => field.align));
  const end = fields.length === 0 ? 0 : offsets.at(-1)! + fields.at(-1)!.size;
  const size = Math.ceil(end / align) * align;
  const isDense = fields.reduce((sum, field) => sum + field.size, 0) === size;
  const runs = memoryRuns(fields, offsets);
  const write: KeyType["write"] = (view, offset, key) =>
    fields.forEach((field, index) => field.write(view, offset + offsets[index]!, (key as unknown[])[index]));
  return {
    name,
    size,
    align,
    zero: Object.freeze(fields.map((field) => field.zero)),
    pointers: fields.some((field) => field.pointers),
    reflexive: fields.every((field) => field.reflexive),
    needKeyUpdate: fields.some((field) => field.needKeyUpdate),
    hashMightPanic: fields.some((field) => field.hashMightPanic),
    isMemory: isDense && fields.every((field) => field.isMemory),
    normalize: (key) => {
      if (!Array.isArray(key)) return wrongKind(name, key);
      if (key.length !== fields.length) {
        const message = `A key of a map[${name}] has ${fields.length} fields, ${show(key)} has ${key.length}.`;
        throw new EngineInputError("bad-struct-width", message);
      }
      return Object.freeze(fields.map((field, index) => field.normalize(key[index])));
    },
    equal: (a, b) => fields.every((field, index) => field.equal((a as unknown[])[index], (b as unknown[])[index])),
    hash: (hash, key, seedLow, seedHigh, random) => hashStruct(runs, hash, key as unknown[], seedLow, seedHigh, random),
    write,
  };
}

function offsetsOf(fields: readonly KeyType[]): number[] {
  let end = 0;
  return fields.map(({ size, align }) => {
    const offset = Math.ceil(end / align) * align;
    end = offset + size;
    return offset;
  });
}

/** Fields that are hashed together, by their index, and where the first starts; `memory` has room for them where they are plain. */
interface Run {
  readonly fields: { readonly type: KeyType; readonly index: number; readonly offset: number }[];
  memory: Uint8Array | undefined;
}

function memoryRuns(fields: readonly KeyType[], offsets: readonly number[]): Run[] {
  const runs: Run[] = [];
  let end = -1;
  fields.forEach((type, index) => {
    const offset = offsets[index]!;
    const isMore = type.isMemory && offset === end;
    if (!isMore) runs.push({ fields: [], memory: undefined });
    runs.at(-1)!.fields.push({ type, index, offset });
    end = type.isMemory ? offset + type.size : -1;
  });
  for (const run of runs) {
    const { type, offset } = run.fields.at(-1)!;
    if (type.isMemory) run.memory = new Uint8Array(offset + type.size - run.fields[0]!.offset);
  }
  return runs;
}

function hashStruct(
  runs: readonly Run[],
  hash: PortableHash,
  key: readonly unknown[],
  seedLow: number,
  seedHigh: number,
  random: () => number,
): void {
  setHash(seedLow, seedHigh);
  for (const { fields, memory } of runs) {
    const [low, high] = [hashLow(), hashHigh()];
    if (memory === undefined) {
      fields[0]!.type.hash(hash, key[fields[0]!.index], low, high, random);
      continue;
    }
    const view = new DataView(memory.buffer);
    for (const { type, index, offset } of fields) type.write(view, offset - fields[0]!.offset, key[index]);
    hash.memhash(memory, low, high);
  }
}
