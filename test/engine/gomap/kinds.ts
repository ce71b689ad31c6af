import { type KeyKind, NaNBits, Typed } from "../../../src/engine/gomap/key-types.ts";

/** A key kind and what the Go specification says of its keys, written down once more and in another way than the engine does. */
export interface Kind {
  readonly name: string;
  readonly kind: KeyKind;
  readonly pool: readonly unknown[];
  /** Equal texts, equal keys. Null for a key that is not equal to itself. */
  textOf(key: unknown): string | null;
  /** The form in which a key comes back. */
  stored(key: unknown): unknown;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const asIs = (key: unknown): unknown => key;

function isNaNKey(key: unknown): boolean {
  return key instanceof NaNBits || Number.isNaN(key);
}

function integers(name: "int32" | "int64" | "uint32" | "uint64", ...pool: (number | bigint)[]): Kind {
  const stored = (key: unknown): unknown => (Number.isSafeInteger(Number(key)) ? Number(BigInt(key as number)) : key);
  return { name, kind: name, pool, textOf: (key) => BigInt(key as number).toString(), stored };
}

const safe = 2n ** 53n;

const int64 = integers(
  "int64",
  ...[...range(-20, 30), -0, 7n, -7n, 2 ** 32, -(2 ** 32), 2 ** 32 + 7, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
  ...[safe - 1n, safe, safe + 1n, -safe, -safe - 1n, -safe + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  ...range(0, 16).map((i) => 2n ** 60n + BigInt(i)),
);

const float64: Kind = {
  name: "float64",
  kind: "float64",
  pool: [
    ...[0, -0, NaN, new NaNBits(0x7ff8000000000002n), NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 2 ** 53, 1e300],
    ...range(-30, 30).map((i) => i / 4),
  ],
  textOf: (key) => (isNaNKey(key) ? null : String((key as number) + 0)),
  stored: asIs,
};

const string: Kind = {
  name: "string",
  kind: "string",
  pool: [
    ...["", "a", "ä", "日本語", "👩‍💻", "\ud800", "\udfff", "\0", "a\0", "x".repeat(300), "é", "e\u0301"],
    ...range(0, 30).map((i) => `key ${i}`),
    ...range(0, 30).map((i) => `ключ-${i}-${"·".repeat(i)}`),
  ],
  textOf: (key) => key as string,
  stored: asIs,
};

const bool: Kind = { name: "bool", kind: "bool", pool: [true, false], textOf: String, stored: asIs };

/** The dynamic type that a JavaScript value stands for in an interface. */
function dynamic(key: unknown): Kind {
  if (typeof key === "bigint") return int64;
  if (typeof key === "string") return string;
  return typeof key === "boolean" ? bool : float64;
}

const anyInterface: Kind = {
  name: "interface",
  kind: "interface",
  pool: [
    ...[null, true, false, 0, -0, 1, NaN, new NaNBits(0xfff8000000000001n), "", "1", 1n, -1n, 2n ** 60n, Infinity],
    ...[new Typed("int32", 1), new Typed("uint32", 1), new Typed("uint64", 1), new Typed("int64", 1), new Typed("bool", true)],
    ...[new Typed("string", "1"), new Typed("float64", 0), new Typed("float64", NaN), new Typed("uint64", 2n ** 63n)],
    ...range(10, 30).flatMap((i) => [i, `s${i}`, BigInt(i), new Typed("int32", i)]),
  ],
  textOf: (key) => {
    if (key === null) return "nil";
    const type = key instanceof Typed ? kinds.find(({ name }) => name === key.type)! : dynamic(key);
    const text = type.textOf(key instanceof Typed ? key.value : key);
    return text === null ? null : `${type.name} ${text}`;
  },
  stored: asIs,
};

function struct(name: string, fields: readonly Kind[], pool: readonly (readonly unknown[])[]): Kind {
  return {
    name,
    kind: { struct: fields.map(({ kind }) => kind) },
    pool,
    textOf: (key) => {
      const texts = fields.map((field, index) => field.textOf((key as unknown[])[index]));
      return texts.includes(null) ? null : JSON.stringify(texts);
    },
    stored: (key) => fields.map((field, index) => field.stored((key as unknown[])[index])),
  };
}

const int32 = integers("int32", 0, -0, ...range(1, 60), -1, -2, 2 ** 31 - 1, -(2 ** 31), 5n, -5n);
const pair = struct(
  "struct of two int64",
  [int64, int64],
  range(0, 70).map((i) => [i % 7, i % 3 === 0 ? 2n ** 62n + BigInt(i) : i]),
);
const inner = struct("inner", [string, float64], []);
const nested = struct(
  "struct of bool, struct, interface",
  [bool, inner, anyInterface],
  [
    ...[-0, 0, NaN].map((zero) => [true, ["zero", zero], null]),
    ...range(0, 60).map((i) => [i % 2 === 0, [`日${i % 10}`, i / 2], [null, `${i}`, i, BigInt(i)][i % 4]]),
  ],
);

export const kinds: readonly Kind[] = [
  int32,
  int64,
  integers("uint32", ...range(0, 70), 3n, 2 ** 31, 2 ** 32 - 1, 2n ** 32n - 1n),
  integers("uint64", ...range(0, 50), 2 ** 32, 2 ** 53 - 1, ...range(0, 20).map((i) => safe + BigInt(i)), 2n ** 64n - 1n, 2n ** 63n),
  float64,
  string,
  bool,
  anyInterface,
  pair,
  nested,
];
