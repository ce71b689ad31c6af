import { expect, test } from "vitest";
import { GoSlice } from "../../../src/engine/slice/go-slice.ts";

/**
 * What a Go program with the same 3,000 random operations on six `[]int64` printed after every 25th, compiled with go1.19.8 for
 * amd64: length and capacity of the slice that was last assigned, and a hash over lengths, capacities and elements of all six.
 */
const printed = `
29,349,1210666512 16,16,559205208 57,140,1223066068 240,256,1787588037 247,256,1583621654 122,138,2073188795 13,553,106475658
55,125,1428151975 265,406,1526329745 16,189,873771681 2,463,1075996223 281,582,1425553433 243,587,1168832309 38,39,1884607116
20,558,480511379 231,512,538581887 255,512,1266438013 22,90,1322558237 244,281,1531180171 15,54,198057181 94,176,168765313
1,388,275188037 4,4,217225309 8,91,294385164 0,173,2045407679 9,10,1236367633 13,167,119104199 22,25,1748610523
31,52,1549739503 5,86,1942704226 1,405,201264597 14,405,2138181472 1,3,1799929502 0,0,2018865871 30,291,938690518 0,2,801386347
7,9,2119894710 43,80,611934702 12,60,956376395 48,80,1903620994 3,3,1504733134 0,3,33323788 4,53,451260442 117,176,1183236853
18,103,1534445999 17,227,1910349651 289,336,378152380 166,176,74990049 0,0,256827958 0,0,435135357 5,5,1265889109
18,24,1285480721 19,20,221554752 6,11,1813327229 1,1,1884043252 21,94,1362012221 27,94,226576168 0,23,236881521
36,57,1621798841 17,134,924670486 9,62,1884598320 5,11,1101161303 141,144,819598093 104,203,355891410 104,203,1341429127
17,605,1802048328 0,12,134623615 120,280,1826888177 4,541,388475955 21,28,25366324 6,20,395582125 3,5,1125090981
12,12,1354562831 9,10,756941148 85,301,285343712 57,286,86711923 50,134,958619601 3,6,1842409989 18,409,1138746861
0,3,972595938 76,112,1649015053 87,112,100167813 10,270,979836848 6,46,1455463451 148,160,1059520912 1,5,540870286
24,26,1387626360 180,192,1886070174 4,4,598231340 7,8,581677014 18,26,872380778 8,12,388790306 14,24,858254038
176,240,720194476 225,256,596430715 12,256,1563332001 17,257,901961552 9,26,306445587 8,8,1971244359 26,36,1424211242
1,234,1169470762 2,2,624621279 62,91,1747323980 12,22,456846006 233,256,1298508854 1,1,448800257 9,12,1201312034
10,12,1727620149 2,17,676299466 1,5,319814898 11,12,1730371878 4,4,609654035 7,8,46908192 54,58,290023832 22,40,84967536
0,19,200940621 12,38,1586186810 12,38,972192721 7,18,481943669 13,17,1054850413
`;

const prime = 2_147_483_647;

test("3,000 operations have the result of the same program in Go", () => {
  expect(run(3000)).toEqual(printed.trim().split(/\s+/));
});

function run(steps: number): string[] {
  const pool = Array.from({ length: 6 }, () => GoSlice.nil({ zero: 0 }));
  const lines: string[] = [];
  let state = 1;
  let last = 0;
  const random = (below: number): number => {
    state = (state * 16_807) % prime;
    return state % below;
  };
  const value = (): number => ++last;
  for (let step = 1; step <= steps; step++) {
    const at = random(6);
    pool[at] = operate(pool[at]!, pool, random, value);
    if (step % 25 === 0) lines.push([pool[at].length, pool[at].capacity, hash(pool)].join(","));
  }
  return lines;
}

function operate(
  slice: GoSlice<number>,
  pool: readonly GoSlice<number>[],
  random: (below: number) => number,
  value: () => number,
): GoSlice<number> {
  const operation = random(8);
  if (operation < 3) {
    const few = random(10);
    const count = random(10) === 0 ? random(300) : few;
    return slice.append(...Array.from({ length: count }, value));
  }
  if (operation === 3) {
    const high = random(slice.capacity + 1);
    return slice.slice(random(high + 1), high);
  }
  if (operation === 4) {
    const max = random(slice.capacity + 1);
    const high = random(max + 1);
    return slice.slice(random(high + 1), high, max);
  }
  if (operation === 5) {
    if (slice.length > 0) {
      const next = value();
      slice.set(random(slice.length), next);
    }
    return slice;
  }
  if (operation === 6) {
    slice.copyFrom(pool[random(6)]!);
    return slice;
  }
  if (random(4) > 0) return pool[random(6)]!;
  const length = random(20);
  return GoSlice.make(length, length + random(600), { zero: 0 });
}

function hash(pool: readonly GoSlice<number>[]): number {
  let sum = 0;
  for (const slice of pool) {
    sum = (sum * 31 + slice.length * 1_000_003 + slice.capacity) % prime;
    for (const value of slice) sum = (sum * 31 + value) % prime;
  }
  return sum;
}
