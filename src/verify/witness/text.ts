import path from "node:path";
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { Finding } from "../../hazards/finding.ts";
import type { CallInput, RunInput, RunRecord, VerifyCase } from "../case.ts";
import { isStoredWitness } from "./check.ts";
import { WitnessError } from "./errors.ts";
import { mapModules, relativeModule } from "./modules.ts";
import { type DecodedWitness, entriesCalledBy, type StoredCall, type StoredRun, storeEntries, storeReceivers } from "./stored.ts";

const VERSION = 1;
/** In bytes: no honest witness comes near. */
const MAXIMUM_SIZE = 16 * 1024 * 1024;

export interface WitnessParts {
  readonly finding: Finding;
  readonly case: VerifyCase;
  readonly run: RunRecord;
  /** Absolute directory that `finding.file` is relative to. */
  readonly root: string;
}

/**
 * A run as one string: `rgw1~<what it is, as deflated JSON in base64url>~<check sum>`. It holds no absolute path, and needs no quoting in a
 * shell, a string or a comment.
 */
export function encodeWitness({ finding, case: verifyCase, run, root }: WitnessParts): string {
  const stored: DecodedWitness = {
    finding: finding.id,
    file: finding.file,
    line: finding.range.start.line,
    collection: finding.collection.name,
    hazard: run.hazard,
    run: storedRun(verifyCase, run.input, path.resolve(root, finding.file)),
    schedule: run.schedule,
  };
  const text = `rgw${VERSION}~${deflateRawSync(JSON.stringify(stored), { level: 9 }).toString("base64url")}`;
  return `${text}~${checksum(text)}`;
}

/**
 * What a witness says. White space is passed over: a terminal or a letter may have broken the line.
 *
 * @throws WitnessError "foreign", "damaged", "too-new"
 */
export function decodeWitness(text: string): DecodedWitness {
  const compact = text.replace(/\s+/g, "");
  const version = /^rgw(\d{1,9})~/.exec(compact)?.[1];
  if (version === undefined) throw foreign(compact);
  if (Number(version) > VERSION) throw tooNew(version);
  const [, body, data, sum] = /^(rgw1~([\w-]+))~([0-9a-z]+)$/.exec(compact) ?? [];
  if (body === undefined) throw damaged("it is cut off, or has characters that no witness has");
  if (checksum(body) !== sum) throw damaged("its check sum is another one: a character is missing or wrong");
  const content = contentOf(data!);
  if (!isStoredWitness(content)) throw damaged("it does not hold a run");
  return content;
}

function storedRun(verifyCase: VerifyCase, input: RunInput, file: string): StoredRun {
  const relative = (module: string) => relativeModule(module, file);
  const used = entriesCalledBy(input);
  const entries = storeEntries(verifyCase.entries, relative);
  const call = ({ entry, args }: CallInput): StoredCall => ({ entry: typeof entry === "number" ? used.indexOf(entry) : entry, args });
  const run: StoredRun = {
    entries: used.map((entry) => entries[entry]!),
    receivers: storeReceivers(verifyCase.receivers).map((receiver, index) => ({ ...receiver, value: input.receivers[index]! })),
    seeds: input.seeds,
    ...(input.ambients && { ambients: input.ambients }),
    setup: input.setup.map(call),
    calls: input.calls.map(call),
    reentry: input.reentry.map(({ at, call: made }) => ({ at, call: call(made) })),
  };
  // The modules of entries are relative already.
  return { ...mapModules(run, relative), entries: run.entries };
}

function contentOf(data: string): unknown {
  try {
    return JSON.parse(inflateRawSync(Buffer.from(data, "base64url"), { maxOutputLength: MAXIMUM_SIZE }).toString());
  } catch {
    throw damaged("what it holds cannot be unpacked");
  }
}

function checksum(text: string): string {
  return crc32(text).toString(36);
}

const copyHint = "Copy the whole text, from `rgw1~` to the check sum at its end.";

function damaged(why: string): WitnessError {
  return new WitnessError("damaged", `The witness is damaged: ${why}.`, copyHint);
}

function foreign(text: string): WitnessError {
  const what = text.startsWith("rg1~") ? "It is a schedule, which is only a part of a witness" : "It does not begin with `rgw1~`";
  return new WitnessError("foreign", `This is no witness. ${what}.`, "`rangeguard verify` prints the witness of each confirmed finding.");
}

function tooNew(version: string): WitnessError {
  const message = `The witness has the form ${version}, which a later version of rangeguard has written. This one reads form ${VERSION}.`;
  return new WitnessError("too-new", message, "Update rangeguard, or verify again for a witness of this version.");
}
