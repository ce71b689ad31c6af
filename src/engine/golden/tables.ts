import { keyType } from "../gomap/key-types.ts";
import { nextCapacity } from "../slice/grow.ts";
import { roundUpSize } from "../memory/size-classes.ts";
import { FastRand } from "../gomap/fastrand.ts";
import { hashHigh, hashLow, PortableHash } from "../gomap/wyhash.ts";
import { differences, type Difference } from "./differences.ts";
import { DamagedFileError } from "./format.ts";
import { keyCodecs } from "./keys.ts";

interface HashTable {
  readonly sets: readonly { readonly hashkey: readonly string[]; readonly vectors: readonly [string, unknown, string, string][] }[];
  readonly fastrand: readonly { readonly state: string; readonly draws: readonly number[] }[];
}

interface SliceTable {
  readonly caps: readonly number[];
  readonly sizes: readonly SliceSize[];
  readonly zeroSizeElem: Record<string, readonly unknown[]>;
  readonly sizeClasses?: { readonly roundupsize: readonly [number, number][] };
}

interface SliceSize {
  readonly size: number;
  readonly newcap: Record<string, readonly (number | null)[]>;
  readonly partial: readonly [number, number, number, number][];
  readonly chain: readonly [number, number][];
}

/** A row of a table and what it should have been. */
export type Row = readonly [name: string, expected: unknown, got: unknown];

/** The rows of a recorded table: `hashes.json` or `slicegrow.json`. @throws DamagedFileError for another file. */
export function* rowsOf(table: object): Generator<Row> {
  if ("sets" in table && "fastrand" in table) yield* hashRows(table as HashTable);
  else if ("caps" in table && "sizes" in table) yield* sliceRows(table as unknown as SliceTable);
  else throw new DamagedFileError("this JSON file is neither hashes.json nor slicegrow.json");
}

/** Whether a row is as recorded. */
export function rowDifferences([name, expected, got]: Row): Difference[] {
  return differences(name, expected, got);
}

function* hashRows({ sets, fastrand }: HashTable): Generator<Row> {
  for (const { hashkey, vectors } of sets) {
    const hash = new PortableHash(BigInt(hashkey[0]!));
    for (const [name, text, seed, expected] of vectors) {
      const codec = keyCodecs[name];
      if (codec === undefined) throw new DamagedFileError(`unknown key type ${JSON.stringify(name)}`);
      const key = keyType(codec.kind);
      const bits = BigInt(seed);
      key.hash(hash, key.normalize(codec.decode(text)), Number(BigInt.asIntN(32, bits)), Number(BigInt.asIntN(32, bits >> 32n)), () => 0);
      const got = (BigInt(hashHigh() >>> 0) << 32n) | BigInt(hashLow() >>> 0);
      yield [`hash of ${name} ${JSON.stringify(text)}, seed ${seed}`, expected, String(got)];
    }
  }
  for (const { state, draws } of fastrand) {
    const random = new FastRand(BigInt(state));
    yield [`fastrand from ${state}`, draws, draws.map(() => random.next())];
  }
}

function* sliceRows({ caps, sizes, zeroSizeElem, sizeClasses }: SliceTable): Generator<Row> {
  for (const { size: elemSize, newcap, partial, chain } of sizes) {
    for (const [column, recorded] of Object.entries(newcap)) {
      if (recorded.length !== caps.length) throw new DamagedFileError(`the column ${column} of size ${elemSize} has not all rows`);
      const got = caps.map((cap) => nextCapacity({ capacity: cap, needed: cap + appended(column, cap), elemSize }));
      for (const [i, expected] of recorded.entries()) yield [`append ${column} to cap ${caps[i]} of size ${elemSize}`, expected, got[i]];
    }
    for (const [length, capacity, n, expected] of partial) {
      const got = nextCapacity({ capacity, needed: length + n, elemSize });
      yield [`append ${n} to len ${length} cap ${capacity} of size ${elemSize}`, expected, got];
    }
    let capacity = 0;
    for (const [length, expected] of chain) {
      capacity = nextCapacity({ capacity, needed: length + 1, elemSize });
      yield [`append 1 to len ${length} of size ${elemSize}, grown from nil`, expected, capacity];
    }
  }
  const zero = zeroSizeElem["[len,cap,n]"] as [number, number, number][];
  for (const [i, [length, capacity, n]] of zero.entries()) {
    const got = nextCapacity({ capacity, needed: length + n, elemSize: 0 });
    yield [`append ${n} to len ${length} cap ${capacity} of size 0`, zeroSizeElem["newcap"]![i], got];
  }
  for (const [size, expected] of sizeClasses?.roundupsize ?? []) yield [`roundupsize(${size})`, expected, roundUpSize(size)];
}

/** How many elements a column of the table appends: a number, or a formula of the capacity. */
function appended(column: string, cap: number): number {
  if (column === "floor(cap/2)") return Math.floor(cap / 2);
  if (column === "cap") return cap;
  if (column === "2*cap+3") return 2 * cap + 3;
  if (/^\d+$/.test(column)) return Number(column);
  throw new DamagedFileError(`unknown column ${JSON.stringify(column)}`);
}
