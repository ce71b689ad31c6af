import { EngineInputError } from "../errors.ts";
import type { Choice, Script, Switch } from "./decisions.ts";

/**
 * A schedule as a string: `rg1~x.<seed>~<decisions>~<run>~<sum>`, or `rg1~r.<seed>~~<run>~<sum>` for one of the random strategy.
 * Decisions are separated by commas: `1@12:2` says that after 12 steps of task 1 task 2 goes on, `0/3=1` that choice 3 of task 0 is
 * 1. `<run>` holds the steps of the run and a hash over who made which, `<sum>` is a hash over the text before. Numbers but those of
 * decisions are in base 36.
 */
export interface Schedule {
  readonly seed: number;
  /** Null for a schedule of the random strategy, which follows from the seed. */
  readonly script: Script | null;
  readonly run: RunMark;
}

/** What tells a run from another: its steps, and a hash over who made which. */
export interface RunMark {
  readonly steps: number;
  readonly fingerprint: number;
}

export function formatSchedule({ seed, script, run }: Schedule): string {
  const kind = `${script === null ? "r" : "x"}.${(seed >>> 0).toString(36)}`;
  const decisions = script === null ? "" : formatScript(script);
  const text = `rg1~${kind}~${decisions}~${run.steps.toString(36)}.${(run.fingerprint >>> 0).toString(36)}`;
  return `${text}~${checksum(text)}`;
}

function formatScript({ switches, choices }: Script): string {
  return [
    ...switches.map(({ from, steps, to }) => `${from}@${steps}:${to}`),
    ...choices.map(({ task, number, value }) => `${task}/${number}=${value}`),
  ].join(",");
}

/** @throws EngineInputError "bad-schedule" for what is no schedule, or a damaged one. */
export function parseSchedule(text: string): Schedule {
  if (typeof text !== "string") throw bad("not a string");
  const match = /^rg1~([rx])\.([0-9a-z]{1,7})~([^~]*)~([0-9a-z]{1,11})\.([0-9a-z]{1,7})~([0-9a-z]+)$/.exec(text.trim());
  if (match === null) throw bad(text.startsWith("rg1~") ? "cut off or damaged" : "it does not start with rg1~");
  const [whole, kind, seed, decisions, steps, fingerprint, sum] = match as unknown as string[];
  if (checksum(whole!.slice(0, -sum!.length - 1)) !== sum) throw bad("its check sum is another one: a character is missing or wrong");
  if (kind === "r" && decisions !== "") throw bad("a random one has no decisions");
  return {
    seed: Number.parseInt(seed!, 36) >>> 0,
    script: kind === "r" ? null : parseScript(decisions!),
    run: { steps: Number.parseInt(steps!, 36), fingerprint: Number.parseInt(fingerprint!, 36) >>> 0 },
  };
}

function parseScript(text: string): Script {
  const switches: Switch[] = [];
  const choices: Choice[] = [];
  for (const part of text === "" ? [] : text.split(",")) {
    const [, from, steps, to] = /^([\d.]+)@(\d+):([\d.]+)$/.exec(part) ?? [];
    const [, task, number, value] = /^([\d.]+)\/(\d+)=(\d+)$/.exec(part) ?? [];
    if (from !== undefined) switches.push({ from, steps: Number(steps), to: to! });
    else if (task !== undefined) choices.push({ task, number: Number(number), value: Number(value) });
    else throw bad(`"${part.slice(0, 20)}" is no decision`);
  }
  return { switches, choices };
}

function bad(why: string): EngineInputError {
  return new EngineInputError("bad-schedule", `This is no schedule to replay: ${why}. Copy the whole string, from rg1~ to its end.`);
}

/** FNV-1a over the characters. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
