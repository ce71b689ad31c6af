import { ts } from "ts-morph";
import type { Receiver } from "../case.ts";
import type { SeedPlan } from "../inputs/plan.ts";
import type { PlannedEntry } from "./entry-list.ts";
import { isChangedIn } from "./mentions.ts";
import type { PlannedProject } from "./project.ts";

/** The files that have to be loaded for the entries, in the order of these. */
export function filesOf(entries: readonly PlannedEntry[], receivers: readonly Receiver[]): string[] {
  const files = entries.map(({ reached }) => reached.fn.getSourceFile().fileName);
  const declared = entries.flatMap(({ entry: { target } }) => (target.kind === "function" ? [target.declared.module] : []));
  const made = receivers.flatMap((receiver) => (receiver.kind === "made" ? [receiver.by.declared.module] : []));
  return [...new Set([...files, ...declared, ...made])];
}

/** What the modules and classes of the entries may hold when a run starts. A place that is filled at first, and that nothing changes, is a table. */
export function seedsFor(entries: readonly PlannedEntry[], project: PlannedProject): SeedPlan[] {
  const files = new Set(entries.map(({ reached }) => reached.fn.getSourceFile()));
  const classes = new Set(entries.flatMap(({ reached: { fn } }) => ts.findAncestor(fn, ts.isClassLike) ?? []));
  const ofModules = [...files].flatMap((file) => project.moduleSeeds(file).filter((seed) => seed.isEmptyAtFirst || isChanged(seed, file)));
  const ofClasses = [...classes].flatMap((each) => project.staticSeeds(each).filter((seed) => seed.isEmptyAtFirst || isChanged(seed, each)));
  return [...ofModules, ...ofClasses];
}

function isChanged({ place }: SeedPlan, within: ts.Node): boolean {
  const name = place.in === "module" ? place.declared.localName : place.in === "static" ? place.path[0] : undefined;
  return name !== undefined && isChangedIn(within, name);
}
