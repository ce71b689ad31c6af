import { expect, test } from "vitest";
import { formatReport } from "../../../src/report/index.ts";
import { formatVerifyReport } from "../../../src/report/verify/index.ts";
import { context as scanContext, result } from "../sample.ts";
import { confirmed, context, notExecutable, verified, witness } from "./sample.ts";

const report = (cwd = "/project") => JSON.parse(formatVerifyReport(verified, "json", { ...context, cwd }));

test("carries tool, version, statistics, results and what was skipped", () => {
  expect(report()).toMatchObject({
    tool: "rangeguard",
    version: "1.2.3",
    stats: { findings: 4, confirmed: 1, notReproduced: 2, notExecutable: 1, runs: 2012, milliseconds: 1240 },
    skipped: result.skipped,
  });
  expect(Object.keys(report())).toEqual(["tool", "version", "stats", "results", "skipped"]);
});

test.each(["/project", "/project/packages/app"])("findings are those of a scan, seen from %s", (cwd) => {
  const scanned = JSON.parse(formatReport(result, "json", { ...scanContext, cwd })).findings;
  const ids = verified.results.map(({ finding }) => finding.id);
  expect(report(cwd).results.map(({ finding }: any) => finding)).toEqual(ids.map((id) => scanned.find((each: any) => each.id === id)));
});

test("a confirmed result has a witness, whose calls are named", () => {
  const found = report().results[2];
  expect(found).toMatchObject({ verdict: "confirmed", runs: 12, schedules: 7, reached: 9, stubs: [], milliseconds: 413 });
  expect(found.witness).toMatchObject({ text: witness.text, hazard: "check-then-act-across-await", strength: "strong", schedule: witness.run.schedule });
  expect(found.witness.lines).toEqual(witness.shown.lines);
  expect(found.witness.turns).toEqual(witness.shown.turns);
  expect(found.witness.input.calls).toEqual([
    { entry: "socketTo", args: ["a"] },
    { entry: "socketTo", args: ["a"] },
  ]);
});

test("others have a reason and a detail instead", () => {
  const { reason, detail } = notExecutable;
  expect(report().results[1]).toMatchObject({ verdict: "not executable", reason, detail, runs: 0 });
  expect(report().results[1]).not.toHaveProperty("witness");
  expect(report().results[0]).not.toHaveProperty("reason");
  expect(report().results[3].isUnflagged).toBe(true);
});

test("modules of inputs are relative to the given directory, as files are", () => {
  const text = formatVerifyReport({ ...verified, results: [confirmed] }, "json", { ...context, cwd: "/project/src" });
  expect(JSON.parse(text).results[0].witness.input.seeds[0].place.declared.module).toBe("./sockets.ts");
  expect(JSON.parse(text).results[0].finding.file).toBe("sockets.ts");
});

test("never shows colours", () => {
  expect(formatVerifyReport(verified, "json", { ...context, colour: true })).not.toContain("\u001b");
});
