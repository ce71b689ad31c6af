import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../fixtures/programs.ts";

/** What Go 1.19.8 did. A column of `newcap` says how many elements were appended to a full slice of each of `caps`. */
export interface Recorded {
  readonly caps: readonly number[];
  readonly zeroSizeElem: { readonly "[len,cap,n]": readonly [number, number, number][]; readonly newcap: readonly number[] };
  readonly sizes: readonly {
    readonly size: number;
    readonly type: string;
    readonly newcap: Readonly<Record<string, readonly number[]>>;
    readonly partial: readonly [length: number, capacity: number, count: number, newCapacity: number][];
    readonly chain: readonly [length: number, newCapacity: number][];
  }[];
  readonly sizeClasses: {
    readonly classToSize: readonly number[];
    readonly roundupsize: readonly [size: number, rounded: number][];
  };
}

/** The whole recording, or in a clone the part of it that is a fixture. */
const file = [join(root, "../shared/golden/slicegrow.json"), join(root, "fixtures/golden/slicegrow.json")].find(existsSync)!;

export const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;
