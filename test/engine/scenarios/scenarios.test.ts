import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EngineInputError } from "../../../src/engine/errors.ts";
import { Buckets } from "../../../src/engine/gomap/memory.ts";
import { sharedFields } from "../../../src/engine/gomap/steps.ts";
import { runScenario, scenarios } from "../../../src/engine/scenarios/index.ts";
import { scenariosPage } from "../../../src/engine/scenarios/page.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { explore } from "../../../src/engine/schedule/explore.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { replay } from "../../../src/engine/schedule/run.ts";
import type { Monitor } from "../../../src/engine/step/monitor.ts";
import { root } from "../../fixtures/programs.ts";

const overflow = sharedFields.indexOf("overflow");

/** Collects the steps that read or write beyond the end of a block of memory. */
function outsideOf(steps: string[]): Monitor {
  return {
    stepped: (task, step, object) => {
      if (!(object instanceof Buckets)) return;
      const index = step >> 6;
      const { length } = ((step >> 2) & 15) === overflow ? object.overflow : object.tophash;
      if (index >= length) steps.push(`${task.name}: cell ${index} of ${length}`);
    },
  };
}

describe.each(scenarios)("$name", (scenario) => {
  const { name, program, lockedProgram, schedule } = scenario;
  const judge = scenario.check;

  test("its schedule tears the map, with at most 4 forced switches", () => {
    const { result, finding } = runScenario(name);
    expect(finding).toMatch(/\w/);
    expect(result.switches).toBeGreaterThan(0);
    expect(result.switches).toBeLessThanOrEqual(4);
    expect(runScenario(name).finding).toBe(finding);
  });

  test("its schedule stays inside of the map's memory, where the engine does what Go does", () => {
    const outside: string[] = [];
    replay(program, schedule, { monitors: [outsideOf(outside)] });
    expect(outside).toEqual([]);
  });

  test("no schedule with fewer forced switches tears it", () => {
    const { switches } = runScenario(name).result;
    const below = explore(program, { strategy: exhaustive({ preemptions: switches - 1 }), judge });
    expect(below.isComplete).toBe(true);
    expect(below.failures).toEqual([]);
  });

  test("with a lock no schedule tears it", () => {
    for (const strategy of [exhaustive({ preemptions: 1 }), random({ seed: 7 })]) {
      const { failures, schedules } = explore(lockedProgram, { strategy, schedules: 300, judge });
      expect(failures).toEqual([]);
      expect(schedules).toBeGreaterThan(10);
    }
  });

  test("with a lock every run ends by itself", () => {
    const { failures } = explore(lockedProgram, { strategy: random({ seed: 8 }), schedules: 50 });
    expect(failures).toEqual([]);
  });

});

describe.each(scenarios.filter((each) => each.safeProgram !== undefined))("$name with a write barrier", ({ name, safeProgram, check }) => {
  test("no schedule with as many forced switches tears it, nor a random one", () => {
    const { switches } = runScenario(name).result;
    const safe = explore(safeProgram!, { strategy: exhaustive({ preemptions: switches }), judge: check });
    expect(safe.isComplete).toBe(true);
    expect(safe.failures).toEqual([]);
    expect(explore(safeProgram!, { strategy: random({ seed: 9 }), schedules: 500, judge: check }).failures).toEqual([]);
  });
});

test("the collector's scenarios have a write barrier to be compared with", () => {
  const names = scenarios.filter(({ safeProgram }) => safeProgram !== undefined).map(({ name }) => name);
  expect(names).toEqual(["unmarked-bucket", "unmarked-elem"]);
});

test("names are unique, and an unknown one is refused with those that there are", () => {
  const names = scenarios.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(() => runScenario("lost-keys")).toThrow(EngineInputError);
  expect(() => runScenario("lost-keys")).toThrow(/no scenario "lost-keys".*lost-key,/);
});

test("the page shows what the scenarios do", () => {
  const page = readFileSync(join(root, "docs/scenarios.md"), "utf8");
  expect(page.replace(/^<!--.*-->\n\n/, "")).toBe(scenariosPage());
});
