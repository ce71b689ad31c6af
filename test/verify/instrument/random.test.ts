import fc from "fast-check";
import { expect, test } from "vitest";
import { tries } from "../../effort.ts";
import { programs } from "./random-programs.ts";
import { both, sitesEverywhere } from "./support.ts";

const runs = tries(2000, 150);

for (const isAsync of [false, true]) {
  test(`${runs} random ${isAsync ? "asynchronous" : "synchronous"} programs do the same in the same order with hooks`, { timeout: 240_000 }, async () => {
    const tally = { finished: 0, threw: 0, events: 0, hooks: 0 };
    const picks = fc.array(fc.integer({ min: -14, max: 6 }), { minLength: 1, maxLength: 40 });
    const names = fc.oneof({ weight: 9, arbitrary: fc.constant("a.js") }, { weight: 1, arbitrary: fc.constant("a.ts") });
    await fc.assert(
      fc.asyncProperty(programs(isAsync), picks, names, async (source, roles, name) => {
        const sites = sitesEverywhere(source, name, (index) => roles[index % roles.length]!);
        const { plain, hooked, calls } = await both(source, sites, name);
        expect(hooked).toEqual(plain);
        expect(plain.error ?? "").not.toMatch(/SyntaxError/);
        tally[plain.error === undefined ? "finished" : "threw"]++;
        tally.events += plain.events.length;
        tally.hooks += calls.length;
      }),
      { numRuns: runs, seed: isAsync ? 62 : 61 },
    );
    // The programs are worth running: many get to their end, and most do something.
    expect(tally.finished).toBeGreaterThan(runs / 10);
    expect(tally.threw).toBeGreaterThan(runs / 50);
    expect(tally.events).toBeGreaterThan(runs * 5);
    expect(tally.hooks).toBeGreaterThan(runs * 10);
  });
}
