import { existsSync, readFileSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { beforeAll, describe, expect, test } from "vitest";
import type { VerifiedFinding, VerifyResult } from "../../src/verify/types.ts";
import { root } from "../fixtures/programs.ts";
import { verify } from "./compiled.ts";
import { replayAll } from "./replays.ts";

// They are beside the repository, where there are any.
const beside = join(root, "../shared/cases");
const folder = existsSync(beside) ? realpathSync(beside) : beside;

describe.skipIf(!existsSync(folder))("the shared cases", () => {
  let verified: VerifyResult;
  let confirmed: readonly VerifiedFinding[];
  const cases = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".ts")) : [];
  const safe = cases.filter((name) => readFileSync(join(folder, name), "utf8").startsWith("// expect: safe"));
  const unsafe = cases.filter((name) => !safe.includes(name));

  beforeAll(async () => {
    // What is confirmed must not depend on how busy the machine is.
    verified = await verify({ cwd: folder, level: "strict", sites: "all", timeLimit: 30_000 });
    confirmed = verified.results.filter(({ verdict }) => verdict === "confirmed");
    const { stats } = verified;
    const shown = unsafe.filter((name) => isConfirmed(name)).length;
    const effort = `${stats.findings} places, ${stats.runs} runs, ${(stats.milliseconds / 1000).toFixed(1)} s`;
    process.stdout.write(`shared cases: ${shown} of ${unsafe.length} unsafe ones confirmed, ${safe.length} safe ones; ${effort}\n`);
  }, 300_000);

  function isConfirmed(name: string): boolean {
    const [, hazard] = /^\/\/ expect: ([a-z-]+)/.exec(readFileSync(join(folder, name), "utf8"))!;
    return confirmed.some(({ finding, isUnflagged }) => finding.file === name && finding.hazard === hazard && !isUnflagged);
  }

  test("at least 80 % of the unsafe ones are confirmed", () => {
    const missed = unsafe.filter((name) => !isConfirmed(name));
    expect(missed.length, missed.join()).toBeLessThanOrEqual(unsafe.length * 0.2);
  });

  test("of the others each says why", () => {
    const others = verified.results.filter(({ verdict, isUnflagged }) => verdict !== "confirmed" && !isUnflagged);
    expect(others.filter(({ reason, detail, reached }) => (reason === undefined ? reached === 0 : detail === undefined))).toEqual([]);
  });

  test("none of the safe ones is confirmed at any place", () => {
    expect(safe.length).toBeGreaterThan(30);
    expect(confirmed.filter(({ finding }) => safe.includes(finding.file)).map(({ finding, witness }) => [finding.file, witness!.shown.lines])).toEqual([]);
  });

  test("every witness replays with the same lines", async () => {
    const [replayed] = await replayAll(confirmed, { cwd: folder }, 1);
    expect(replayed).toEqual(confirmed.map(({ witness }) => witness!.shown.lines));
  }, 120_000);
});
