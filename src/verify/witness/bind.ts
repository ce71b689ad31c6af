import type { CallInput, Receiver, RunRecord, VerifyCase } from "../case.ts";
import type { Description } from "../inputs/description.ts";
import { WitnessError } from "./errors.ts";
import { absoluteModule, mapModules, relativeModule } from "./modules.ts";
import { type DecodedWitness, type StoredCall, type StoredEntry, storeEntries, type StoredReceiver, storeReceivers } from "./stored.ts";

/**
 * The run of a witness, for a case of the code as it is now. Entries and receivers are found by their names; a receiver that the run does not
 * have becomes an `absent` value: nothing of the run uses it.
 *
 * @param file Absolute path of the flagged file, or of a copy of it: what the witness names relative to the file is taken from there.
 * @throws WitnessError "unbound" when a function or object of the run is gone
 */
export function bindWitness({ run, hazard, schedule }: DecodedWitness, verifyCase: VerifyCase, file: string): RunRecord {
  const receivers = run.receivers.map((receiver) => receiverIndex(receiver, verifyCase.receivers));
  const own = storeEntries(verifyCase.entries, (module) => relativeModule(module, file));
  const entries = run.entries.map((entry) => {
    const on = entry.on === undefined ? undefined : receivers[entry.on];
    if (on === -1) throw unbound(entry.label, `\`${run.receivers[entry.on!]!.label}\`, which it is called on, cannot be made any more`);
    return entryIndex({ ...entry, ...(on !== undefined && { on }) }, own);
  });
  const call = ({ entry, args }: StoredCall): CallInput => ({ entry: typeof entry === "number" ? entries[entry]! : entry, args });
  const values = new Map(run.receivers.map(({ value }, index) => [receivers[index]!, value]));
  const input = {
    receivers: verifyCase.receivers.map((receiver, index) => values.get(index) ?? absent(receiver)),
    seeds: run.seeds,
    ...(run.ambients && { ambients: run.ambients }),
    setup: run.setup.map(call),
    calls: run.calls.map(call),
    reentry: run.reentry.map(({ at, call: made }) => ({ at, call: call(made) })),
  };
  return { hazard, input: mapModules(input, (module) => absoluteModule(module, file)), schedule };
}

/** Whether all that a witness calls and needs is there for `bindWitness`. */
export function bindsTo(witness: DecodedWitness, verifyCase: VerifyCase, file: string): boolean {
  try {
    bindWitness(witness, verifyCase, file);
    return true;
  } catch (error) {
    if (error instanceof WitnessError) return false;
    throw error;
  }
}

/** Whether all functions of the witness are still named in the text of its file: they may have lost their loops and waits. */
export function namesAll({ run }: DecodedWitness, text: string): boolean {
  return run.entries.every(({ label }) => text.includes(label.slice(label.lastIndexOf(".") + 1)));
}

/** -1 where the case has none: it matters only if a call needs it. */
function receiverIndex({ kind, label, number }: StoredReceiver, receivers: readonly Receiver[]): number {
  return storeReceivers(receivers).findIndex((each) => each.kind === kind && each.label === label && each.number === number);
}

/** A function may have moved to another module: it counts as the same if no other one is called so. */
function entryIndex(wanted: StoredEntry, entries: readonly StoredEntry[]): number {
  const alike = entries.filter(({ label, accessor, on }) => label === wanted.label && accessor === wanted.accessor && on === wanted.on);
  const same = alike.find(({ module, number }) => module === wanted.module && number === wanted.number);
  const found = same ?? (alike.length === 1 && wanted.module !== undefined ? alike[0] : undefined);
  if (found === undefined) throw unbound(wanted.label, "it is gone, or is not called for this finding any more");
  return entries.indexOf(found);
}

function absent({ label }: Receiver): Description {
  return { kind: "absent", reason: "unresolved", type: label };
}

function unbound(label: string, why: string): WitnessError {
  const message = `The witness does not fit the code as it is now: it calls \`${label}\`, and ${why}.`;
  return new WitnessError("unbound", message, "Verify again without it: if the hazard is still there, that gives a new witness.");
}
