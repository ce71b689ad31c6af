import { expect, test } from "vitest";
import { nearestName } from "../../src/hazards/nearest-name.ts";

const names = ["level", "rule", "format", "output", "max-issues", "no-progress"];

test.each([
  ["levle", "level"],
  ["Format", "format"],
  ["out", "output"],
  ["maxissues", "max-issues"],
  ["progress", "no-progress"],
  ["rules", "rule"],
])("%s is meant to be %s", (word, name) => {
  expect(nearestName(word, names)).toBe(name);
});

test.each(["x", "reporter-options", "zzzzz"])("nothing is near %s", (word) => {
  expect(nearestName(word, names)).toBeUndefined();
});
