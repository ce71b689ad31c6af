import type { CallInput, RunInput } from "../../verify/case.ts";
import type { VerifiedFinding, VerifyResult, Witness } from "../../verify/types.ts";
import { mapModules } from "../../verify/witness/modules.ts";
import { shownModule, shownPath } from "../paths.ts";
import type { VerifyReportContext } from "./types.ts";

/**
 * The result as JSON, for programs: `{tool, version, stats, results, skipped, suite?}`. A result is `{finding, verdict, reason?, detail?, witness?,
 * runs, schedules, reached, stubs, standIns?, milliseconds, isUnflagged?, inTests?}`, with `finding` as `scan --format json` gives it. A witness is
 * `{text, hazard, strength, lines, turns, privateState?, input, schedule}`: `text` is what `--replay` takes, `input` holds the values of the run as
 * descriptions, with receivers and entries by name, and `privateState` names the private places that it fills before the run. Fields may be added in later versions; none changes its meaning in a minor one.
 */
export function formatVerifyJson(result: VerifyResult, context: VerifyReportContext): string {
  const { stats, results, skipped, warnings } = result;
  const report = {
    tool: "rangeguard",
    version: context.version,
    stats: { ...stats, milliseconds: Math.round(stats.milliseconds) },
    results: results.map((each) => resultOf(each, context)),
    skipped,
    ...(warnings && { warnings }),
    ...(result.suite && { suite: result.suite }),
  };
  // Every path of a result stands in a field of this name; values of inputs are lists of names and values.
  const rebase = (key: string, value: unknown) =>
    key === "file" && typeof value === "string" ? shownPath(value, result.scan.root, context) : value;
  return `${JSON.stringify(report, rebase, 2)}\n`;
}

/** Each field by its name: what the result may have besides, such as entries, is not for reports. */
function resultOf(verified: VerifiedFinding, context: VerifyReportContext) {
  const { finding, verdict, reason, detail, witness, runs, schedules, reached, stubs, standIns, milliseconds, isUnflagged, inTests } = verified;
  return {
    finding,
    verdict,
    reason,
    detail,
    witness: witness && witnessOf(witness, context),
    runs,
    schedules,
    reached,
    stubs,
    standIns,
    milliseconds: Math.round(milliseconds),
    isUnflagged,
    inTests,
  };
}

function witnessOf(witness: Witness, context: VerifyReportContext) {
  const { text, run, shown, privateState } = witness;
  const input = mapModules(inputOf(run.input, witness), (module) => shownModule(module, context));
  return { text, hazard: run.hazard, strength: shown.strength, lines: shown.lines, turns: shown.turns, privateState, input, schedule: run.schedule };
}

function inputOf({ receivers, seeds, setup, calls, reentry }: RunInput, witness: Witness) {
  const named = ({ entry, args }: CallInput) => ({ entry: typeof entry === "number" ? witness.entries[entry]!.label : entry, args });
  return {
    receivers: receivers.map((value, index) => ({ label: witness.receivers[index]!.label, value })),
    seeds,
    setup: setup.map(named),
    calls: calls.map(named),
    reentry: reentry.map(({ at, call }) => ({ at, call: named(call) })),
  };
}
