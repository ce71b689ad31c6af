import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { VerifiedFinding } from "../../../src/verify/types.ts";
import { tries } from "../../effort.ts";
import { casesProject, project, verifyForcedIn, verifyIn } from "./support.ts";

const folders = ["gomap-insert-in-range", "gomap-unsynchronized"];

/** `file:line` of what the fixtures expect. */
function expectedIn(cwd: string): string[] {
  return folders.flatMap((folder) => {
    return readdirSync(path.join(cwd, folder, "unsafe")).flatMap((name) => {
      const lines = readFileSync(path.join(cwd, folder, "unsafe", name), "utf8").split("\n");
      return lines.flatMap((line, index) => (line.includes("// expect: gomap-") ? [`${folder}/unsafe/${name}:${index + 1}`] : []));
    });
  });
}

const placeOf = ({ finding: { file, range } }: VerifiedFinding): string => `${file}:${range.start.line}`;

/** Code at the top of a module runs once, while it is loaded. */
const outOfReach = ["gomap-unsynchronized/unsafe/starter-reads-on.ts:6"];

describe("the unsafe cases of Go maps", () => {
  const cwd = casesProject(...folders.map((folder) => `${folder}/unsafe`));
  const { results } = verifyIn(cwd);

  test("are all confirmed that can be called", () => {
    const confirmed = results.filter(({ verdict }) => verdict === "confirmed").map(placeOf);
    expect(confirmed.length).toBe(results.length - outOfReach.length);
    expect(results.map(placeOf).sort()).toEqual(expectedIn(cwd).sort());
    expect(results.filter(({ verdict }) => verdict !== "confirmed").map((result) => [placeOf(result), result.reason])).toEqual(outOfReach.map((place) => [place, "closure-not-exported"]));
  });

  test("of insertions: the witness names the seeds and the key, and has the schedules of two runs", () => {
    const shown = results.filter(({ witness }) => witness?.shown.lines[0]!.startsWith("hash seed"));
    expect(shown.length).toBeGreaterThan(9);
    for (const { witness } of shown) {
      const { lines } = witness!.shown;
      const [visiting, skipping] = [lines[0]!, lines[3]!].map((line) => Number(/^hash seed (\d+):/.exec(line)![1]));
      expect(visiting).not.toBe(skipping);
      expect(lines[2]).toMatch(/: task \d+ visits ./);
      expect(lines[5]).toMatch(/: task \d+ leaves the loop \(end\)$/);
      expect(lines.at(-1)).toMatch(/^whether the range visits .+ depends on the hash seed/);
      expect(witness!.run.schedule.split(" ").map((schedule) => Number.parseInt(/~x\.(\w+)~/.exec(schedule)![1]!, 36))).toEqual([visiting, skipping]);
    }
  });

  test("of tasks: the witness has a fatal error of two tasks, or a race of theirs", () => {
    const shown = results.flatMap(({ witness }) => (witness && !witness.shown.lines[0]!.startsWith("hash seed") ? [witness.shown] : []));
    expect(shown.length).toBeGreaterThan(9);
    for (const { lines } of shown) {
      expect(lines[0]).toMatch(/^schedule rg1~/);
      const race = /^data race: nothing orders .+ of task ([\d.]+) and .+ of task ([\d.]+)$/.exec(lines.at(-1)!);
      if (race !== null) expect(race[1]).not.toBe(race[2]);
      if (race !== null) continue;
      expect(lines.slice(-3, -1).map((line) => /^task ([\d.]+) is in \w+\(.*\)$/.exec(line)?.[1])).not.toContain(undefined);
      expect(lines.at(-1)).toMatch(/^fatal error: concurrent map (writes|read and map write|iteration and map write)$/);
    }
  });

  test("are shown again by their witnesses, and found the same again", () => {
    const some = results.filter(({ witness }) => witness !== undefined).filter((_, index) => index % 12 === 0);
    for (const { finding, witness } of some) {
      const [again] = verifyIn(cwd, { replay: witness!.text }).results;
      expect([finding.file, again!.verdict, again!.witness?.shown.lines]).toEqual([finding.file, "confirmed", witness!.shown.lines]);
    }
    const one = verifyIn(cwd, { finding: some[0]!.finding.id }).results;
    expect(one.map(({ witness }) => witness?.text)).toEqual([some[0]!.witness!.text]);
  }, 180_000);
});

