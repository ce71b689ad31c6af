import fc from "fast-check";
import { expect, test } from "vitest";
import { formatSchedule, parseSchedule, type Schedule } from "../../../src/engine/schedule/schedule-string.ts";

const word = fc.nat({ max: 0xffffffff }).map((n) => n >>> 0);
const path = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
const task = fc.oneof(fc.constant("0"), path);
const script = fc.record({
  switches: fc.array(fc.record({ from: task, steps: fc.nat(), to: task })),
  choices: fc.array(fc.record({ task, number: fc.nat(), value: fc.nat() })),
});
const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: word,
  script: fc.option(script),
  run: fc.record({ steps: fc.nat(), fingerprint: word }),
});

test("what was printed parses to the same schedule", () => {
  fc.assert(
    fc.property(schedules, (schedule) => void expect(parseSchedule(formatSchedule(schedule))).toEqual(schedule)),
    { seed: 20, numRuns: 500 },
  );
});

test("the string needs no quotes in a shell", () => {
  fc.assert(
    fc.property(schedules, (schedule) => void expect(formatSchedule(schedule)).toMatch(/^rg1[\w~.@:,/=]*$/)),
    { seed: 21, numRuns: 200 },
  );
});

test("a string with one character missing or another one is refused", () => {
  const damage = fc.record({ at: fc.nat(), by: fc.constantFrom("", "0", "7", "~", ",", "x", "é") });
  fc.assert(
    fc.property(schedules, damage, (schedule, { at, by }) => {
      const text = formatSchedule(schedule);
      const place = at % text.length;
      const damaged = text.slice(0, place) + by + text.slice(place + 1);
      fc.pre(damaged !== text);
      expect(() => parseSchedule(damaged)).toThrow("This is no schedule to replay");
    }),
    { seed: 22, numRuns: 1000 },
  );
});
