import type { FileInput } from "../../scanner/analyser.ts";
import { isAcrossAwait } from "../across-await.ts";
import type { Entry, VerifyCase } from "../case.ts";
import { inputsFor } from "../inputs/dictionary.ts";
import type { CustomNames } from "../inputs/plan-context.ts";
import { defaultInputs, type InputOptions } from "../inputs/keys.ts";
import type { NotExecutableReason } from "../reasons.ts";
import type { Candidate } from "./candidate.ts";
import { addCaller, addMain, addOthers } from "./entries.ts";
import { EntryList, type PlannedEntry } from "./entry-list.ts";
import { EntryBuilder } from "./entry-builder.ts";
import { goMapEntry, goMapSpots, isAboutTasks, notInSteps } from "./gomap.ts";
import { filesOf, seedsFor } from "./seeds.ts";
import { projectOf } from "./project.ts";
import type { SiteTable } from "./site-table.ts";
import { callsOf, primaryOf, sitesOf, spotsOf } from "./sites.ts";

export type Planned =
  | {
      readonly kind: "case";
      readonly case: VerifyCase;
      /** Absolute: the files that have to be loaded. */
      readonly files: readonly string[];
    }
  | { readonly kind: "not executable"; readonly reason: NotExecutableReason; readonly detail: string };

/**
 * How to try one candidate: which places to watch, which functions to call, with what, and in which state.
 *
 * @param input The file of the candidate, while it is being scanned: its type checker is asked.
 * @param sites Gets the places to watch; shared by all cases.
 * @param custom What the project's hooks make: the same in all calls for one project.
 */
export function planCase(candidate: Candidate, input: FileInput, sites: SiteTable, custom?: CustomNames): Planned {
  const project = projectOf(input, custom);
  const isOfTasks = isAboutTasks(candidate.finding);
  const spots = goMapSpots(spotsOf(candidate, input), candidate.finding, project.context.checker);
  const primary = primaryOf(spots);
  if (!primary) return { kind: "not executable", reason: "unsupported-form", detail: isOfTasks ? notInSteps : unnamed };
  const builder = new EntryBuilder(project);
  const list = new EntryList(builder);
  if (isOfTasks) for (const node of callsOf(candidate, input)) addCaller(node, list, project);
  const obstacle = addMain(primary, list, project, !isOfTasks && candidate.hazards.some(isAcrossAwait));
  if (obstacle) return { kind: "not executable", ...obstacle };
  addOthers(primary, spots, list, project);
  const { finding, hazards, acceptsWeak, isUnflagged = false } = candidate;
  const watched = sitesOf(primary, spots, candidate, sites, input.checker());
  return {
    kind: "case",
    case: {
      id: finding.id,
      hazards,
      acceptsWeak,
      ...(isUnflagged && { isUnflagged }),
      sites: watched,
      primary: watched[0]!.id,
      receivers: builder.receivers,
      entries: list.all.map(({ entry }): Entry => goMapEntry(entry, finding)),
      seeds: seedsFor(list.all, project),
      inputs: inputsOf(list.of("main")),
    },
    files: filesOf(list.all, builder.receivers),
  };
}

/** Only which places of a candidate to watch: for runs that others make, such as a project's own tests. */
export function watchCase(candidate: Candidate, input: FileInput, sites: SiteTable): Planned {
  const spots = spotsOf(candidate, input);
  const primary = primaryOf(spots);
  if (!primary) return { kind: "not executable", reason: "unsupported-form", detail: unnamed };
  const watched = sitesOf(primary, spots, candidate, sites, projectOf(input).context.checker);
  const { finding, hazards, acceptsWeak } = candidate;
  const nothing = { receivers: [], entries: [], seeds: [], inputs: defaultInputs };
  return { kind: "case", case: { id: finding.id, hazards, acceptsWeak, sites: watched, primary: watched[0]!.id, ...nothing }, files: [] };
}

const unnamed = "The finding names no place in its project that could be watched.";

function inputsOf(main: readonly PlannedEntry[]): InputOptions {
  return main.reduce((inputs, { reached }) => inputsFor(reached.fn, inputs), defaultInputs);
}
