import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { HazardId } from "../../hazards/types.ts";
import { instrument } from "../instrument/instrument.ts";
import { waitingIterations } from "../instrument/waiting.ts";
import type { Site, SkippedSite } from "../site.ts";
import { declareHooks } from "./declare-hooks.ts";
import { hashOf } from "./inside/text-hash.ts";
import type { Plan, PlannedCase, PlannedFile, PlannedSite, VitestOrder } from "./plan.ts";
import type { CaseForTests, WithTestsOptions, WithTestsResult } from "./types.ts";

/** Hazards whose harm shows within one iteration that does not wait. The others need to know which task has done what. */
const judgedHazards: ReadonlySet<HazardId> = new Set([
  "insert-during-iteration",
  "reinsert-during-iteration",
  "shift-during-iteration",
  "remove-ahead-during-iteration",
]);

const inlineSnapshot = /\.to\w*InlineSnapshot\s*\(/;

export interface Prepared {
  readonly plan: Plan;
  readonly uninstrumented: WithTestsResult["uninstrumented"];
  readonly skippedSites: readonly SkippedSite[];
}

/** Writes the files with hooks, and the plan, into a folder. The language of the files stays: the project's own tools compile them. */
export function prepare({ sites, cases }: WithTestsOptions, folder: string, vitest?: VitestOrder): Prepared {
  const files: Record<string, PlannedFile> = {};
  const planned: PlannedSite[] = [];
  const uninstrumented: { file: string; reason: string }[] = [];
  const skippedSites: SkippedSite[] = [];
  const wanted = new Set(cases.flatMap((each) => each.sites.map(({ id }) => id)));
  const merged = mergedSites(sites);
  for (const [file, all] of [...sites].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const own = all.filter(({ id, role }) => role !== "step" && merged.get(id) === id && all.some((other) => wanted.has(other.id) && merged.get(other.id) === id));
    if (own.length === 0) continue;
    try {
      const source = readFileSync(file, "utf8");
      if (inlineSnapshot.test(source)) throw new Error("it has inline snapshots, which are found, and written, by their columns");
      const { code, skipped } = instrument(source, file, own, { isExposed: false, isEmitted: false, declareHooks });
      const name = `${Object.keys(files).length}${path.extname(file)}.txt`;
      writeFileSync(path.join(folder, name), code);
      files[realpathSync(file)] = { hash: hashOf(source), code: name };
      skippedSites.push(...skipped);
      planned.push(...plannedSites(source, file, own));
    } catch (error) {
      uninstrumented.push({ file, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const plan: Plan = { sites: planned, cases: cases.map((each) => plannedCase(each, merged)), files, ...(vitest === undefined ? {} : { vitest }) };
  writeFileSync(path.join(folder, "plan.json"), JSON.stringify(plan));
  return { plan, uninstrumented, skippedSites };
}

/** Iterations at the same place are one site, since they are hooked once. By id: the id of the first one. */
function mergedSites(sites: WithTestsOptions["sites"]): ReadonlyMap<number, number> {
  const merged = new Map<number, number>();
  for (const all of sites.values()) {
    for (const site of all) {
      const isSame = (other: Site): boolean => other.role === "iterate" && other.start === site.start && other.end === site.end;
      merged.set(site.id, site.role === "iterate" ? all.find(isSame)!.id : site.id);
    }
  }
  return merged;
}

function plannedCase({ id, hazards, sites, primary, acceptsWeak }: CaseForTests, merged: ReadonlyMap<number, number>): PlannedCase {
  const idOf = (site: number): number => merged.get(site) ?? site;
  const judged = hazards.filter((each) => judgedHazards.has(each));
  return { id, hazards: judged, primary: idOf(primary), roles: sites.map((site) => [idOf(site.id), site.role]), acceptsWeak };
}

function plannedSites(source: string, fileName: string, sites: readonly Site[]): PlannedSite[] {
  const waiting = waitingIterations(source, fileName, sites);
  return sites.map(({ id, role, collection }) => {
    return { id, role, ...(collection === undefined ? {} : { collection }), isSynchronous: role === "iterate" && !waiting.has(id) };
  });
}
