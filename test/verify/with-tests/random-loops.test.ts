import { compileFunction } from "node:vm";
import { expect, test } from "vitest";
import type { HazardId } from "../../../src/hazards/types.ts";
import { hooksKey } from "../../../src/verify/instrument/hooks.ts";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { oracles } from "../../../src/verify/oracles/index.ts";
import type { Site } from "../../../src/verify/site.ts";
import { patchCollections } from "../../../src/verify/trace/patch-collections.ts";
import { Trace } from "../../../src/verify/trace/trace.ts";
import { SiteState } from "../../../src/verify/with-tests/inside/site-state.ts";
import { SuiteHooks } from "../../../src/verify/with-tests/inside/suite-hooks.ts";
import { WatchPatcher } from "../../../src/verify/with-tests/inside/watch-patcher.ts";
import { Windows } from "../../../src/verify/with-tests/inside/windows.ts";
import { sitesEverywhere } from "../instrument/support.ts";
import { syncHazards } from "./support.ts";

/** 1,500 were run. */
const programs = 300;

/** A small generator of numbers: the same for the same seed. */
function generator(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return (state >>> 8) % below;
  };
}

/** A synchronous program over a list, a set and a map, which ends. */
function programOf(seed: number): string {
  const below = generator(seed);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)]!;
  const value = (): string => pick(["x", "x + 1", "x + 3", "0", "2", "5"]);
  const change = (): string =>
    pick([
      () => `xs.push(${value()});`,
      () => `xs.splice(${pick(["0", "1", "xs.indexOf(x)", "xs.length - 1"])}, ${pick(["0", "1", "2"])}${pick(["", `, ${value()}`])});`,
      () => "xs.shift();",
      () => `xs.unshift(${value()});`,
      () => pick(["xs.sort();", "xs.reverse();", "xs.pop();", "xs[0] = 7;", "xs.length = 2;", `xs[xs.length] = ${value()};`, "xs.fill(3, 1, 2);"]),
      () => `if (!xs.includes(${value()})) xs.push(${value()});`,
      () => `set.add(${value()});`,
      () => `set.delete(${value()});`,
      () => `{ const y = ${value()}; set.delete(y); set.add(y); }`,
      () => `map.set(${value()}, x);`,
      () => `map.delete(${value()});`,
      () => `{ const y = ${value()}; if (!map.has(y)) map.set(y, 1); }`,
      () => `{ const y = ${value()}; map.set(y, (map.get(y) ?? 0) + 1); }`,
      () => pick(["set.clear();", "map.clear();", "xs = [...xs];", "break;", "map = new Map(map);"]),
    ])();
  const guarded = (depth: number): string => {
    const inner = below(4) === 0 && depth < 2 ? loop(depth + 1) : change();
    const isLeaving = inner === "break;";
    return `if (left-- > 0 && ${pick(["x % 2 === 0", "x > 1", "true", "left % 3 === 0"])}) { ${isLeaving ? "left = 0;" : inner} }`;
  };
  const loop = (depth: number): string => {
    const body = `if (typeof x !== "number") x = 0; log.push(x); if (log.length > 150) throw new Error("over"); ${guarded(depth)} ${below(2) === 0 ? guarded(depth) : ""}`;
    const i = `i${depth}`;
    return pick([
      () => `for (let x of ${pick(["xs", "set", "xs.values()", "set.keys()", "map.keys()", "xs.keys()", "[...xs]", "map.values()"])}) { ${body} }`,
      () => `for (const [key, of] of ${pick(["map", "map.entries()", "xs.entries()", "set.entries()"])}) { let x = key; ${body} }`,
      () => `for (let ${i} = 0; ${i} < xs.length; ${i}++) { let x = xs[${i}]; ${body} }`,
      () => `for (let ${i} = xs.length - 1; ${i} >= 0; ${i}--) { let x = xs[${i}]; ${body} }`,
      () => `${pick(["xs", "set", "map"])}.forEach((x) => { ${body} });`,
      () => `xs.${pick(["map", "some", "find", "findLast", "every"])}((x) => { ${body} return ${pick(["false", "true", "x === 2"])}; });`,
    ])();
  };
  return `const log = []; let xs = [1, 2, 3, 4], set = new Set(xs), map = new Map(xs.map((x) => [x, x])), left = ${4 + below(8)};\n${loop(0)}\n${loop(0)}\nreturn log.join();`;
}

