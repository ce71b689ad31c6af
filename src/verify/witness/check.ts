import { isHazardId } from "../../hazards/catalogue.ts";
import type { DecodedWitness, StoredRun } from "./stored.ts";

/** Whether the content of a witness has the shape that it must have. Values of arguments are looked at by who builds them. */
export function isStoredWitness(content: unknown): content is DecodedWitness {
  if (!isRecord(content)) return false;
  const { finding, file, line, collection, hazard, run, schedule } = content;
  const areTexts = [finding, file, collection, hazard, schedule].every((each) => typeof each === "string");
  return areTexts && isCount(line) && isHazardId(hazard as string) && isRecord(run) && isStoredRun(run);
}

function isStoredRun(run: Record<string, unknown>): boolean {
  const { entries, receivers, seeds, setup, calls, reentry } = run as Partial<Record<keyof StoredRun, unknown>>;
  const isCall = (call: unknown) => isStoredCall(call, lengthOf(entries), lengthOf(setup));
  const isReentry = (each: Record<string, unknown>) => isCount(each["at"]) && isCall(each["call"]);
  return (
    areRecords(receivers, (each) => isNamed(each) && (each["kind"] === "instance" || each["kind"] === "made") && "value" in each) &&
    areRecords(entries, (each) => isNamed(each) && isStoredTarget(each, lengthOf(receivers))) &&
    areRecords(seeds, ({ place, how }) => isRecord(place) && (how === "entries" || how === "resource" || how === "object")) &&
    areRecords(setup, isCall) &&
    areRecords(calls, isCall) &&
    areRecords(reentry, isReentry)
  );
}

function isNamed({ label, number }: Record<string, unknown>): boolean {
  return typeof label === "string" && isCount(number);
}

function isStoredTarget({ accessor, module, on }: Record<string, unknown>, receivers: number): boolean {
  const isAccessor = accessor === undefined || accessor === "get" || accessor === "set";
  return isAccessor && (typeof module === "string" ? on === undefined : isCount(on) && on < receivers);
}

function isStoredCall(call: unknown, entries: number, setup: number): boolean {
  if (!isRecord(call) || !Array.isArray(call["args"])) return false;
  const { entry } = call;
  if (isRecord(entry)) return isCount(entry["returnedBy"]) && entry["returnedBy"] < setup;
  return isCount(entry) && entry < entries;
}

function areRecords(value: unknown, isRight: (record: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((each) => isRecord(each) && isRight(each));
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