describe("the safe cases of Go maps", () => {
  test("are not confirmed, when every use of a map in them is searched as if it were flagged", () => {
    const cwd = casesProject(...folders.map((folder) => `${folder}/safe`));
    const forced = verifyForcedIn(cwd, ["."], tries(200, 60));
    expect(forced.length).toBeGreaterThan(80);
    expect(forced.filter(({ reached }) => reached > 0).length).toBeGreaterThan(50);
    expect(forced.filter(({ verdict }) => verdict === "confirmed")).toEqual([]);
  }, 180_000);

  test("a search that is forced at unsafe code confirms it", () => {
    const unsafe = "gomap-unsynchronized/unsafe";
    const cwd = casesProject("gomap-insert-in-range/unsafe", `${unsafe}/two-writers.ts`, `${unsafe}/range-across-await.ts`);
    const forced = verifyForcedIn(cwd, ["."], 200);
    const confirmed = new Set(forced.filter(({ verdict }) => verdict === "confirmed").map(({ file, hazard }) => `${path.basename(file)} ${hazard}`));
    for (const name of ["for-each.ts", "stepped.ts", "worklist.ts", "rename-in-range.ts"]) expect(confirmed).toContain(`${name} gomap-insert-in-range`);
    expect(confirmed).toContain("two-writers.ts gomap-unsynchronized");
    expect(confirmed).toContain("range-across-await.ts gomap-unsynchronized");
    expect(confirmed).not.toContain("range-across-await.ts gomap-insert-in-range");
  }, 180_000);
});

const loops = `
import { GoMap, SteppedMap } from "rangeguard/engine";

/** The range begins anywhere: which keys come first differs, though nothing is inserted. */
export function first(map: GoMap<string, number>) {
  for (const [key] of map.range()) if (key !== "a") return key;
  return "";
}

/** The program's own chance decides what is visited. */
export function some(map: GoMap<string, number>) {
  let seen = "";
  for (const key of map.keys()) {
    if (Math.random() < 0.5) break;
    seen += key;
  }
  return seen;
}

/** Random keys, each inserted as the loop is left. */
export function leaves(map: GoMap<string, number>) {
  for (const [key, value] of map.range()) {
    map.set(key + String(Math.random()), value);
    if (value > 1) break;
    return;
  }
}

/** What is inserted is deleted before the loop goes on. */
export function undoes(map: GoMap<string, number>) {
  for (const [key, value] of map) {
    map.set(key + "'", value);
    map.delete(key + "'");
  }
}

/** The same, by a map in steps and the one that it is over. */
export function* undoesInSteps(map: SteppedMap<string, number>) {
  yield* map.range(function* (key, value) {
    if (key.endsWith("'")) return;
    yield* map.set(key + "'", value);
    map.map.delete(key + "'");
  });
}

/** Random values for keys that are there. */
export function overwrites(map: GoMap<string, number>) {
  map.forEach((value, key) => {
    map.set(key, value * Math.random());
  });
}

/** Another map gets the random keys. */
export function scatters(map: GoMap<string, number>) {
  const other = GoMap.make<"string", number>("string");
  for (const [key, value] of map) other.set(key + String(Math.random()), value);
  return other;
}

const kept = GoMap.make<"string", number>("string");

/** One after the other, though each waits within its loop. */
let last = Promise.resolve();
export function inTurn(name: string, send: (name: string) => Promise<void>) {
  last = last.then(async () => {
    for (const [key] of kept.range()) await send(key);
    kept.set(name, 1);
  });
  return last;
}
`;

const header = 'import { GoMap, go, Mutex, pause } from "rangeguard/engine";\n';

