import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { scanWith } from "../scanner/scan.ts";
import { Collector, type PlannedCandidate } from "./collector.ts";
import { findHooks } from "./project/hooks-file.ts";
import { runPlanned } from "./run-planned.ts";
import type { VerifiedFinding, VerifyOptions } from "./types.ts";
import { bindsTo, namesAll } from "./witness/bind.ts";
import { WitnessError } from "./witness/errors.ts";
import type { DecodedWitness } from "./witness/stored.ts";

export interface ChangedReplay {
  /** The places that show the hazard; where no call can be made, one that says why. */
  readonly results: readonly VerifiedFinding[];
  /** What was done, in sentences. */
  readonly note: string;
}

/**
 * Replays a witness whose finding the scan does not have any more: because the code is fixed, or because it has other names now. Its calls are
 * made all the same, and every place in its file counts.
 *
 * @throws WitnessError "unbound" when the file is gone, or functions that are called.
 */
export async function replayChanged(witness: DecodedWitness, options: VerifyOptions, folder: string): Promise<ChangedReplay> {
  const { cwd = ".", onProgress } = options;
  const file = path.resolve(cwd, witness.file);
  if (!existsSync(file)) throw gone(`its file, \`${witness.file}\`, is not there`);
  const hooks = findHooks(path.resolve(cwd), options.hooks);
  const collector = new Collector({ isWanted: () => true, allSites: true, hooks });
  const scan = await scanWith(collector.analyser, { cwd, paths: [file], level: "strict", ...(onProgress && { onProgress }) });
  const bound = collector.candidates.flatMap((each) => callable(each, witness, file));
  const candidates = bound.filter((each) => mayReenter(each) || witness.run.reentry.length === 0);
  const moved = `The scan does not flag the place of the witness (${witness.file}:${witness.line}) any more.`;
  if (candidates.length === 0 && bound.length > 0) {
    const why = "its callbacks call back into the code, and the places that the calls lead to are not flagged for that";
    return { results: [], note: `${moved} Its calls were not made: ${why}.` };
  }
  if (candidates.length === 0) {
    if (!namesAll(witness, readFileSync(file, "utf8"))) throw gone(`functions that it calls are not in \`${witness.file}\``);
    return { results: [], note: `${moved} Its calls lead to no loop, check or update that could show ${witness.hazard}.` };
  }
  const runs = await runPlanned(candidates, { options, folder, root: scan.root, sites: collector.sites, witness, explores: true });
  const results = runs.map(({ result }) => result);
  const shown = results.filter(({ verdict }) => verdict === "confirmed");
  if (shown.length > 0) return { results: shown, note: `${moved} Its calls show the hazard all the same.` };
  const unable = results.every(({ verdict, reason }) => verdict === "not executable" && reason !== "state-not-reached");
  if (unable) return { results: results.slice(0, 1), note: `${moved} Its calls cannot be made.` };
  return { results: [], note: `${moved} Its calls were made all the same, under this schedule and others, and nothing in the file shows the hazard. \`rangeguard verify\` without it searches anew.` };
}

/** The candidate with the hazard of the witness alone, if the calls lead to it. */
function callable(candidate: PlannedCandidate, witness: DecodedWitness, file: string): PlannedCandidate[] {
  const { planned } = candidate;
  if (planned.kind !== "case" || !candidate.candidate.hazards.includes(witness.hazard) || !bindsTo(witness, planned.case, file)) return [];
  return [{ ...candidate, planned: { ...planned, case: { ...planned.case, hazards: [witness.hazard] } } }];
}

/** See `VerifyCase.isUnflagged`. */
function mayReenter({ planned }: PlannedCandidate): boolean {
  return planned.kind === "case" && planned.case.isUnflagged !== true;
}

function gone(why: string): WitnessError {
  return new WitnessError(
    "unbound",
    `The witness does not fit the code as it is now: ${why}.`,
    "Run this in the folder where the witness was made. If the code has other names now, verify it again for a new witness.",
  );
}
