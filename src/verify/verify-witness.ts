import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { scanWith } from "../scanner/scan.ts";
import { Collector, type PlannedCandidate } from "./collector.ts";
import { makeFolder, removeFolder } from "./process/cleanup.ts";
import { findHooksAbove } from "./project/hooks-file.ts";
import { type BoundCandidate, runOrders } from "./run-planned.ts";
import { bindWitness, namesAll } from "./witness/bind.ts";
import { WitnessError } from "./witness/errors.ts";
import type { DecodedWitness } from "./witness/stored.ts";
import { decodeWitness } from "./witness/text.ts";

export interface VerifyWitnessOptions {
  /** The flagged file, as it is now. */
  readonly file: URL | string;
}

/**
 * Whether the code as it is now still shows the hazard of a witness: its calls are made again with the same input, under the same schedule and
 * under others, and all loops, checks and acts of the file count. For tests: see `rangeguard verify --emit-test`.
 *
 * @returns the events that show the hazard, one a line; empty when it is gone.
 * @throws WitnessError for a damaged witness, and when the functions that it calls are gone; ScanError when the file cannot be read; Error when the
 * calls cannot be made any more.
 */
export async function verifyWitness(witness: string, { file }: VerifyWitnessOptions): Promise<readonly string[]> {
  const decoded = decodeWitness(witness);
  const absolute = path.resolve(file instanceof URL || file.startsWith("file:") ? fileURLToPath(file) : file);
  const collector = new Collector({ isWanted: () => true, allSites: true, hooks: findHooksAbove(path.dirname(absolute)) });
  await scanWith(collector.analyser, { cwd: path.dirname(absolute), paths: [path.basename(absolute)], level: "strict" });
  const folder = makeFolder();
  try {
    const bound = boundTo(decoded, collector.candidates, absolute);
    const answers = await runOrders(bound, { folder, sites: collector.sites });
    const shown = answers.find((answer) => answer.verdict === "confirmed");
    if (shown?.verdict === "confirmed") return shown.shown.lines;
    const failed = answers.every((answer) => answer.verdict === "not executable" && answer.reason !== "state-not-reached") ? answers[0] : undefined;
    if (failed?.verdict !== "not executable") return [];
    throw new Error(`The calls of the witness cannot be made: ${failed.detail ?? failed.reason}`);
  } finally {
    removeFolder(folder);
  }
}

/** The candidates that the calls of a witness lead to. None: there is neither a loop nor a wait any more. @throws WitnessError "unbound" */
function boundTo(witness: DecodedWitness, candidates: readonly PlannedCandidate[], file: string): BoundCandidate[] {
  const budget = { runs: 500, milliseconds: 4000, seed: 1 };
  const bound: BoundCandidate[] = [];
  let unbound: WitnessError | undefined;
  for (const planned of candidates) {
    if (planned.planned.kind !== "case" || !planned.candidate.hazards.includes(witness.hazard)) continue;
    const verifyCase = { ...planned.planned.case, hazards: [witness.hazard] };
    try {
      bound.push({ planned, order: { case: verifyCase, budget, replay: bindWitness(witness, verifyCase, file), explores: true } });
    } catch (error) {
      if (!(error instanceof WitnessError)) throw error;
      unbound = error;
    }
  }
  if (bound.length === 0 && unbound !== undefined && !namesAll(witness, readFileSync(file, "utf8"))) throw unbound;
  return bound;
}
