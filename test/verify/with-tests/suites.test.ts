import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runWithTests } from "../../../src/verify/with-tests/run.ts";
import type { WithTestsResult } from "../../../src/verify/with-tests/types.ts";
import { caseNamed, casesOf, fixture, inside, outcomes } from "./support.ts";

describe("a Vitest suite", () => {
  const root = fixture("vitest-suite");
  const options = { root, inside, ...casesOf(join(root, "src/registry.ts")) };
  const runs: Promise<WithTestsResult>[] = [];
  const instrumented = (): Promise<WithTestsResult> => (runs[0] ??= runWithTests(options));

  test("is found by the script that runs it", async () => {
    const { runner, why, command } = await instrumented();
    expect({ runner, why, command }).toEqual({
      runner: "vitest",
      why: "the script `test` runs `SUITE_ZONE=here vitest run`",
      command: "vitest run",
    });
  });

  test("has the same results as without hooks", async () => {
    const plain = await runWithTests({ ...options, isPlain: true });
    const { suite } = await instrumented();
    expect(outcomes(await instrumented())).toEqual(outcomes(plain));
    expect(Object.keys(outcomes(plain))).toHaveLength(14);
    expect([suite.passed, suite.failed, suite.skipped, suite.exitCode]).toEqual([12, 1, 1, 1]);
    expect(plain.cases.map(({ reached }) => reached)).toEqual(plain.cases.map(() => 0));
  });

  test("shows hazards where its tests come upon them, and in which test", async () => {
    const result = await instrumented();
    const file = join(root, "test/registry.test.ts");
    const shown = result.cases.flatMap(({ id, evidence }) => evidence.map(({ hazard, test: where }) => [id.split(":")[0], hazard, where]));
    expect(shown).toEqual([
      ["close", "insert-during-iteration", { file, name: "close > a map with parents" }],
      ["emit", "shift-during-iteration", { file, name: "Emitter > emit with a listener that unsubscribes" }],
      ["emitEach", "shift-during-iteration", { file, name: "Emitter > emitEach with a listener that unsubscribes" }],
      ["touch", "reinsert-during-iteration", { file, name: "touch" }],
      ["dropOdd", "shift-during-iteration", { file, name: "dropOdd" }],
      ["dropFollowers", "remove-ahead-during-iteration", { file, name: "dropFollowers" }],
    ]);
  });

  test("tells what happened", async () => {
    const [evidence] = caseNamed(await instrumented(), "dropOdd").evidence;
    expect(evidence?.lines).toEqual([
      "task 1 visits 1 at index 0",
      "task 1 splice removes 1",
      "3 is never visited: it was moved behind the position of the loop",
    ]);
  });

  test("counts how often a site was come to, and in how many tests", async () => {
    const result = await instrumented();
    const counts = ["emitSafely", "dropOdd", "dropOddRightly", "prune", "drain", "unreached"].map((name) => {
      const { reached, tests, isJudged } = caseNamed(result, name);
      return [name, reached, tests, isJudged];
    });
    expect(counts).toEqual([
      ["emitSafely", 1, 1, true],
      ["dropOdd", 2, 2, true],
      ["dropOddRightly", 1, 1, true],
      ["prune", 1, 1, true],
      ["drain", 1, 1, false],
      ["unreached", 0, 0, true],
    ]);
  });
});

describe("a Vitest suite of several projects", () => {
  const root = fixture("vitest-projects");

  test("is watched in all of them, whatever runs their tests", async () => {
    const result = await runWithTests({ root, inside, ...casesOf(join(root, "src/grow.js")) });
    const shown = result.cases.flatMap(({ id, evidence }) => evidence.map(({ hazard, test: where }) => [id.split(":")[0], hazard, where]));
    expect(result.suite).toMatchObject({ passed: 4, failed: 0, exitCode: 0 });
    expect(shown).toEqual([
      // Of tests that run at once, nobody knows which one it was.
      ["drop", "shift-during-iteration", { file: join(root, "one/drop.test.js") }],
      ["expand", "insert-during-iteration", { file: join(root, "two/expand.test.js"), name: "expand" }],
    ]);
    expect(result.why).toBe("there is a vitest.config.js");
    expect(["drop", "expand"].map((name) => caseNamed(result, name)).map(({ reached, tests }) => [reached, tests])).toEqual([
      [2, 2],
      [2, 1],
    ]);
  });
});

describe("a suite of `node --test`", () => {
  const root = fixture("node-suite");
  const modules = casesOf(join(root, "src/queue.js"));
  const scripts = casesOf(join(root, "src/registry.cjs"), 100);
  const options = { root, inside, cases: [...modules.cases, ...scripts.cases], sites: new Map([...modules.sites, ...scripts.sites]) };
  const runs: Promise<WithTestsResult>[] = [];
  const instrumented = (): Promise<WithTestsResult> => (runs[0] ??= runWithTests(options));

  test("has the same results as without hooks", async () => {
    const plain = await runWithTests({ ...options, isPlain: true });
    const result = await instrumented();
    expect(outcomes(result)).toEqual(outcomes(plain));
    expect(Object.keys(outcomes(plain))).toHaveLength(7);
    expect([result.suite.passed, result.suite.failed, result.suite.skipped, result.suite.exitCode]).toEqual([5, 1, 1, 1]);
  });

  test("shows hazards in ES modules and in CommonJS, and in which test", async () => {
    const file = join(root, "test/queue.test.js");
    const shown = (await instrumented()).cases.flatMap(({ id, evidence }) => evidence.map(({ hazard, test: where }) => [id.split(":")[0], hazard, where]));
    expect(shown).toEqual([
      ["compact", "shift-during-iteration", { file, name: "compact > leaves out every second one" }],
      ["expand", "insert-during-iteration", { file, name: "expand" }],
    ]);
  });

  test("counts in processes that the tests start, too", async () => {
    expect(caseNamed(await instrumented(), "ids")).toMatchObject({ reached: 3, tests: 2 });
  });
});