interface Shown {
  readonly result: string;
  /** `site hazard`. */
  readonly hazards: readonly string[];
}

function run(code: string): string {
  try {
    return String((compileFunction(code) as () => unknown)());
  } catch (error) {
    return String(error);
  }
}

/** Code and sites. The end of a program returns, so that the hooks are declared in front. */
function prepared(program: string): { readonly code: string; readonly sites: readonly Site[] } {
  const source = `function main() {\n${program}\n}`;
  const places = sitesEverywhere(source, "a.js", () => 99).filter(({ role }) => role === "iterate");
  const sites = places.filter(({ start, end }, index) => places.findIndex((other) => other.start === start && other.end === end) === index);
  const { code, skipped } = instrument(source, "a.js", sites, { format: "commonjs", isExposed: false, isEmitted: false });
  const placed = new Set(skipped.map(({ site }) => site.id));
  return { code: `${code}\nreturn main();`, sites: sites.filter(({ id }) => !placed.has(id)) };
}

function install(hooks: object): void {
  (globalThis as { [hooksKey]?: object })[hooksKey] = hooks;
}

/** What a trace of everything from the beginning to the end shows. */
function traced(trace: Trace, { code, sites }: ReturnType<typeof prepared>): Shown {
  trace.install();
  install(trace.hooks);
  trace.begin({ clock: { task: () => "1", turn: () => 0 }, sites, limits: { visits: Infinity } });
  const result = run(code);
  trace.end();
  trace.uninstall();
  const judged = (id: number, hazard: HazardId): boolean =>
    oracles[hazard as keyof typeof oracles]({ log: trace.lastLog, sites: new Map([[id, "iterate"]]) }) !== null;
  return { result, hazards: sites.flatMap(({ id }) => syncHazards.filter((hazard) => judged(id, hazard)).map((hazard) => `${id} ${hazard}`)) };
}

const windowsOf: { judge: ConstructorParameters<typeof Windows>[0] } = { judge: () => {} };

/** What the hooks for test suites show. */
function watched(windows: Windows, { code, sites }: ReturnType<typeof prepared>): Shown {
  const hazards = new Set<string>();
  const states = sites.map(({ id, role }) => new SiteState({ id, role, isSynchronous: true }));
  const byId: SiteState[] = [];
  for (const state of states) {
    byId[state.site.id] = state;
    state.judge({ id: "case", hazards: syncHazards, primary: state.site.id, roles: [[state.site.id, "iterate"]], acceptsWeak: true });
  }
  windowsOf.judge = ({ log, sites: seen }) => {
    for (const { site } of seen) {
      for (const hazard of syncHazards) {
        if (oracles[hazard as keyof typeof oracles]({ log, sites: new Map([[site.id, "iterate"]]) }) !== null) hazards.add(`${site.id} ${hazard}`);
      }
    }
  };
  install(new SuiteHooks(byId, windows, { key: () => undefined, name: () => ({}) }, { flush() {} } as never));
  const result = run(code);
  return { result, hazards: [...hazards] };
}

test("windows show what a trace of everything shows, and change nothing", { timeout: 120_000 }, () => {
  const all = Array.from({ length: programs }, (_, seed) => ({ seed, ...prepared(programOf(seed)), plain: run(programOf(seed)) }));
  const trace = new Trace();
  const expected = all.map((each) => traced(trace, each));
  const windows = new Windows((recorded) => windowsOf.judge(recorded));
  patchCollections(new WatchPatcher(windows));
  let shown = 0;
  for (const [index, each] of all.entries()) {
    const found = watched(windows, each);
    const wanted = expected[index]!.hazards;
    expect(found.result, `program ${each.seed}`).toBe(each.plain);
    expect(windows.open).toBe(0);
    const difference = [...found.hazards.filter((hazard) => !wanted.includes(hazard)), ...(hasUnseenChanges(each.code) ? [] : wanted.filter((hazard) => !found.hazards.includes(hazard)))];
    expect(difference, `program ${each.seed}:\n${programOf(each.seed)}`).toEqual([]);
    shown += found.hazards.length;
  }
  expect(shown).toBeGreaterThan(100);
});

/** Whether elements are written by their index, or a variable gets another collection: then windows are lost, and less is shown. */
function hasUnseenChanges(code: string): boolean {
  return /xs\[0\] = 7|xs\.length = 2|xs\[xs\.length\] = |xs = \[\.\.\.xs\]|map = new Map\(map\)/.test(code);
}
