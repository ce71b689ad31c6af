import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkLinearizable } from "../../../src/engine/linearize/check.ts";
import { isPending, type Call } from "../../../src/engine/linearize/history.ts";
import { mapModel, type MapState, type Model } from "../../../src/engine/linearize/model.ts";
import { explains, isLinearizableByForce, keepsTime, longestBeginning } from "./brute-force.ts";
import { smallHistories } from "./calls.ts";

const seed = 19930101;
const whole: Model<MapState> = { ...mapModel(), partition: undefined };
const parts = mapModel();

describe("the checker against all permutations", () => {
  test("they agree on 6000 small histories, with and without partitioning", () => {
    fc.assert(
      fc.property(smallHistories(6), (calls) => {
        const expected = isLinearizableByForce(calls);
        expect(checkLinearizable({ calls }, whole).ok).toBe(expected);
        expect(checkLinearizable({ calls }, parts).ok).toBe(expected);
      }),
      { seed, numRuns: 6000 },
    );
  });

  test("among these histories are many of both kinds, and many with pending calls that must have taken effect", () => {
    const histories = fc.sample(smallHistories(6), { seed, numRuns: 6000 });
    const right = histories.filter(isLinearizableByForce);
    expect(right.length).toBeGreaterThan(1500);
    expect(histories.length - right.length).toBeGreaterThan(1500);
    const needed = right.filter((calls) => !isLinearizableByForce(calls.filter((call) => !isPending(call))));
    expect(needed.length).toBeGreaterThan(50);
  });

  test.each([
    ["whole", whole],
    ["by parts", parts],
  ])("the order of a linearizable history has all calls that returned, keeps time and explains the results (%s)", (_, model) => {
    fc.assert(
      fc.property(smallHistories(9), (calls) => {
        const checked = checkLinearizable({ calls }, model);
        if (!checked.ok) return;
        expect(new Set(checked.order).size).toBe(checked.order.length);
        expect(calls.filter((call) => !isPending(call) && !checked.order.includes(call))).toEqual([]);
        expect(keepsTime(checked.order)).toBe(true);
        expect(explains(checked.order)).toBe(true);
      }),
      { seed, numRuns: 3000 },
    );
  });

  test("what an explanation orders is as long as can be, and no call that is stuck can follow it", () => {
    fc.assert(
      fc.property(smallHistories(6), (calls) => {
        const checked = checkLinearizable({ calls }, whole);
        if (checked.ok) return;
        const { ordered, stuck } = checked;
        expect(keepsTime([...ordered, ...calls.filter((call) => !ordered.includes(call))])).toBe(true);
        expect(explains(ordered)).toBe(true);
        expect(ordered.filter((call) => !isPending(call)).length).toBe(longestBeginning(calls));
        expect(stuck.length).toBeGreaterThan(0);
        for (const call of stuck) expect(explains([...ordered, call])).toBe(false);
      }),
      { seed, numRuns: 2000 },
    );
  });
});

describe("long histories", () => {
  /** 8 tasks that overlap all the time: each call begins before the one of the task before it ends. */
  function longHistory(count: number): Call[] {
    return Array.from({ length: count }, (_, index) => ({
      task: String(index % 8),
      invoked: 10 * index + 1,
      returned: 10 * index + 75,
      name: "swap",
      args: [index % 3, index],
      result: index < 3 ? { value: undefined, loaded: false } : { value: index - 3, loaded: true },
    }));
  }

  test("20,000 calls have an order, whole or by parts", () => {
    const calls = longHistory(20_000);
    for (const model of [whole, parts]) expect(checkLinearizable({ calls }, model)).toEqual({ ok: true, order: calls });
  });

  test("one wrong result among 2000 calls is found where it is", () => {
    const calls = longHistory(2000);
    calls[1500] = { ...calls[1500]!, result: { value: 3, loaded: true } };
    const checked = checkLinearizable({ calls }, whole);
    expect(checked.ok).toBe(false);
    expect(!checked.ok && checked.stuck).toContain(calls[1500]);
  });
});
