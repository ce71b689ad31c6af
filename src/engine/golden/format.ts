/** The parts of recorded files that a replay reads: JSON lines of the real Go runtime, see the README beside them. */

export interface TraceHeader {
  readonly keyType: string;
  readonly hashkey: readonly string[];
  readonly hash0: number;
  readonly fastrand0: string;
  readonly hint: number | null;
  readonly keysize: number;
  readonly elemsize: number;
  readonly bucketsize: number;
  readonly bucketHasPointers: boolean;
  readonly reflexiveKey: boolean;
  readonly needKeyUpdate: boolean;
  readonly hashMightPanic: boolean;
  readonly hashSamples: readonly (readonly [unknown, string])[];
}

export interface TraceLine {
  readonly op: "set" | "get" | "delete" | "clear" | "iterStart" | "iterNext" | "snapshot";
  readonly args: { readonly k?: unknown; readonly v?: number; readonly it?: number } | null;
  readonly result: unknown;
  readonly state: unknown;
  readonly rand?: readonly number[];
  readonly hash0?: number;
  readonly dump?: unknown;
}

/** A file that is not what was recorded: the message says where and how. */
export class DamagedFileError extends Error {
  override readonly name = "DamagedFileError";
}

const headerFields = ["keyType", "hashkey", "hash0", "fastrand0", "hint", "hashSamples"];
const lineFields = ["op", "args", "result", "state"];

/** @throws DamagedFileError */
export function parseHeader(text: string): TraceHeader {
  const header = parseObject(text, 1, headerFields) as TraceHeader;
  const isHint = header.hint === null || Number.isInteger(header.hint);
  if (!isHint) throw new DamagedFileError(`line 1: the hint must be an integer or null, not ${JSON.stringify(header.hint)}`);
  requireWord(header.fastrand0);
  requireWord((header.hashkey as unknown[] | null)?.[0]);
  if (!Array.isArray(header.hashSamples)) throw new DamagedFileError("line 1: hashSamples must be a list");
  return header;
}

/** 64 bits, unsigned, as decimal text. */
function requireWord(word: unknown): void {
  const isWord = typeof word === "string" && /^\d{1,20}$/.test(word) && BigInt(word) < 1n << 64n;
  if (!isWord) throw new DamagedFileError(`line 1: ${JSON.stringify(word)} is no unsigned 64-bit number as decimal text`);
}

/** @throws DamagedFileError */
export function parseLine(text: string, line: number): TraceLine {
  const parsed = parseObject(text, line, lineFields) as TraceLine;
  const needs = { set: ["k", "v"], get: ["k"], delete: ["k"], clear: [], iterStart: ["it"], iterNext: ["it"], snapshot: [] };
  if (!Object.hasOwn(needs, parsed.op)) throw new DamagedFileError(`line ${line}: unknown operation ${JSON.stringify(parsed.op)}`);
  for (const name of needs[parsed.op]) {
    const has = parsed.args !== null && typeof parsed.args === "object" && name in parsed.args;
    if (!has) throw new DamagedFileError(`line ${line}: the arguments of ${parsed.op} have no "${name}"`);
  }
  return parsed;
}

function parseObject(text: string, line: number, fields: readonly string[]): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new DamagedFileError(`line ${line} is not JSON: ${(error as Error).message}`);
  }
  if (typeof parsed !== "object" || parsed === null) throw new DamagedFileError(`line ${line} is not an object`);
  const missing = fields.filter((field) => !(field in parsed));
  if (missing.length > 0) throw new DamagedFileError(`line ${line} has no ${missing.map((field) => `"${field}"`).join(", ")}`);
  return parsed;
}
