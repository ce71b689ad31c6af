import { expect, test } from "vitest";
import type { Finding, TraceStep } from "../../src/hazards/finding.ts";
import { stepsOf } from "../../src/report/trace.ts";
import { findings } from "./sample.ts";

const finding = findings.find(({ secondWriter }) => secondWriter)!;
const [check, suspend, act] = finding.trace as [TraceStep, TraceStep, TraceStep];

const rolesOf = (changes: Partial<Finding>): string[] => stepsOf({ ...finding, ...changes }).map(({ role }) => role);

test("the second writer comes after the last suspension", () => {
  expect(rolesOf({})).toEqual(["check", "suspend", "second-writer", "act"]);
  expect(rolesOf({ trace: [check, suspend, suspend, act] })).toEqual(["check", "suspend", "suspend", "second-writer", "act"]);
});

test("without a suspension it comes last", () => {
  expect(rolesOf({ trace: [check, act] })).toEqual(["check", "act", "second-writer"]);
});

test("a trace that tells of it stays as it is", () => {
  const told: TraceStep = { ...check, role: "second-writer", text: "called by a timer" };
  const trace = [check, told, suspend, act];
  expect(stepsOf({ ...finding, trace })).toBe(trace);
});

test("without a second writer the trace stays as it is", () => {
  for (const each of findings.filter(({ secondWriter }) => !secondWriter)) expect(stepsOf(each)).toBe(each.trace);
});

test("the step stands where the second writer writes, and names it", () => {
  const { file, range } = finding.secondWriter!;
  expect(stepsOf(finding)[2]).toEqual({ role: "second-writer", text: "`adopt` can run meanwhile", file, range });
});
