import { describe, expect, test } from "vitest";
import { tries } from "../../effort.ts";
import { type Mean, meanOf, zOfCounts, zOfMeans } from "./chi-square.ts";
import { filled, ghostsOnce, loopOnce, recorded, type RecordedCase, type Trial } from "./recorded-loops.ts";

/** Beyond so many standard errors two samples differ. Some 500 comparisons are made here: by chance, one in 16,000 gets there. */
const limit = 4;

/** The seeds are 0, 1, 2, ...: the outcome is always the same. */
const trialsOf = { 8: tries(16_000, 4000), 64: tries(5000, 1200), 1000: tries(500, 150) } as Readonly<Record<number, number>>;

const count = (values: readonly number[], length: number): number[] => {
  const counts = new Array<number>(length).fill(0);
  for (const value of values) counts[value]!++;
  return counts;
};

describe("loops over a map do what they did in go1.19.8, as often", () => {
  test.each(recorded.cases.map((each) => ({ ...each, name: `${each.mode}, n = ${each.n}` })))("$name", (wanted) => {
    const { n, mode } = wanted;
    const trials = Array.from({ length: trialsOf[n]! }, (_, seed) => loopOnce(mode, n, seed));
    for (const trial of trials) survivorsComeOnce(trial, n);
    const first = count(
      trials.map(({ first }) => first),
      n,
    );
    expect(zOfCounts(wanted.firstKeyCounts, first), "first keys").toBeLessThan(limit);
    expect(trials.filter(({ grew }) => grew).length / trials.length).toBe(wanted.grewTrials / wanted.trials);
    const visited = trials.map(({ visits }) => visits.reduce((sum, times) => sum + times, 0));
    visitedAsRecorded(visited, wanted);
    if (wanted.inserted !== undefined) insertedAsRecorded(trials, wanted);
  });
});

function survivorsComeOnce({ visits, deletedAhead }: Trial, n: number): void {
  const deleted = new Set(deletedAhead);
  for (const [key, times] of visits.entries()) {
    const isRight = deleted.has(key) ? times === 0 : key < n ? times === 1 : times <= 1;
    if (!isRight) expect.fail(`${key} came ${times} times`);
  }
}

function visitedAsRecorded(visited: readonly number[], { visitedMean, visitedSd, visitedHistogram, trials }: RecordedCase): void {
  const mine = meanOf(visited);
  expect(zOfMeans(mine, { mean: visitedMean, sd: visitedSd, trials }), `mean ${mine.mean}`).toBeLessThan(limit);
  const length = Math.max(...visited, ...visitedHistogram.map(([visits]) => visits)) + 1;
  const histogram = visitedHistogram.flatMap(([visits, times]) => new Array<number>(times).fill(visits));
  expect(zOfCounts(count(histogram, length), count(visited, length)), "distribution").toBeLessThan(limit);
}

/** How many of so many inserted keys came, trial by trial. */
type Share = readonly [came: number, inserted: number];

/**
 * The insertions of one trial depend on each other, trials do not: so the error of a share of all insertions comes from how much the
 * trials differ. The recording has only the share itself; its trials vary as much.
 */
function zOfShare(shares: readonly Share[], wanted: number, wantedTrials: number): number {
  const total = (side: 0 | 1): number => shares.reduce((sum, share) => sum + share[side], 0);
  const share = total(0) / total(1);
  const { sd } = meanOf(shares.map(([came, inserted]) => came - share * inserted));
  const mine: Mean = { mean: share, sd: sd / (total(1) / shares.length), trials: shares.length };
  return zOfMeans(mine, { mean: wanted, sd: mine.sd, trials: wantedTrials });
}

function insertedAsRecorded(trials: readonly Trial[], wanted: RecordedCase): void {
  const inserted = trials.map(({ visits }) => visits.slice(wanted.n));
  const came = (visits: readonly number[]): number => visits.filter((times) => times > 0).length;
  const shares = inserted.map((visits): Share => [came(visits), visits.length]);
  expect(zOfShare(shares, wanted.insertedVisited! / wanted.inserted!, wanted.trials), "share").toBeLessThan(limit);
  for (const [decile, share] of wanted.pByInsertionDecile!.entries()) {
    const part = inserted.map((visits): Share => {
      const those = visits.filter((_, at) => Math.floor((at * 10) / visits.length) === decile);
      return [came(those), those.length];
    });
    const isEmpty = part.every(([, inserted]) => inserted === 0);
    expect(isEmpty, `decile ${decile}`).toBe(share === null);
    // The recording has five digits.
    if (share !== null) expect(zOfShare(part, share, wanted.trials), `decile ${decile}`).toBeLessThan(limit);
  }
}

describe("a map of one bucket has few orders, and their shares are Go's", () => {
  test.each(recorded.oneBucketFirstKey)("$n keys", ({ n, orders }) => {
    const mine = new Map(Object.keys(orders).map((order) => [order, 0]));
    for (let seed = 0; seed < tries(15_000, 5000); seed++) {
      const order = [...filled(n, null, seed).keys()].join("");
      if (!mine.has(order)) expect.fail(`the order ${order} never came in Go`);
      mine.set(order, mine.get(order)! + 1);
    }
    expect(zOfCounts(Object.values(orders), [...mine.values()])).toBeLessThan(limit);
  });
});

describe("keys that come from a map that the loop has cleared are as many as in go1.19.8", () => {
  const trials = { 8: tries(6000, 1500), 104: tries(10_000, 2500), 1664: tries(1500, 400) } as Readonly<Record<number, number>>;

  test.each(recorded.clearInsideLoop)("n = $n, growing before: $growStartedJustBefore", ({ n, growStartedJustBefore, ghostHistogram }) => {
    const mine = Array.from({ length: trials[n]! }, (_, seed) => ghostsOnce(n, growStartedJustBefore, seed));
    const theirs = ghostHistogram.flatMap(([ghosts, times]) => new Array<number>(times).fill(ghosts));
    expect(zOfMeans(meanOf(mine), meanOf(theirs)), `mean ${meanOf(mine).mean}`).toBeLessThan(limit);
    expect(zOfCounts(count(theirs, n + 1), count(mine, n + 1))).toBeLessThan(limit);
  });
});
