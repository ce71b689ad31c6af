import { type KeyKind, NaNBits } from "../gomap/key-types.ts";
import { DamagedFileError } from "./format.ts";

/** How recorded files write the keys of a type, and back. Equal texts mean identical bits. */
export interface KeyCodec {
  readonly kind: KeyKind;
  decode(json: unknown): unknown;
  encode(key: unknown): unknown;
}

const view = new DataView(new ArrayBuffer(8));

function decodeFloat(json: unknown): number | NaNBits {
  if (typeof json !== "string" || !/^[0-9a-f]{16}$/.test(json)) {
    throw new DamagedFileError(`${JSON.stringify(json)} is not the 16 digits of a float64`);
  }
  const bits = BigInt(`0x${json}`);
  view.setBigUint64(0, bits);
  const value = view.getFloat64(0);
  return Number.isNaN(value) ? new NaNBits(bits) : value;
}

function encodeFloat(key: unknown): string {
  if (key instanceof NaNBits) view.setBigUint64(0, key.bits);
  else view.setFloat64(0, key as number);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
}

const same = (json: unknown): unknown => json;

function decimal(json: unknown): bigint {
  if (typeof json === "string" && /^-?\d+$/.test(json)) return BigInt(json);
  throw new DamagedFileError(`${JSON.stringify(json)} is no decimal number in a string`);
}

function decodeDynamic(json: unknown): unknown {
  if (json === null) return null;
  const [type, value] = json as [string, unknown];
  if (type === "int64") return decimal(value);
  if (type === "float64") return decodeFloat(value);
  if (type === "string") return value;
  throw new DamagedFileError(`the dynamic type ${JSON.stringify(type)} is none of int64, float64, string`);
}

function encodeDynamic(key: unknown): unknown {
  if (key === null) return null;
  if (typeof key === "bigint") return ["int64", String(key)];
  return typeof key === "string" ? ["string", key] : ["float64", encodeFloat(key)];
}

/** By the `keyType` of a recorded file. */
export const keyCodecs: Readonly<Record<string, KeyCodec>> = {
  i64: { kind: "int64", decode: decimal, encode: String },
  u32: { kind: "uint32", decode: same, encode: same },
  str: { kind: "string", decode: same, encode: same },
  pair: {
    kind: { struct: ["int64", "int64"] },
    decode: (json) => (json as string[]).map(decimal),
    encode: (key) => (key as unknown[]).map(String),
  },
  mixed: { kind: { struct: ["int32", "string"] }, decode: same, encode: same },
  f64: { kind: "float64", decode: decodeFloat, encode: encodeFloat },
  iface: { kind: "interface", decode: decodeDynamic, encode: encodeDynamic },
};