const locked = (first: string, second: string): string => `${header}
export function* program() {
  const totals = GoMap.make<"string", number>("string");
  const [mutex, other] = [new Mutex(), new Mutex()];
  void other;
  go(function* () { yield* ${first}.lock(); totals.set("in", (totals.get("in") ?? 0) + 1); yield* ${first}.unlock(); });
  go(function* () { yield* ${second}.lock(); totals.set("out", 1); yield* ${second}.unlock(); });
}`;

describe("further programs", () => {
  const cwd = project({
    "loops.ts": loops,
    "locked.ts": locked("mutex", "mutex"),
    "two-locks.ts": locked("mutex", "other"),
    "grows.ts": `${header}
export function grow(map: GoMap<number, number>) {
  for (const [key, value] of map.range()) if (map.size < 20) map.set(key + 1 + Math.floor(Math.random() * 3), value);
}`,
    "reads.ts": `${header}
export function* program() {
  const totals = GoMap.make<"string", number>("string");
  totals.set("first", 0);
  go(function* () {
    for (const name of totals.keys()) { yield* pause(); void name; }
  });
  go(function* () {
    yield* pause();
    totals.set("out", 1);
  });
}`,
    "flag.ts": `${header}
export function* program() {
  const totals = GoMap.make<"string", number>("string");
  let isBusy = false;
  const add = function* (name: string) {
    while (isBusy) yield* pause();
    isBusy = true;
    totals.set(name, 1);
    isBusy = false;
  };
  go(() => add("in"));
  go(() => add("out"));
}`,
    "atoms.ts": `${header}
const totals = GoMap.make("string");
function add(name: string) { totals.set(name, 1); }
export function program() {
  go(function* () { add("in"); yield* pause(); });
  go(function* () { add("out"); yield* pause(); });
}`,
  });
  const verdicts = verifyIn(cwd).results.map(({ finding, verdict, reason }) => [finding.file, reason ?? verdict]);
  const forced = verifyForcedIn(cwd, ["."], 200).filter(({ detail }) => !detail.startsWith("unsupported-form"));
  const forcedIn = (name: string) => forced.filter(({ file }) => file === name);
  const isConfirmed = ({ verdict }: { readonly verdict: string }): boolean => verdict === "confirmed";

  test("loops that visit other keys for other reasons are not confirmed", () => {
    expect(verdicts.filter(([file]) => file === "loops.ts" || file === "locked.ts").filter(([, verdict]) => verdict === "confirmed")).toEqual([]);
    expect(forcedIn("loops.ts").filter(({ reached }) => reached > 100).length).toBeGreaterThan(12);
    expect(forcedIn("loops.ts").filter(isConfirmed)).toEqual([]);
  });

  test("a loop that inserts random keys and goes on is confirmed", () => {
    expect(verdicts).toContainEqual(["grows.ts", "confirmed"]);
  });

  test("tasks that use a plain map are confirmed, also where they range over it", () => {
    expect(verdicts).toContainEqual(["reads.ts", "confirmed"]);
    expect(forcedIn("two-locks.ts").filter(isConfirmed).length).toBeGreaterThan(1);
  });

  test("a lock around the uses of a plain map keeps them apart", () => {
    expect(forcedIn("locked.ts").map(({ verdict }) => verdict)).toEqual(["not reproduced", "not reproduced", "not reproduced"]);
    expect(forcedIn("locked.ts").every(({ reached }) => reached > 100)).toBe(true);
  });

  test("so does a variable, between whose test and change nothing can come", () => {
    expect(verdicts.filter(([file]) => file === "flag.ts")).toEqual([["flag.ts", "not reproduced"]]);
  });

  test("uses that cannot be taken apart are not executable", () => {
    const atoms = verdicts.filter(([file]) => file === "atoms.ts");
    expect(atoms.length).toBeGreaterThan(0);
    expect(new Set(atoms.map(([, verdict]) => verdict))).toEqual(new Set(["unsupported-form"]));
  });
});
