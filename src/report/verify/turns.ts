import type { Witness } from "../../verify/types.ts";

const SETUP = "the setup";

/** A turn of the event loop, as `formatTurns` writes it. */
export interface ShownTurn {
  readonly number: number;
  /** Path of the strand: `1` is the first call, `1.2` what it has forked off. */
  readonly task: string;
  /** `call`, `external`, `timer`, ... */
  readonly kind: string;
  readonly label: string;
}

/** Reads lines of `formatTurns`; one that is none is left out. */
export function turnsOf({ shown }: Pick<Witness, "shown">): ShownTurn[] {
  return shown.turns.flatMap((line) => {
    const [, number, task, kind, label] = /^(\d+) task (\S+) (\S+) ?(.*)$/s.exec(line) ?? [];
    return number === undefined ? [] : [{ number: Number(number), task: task!, kind: kind!, label: label! }];
  });
}

/** How reports call a task. What prepares the state is a call that is not under the schedule, and comes after all others in the list. */
export function taskNamer(witness: Pick<Witness, "shown" | "run">): (task: string) => string {
  const calls = witness.run.input.calls.length;
  const begun = turnsOf(witness).filter(({ kind }) => kind === "call");
  const setup = new Set(begun.filter(({ task, label }) => label === "setup" && Number(task) > calls).map(({ task }) => task));
  return (task) => (setup.has(task.split(".", 1)[0]!) ? SETUP : `task ${task}`);
}

/** The schedule in words, one turn a line: `task 1 begins: Cache.get`, `task 1 goes on (setTimeout 10)`. */
export function describeTurns(witness: Pick<Witness, "shown" | "run">): string[] {
  const nameOf = taskNamer(witness);
  return turnsOf(witness).map(({ task, kind, label }) => {
    const name = nameOf(task);
    if (kind !== "call") return `${name} goes on${label === "" ? "" : ` (${label})`}`;
    return name === SETUP ? `${name} begins` : `${name} begins: ${label}`;
  });
}

/** Whether there is a schedule to tell of: more than one task. */
export function hasSchedule({ run, shown }: Pick<Witness, "shown" | "run">): boolean {
  const nameOf = taskNamer({ run, shown });
  const tasks = new Set(turnsOf({ shown }).map(({ task }) => nameOf(task)));
  return run.input.calls.length > 1 || [...tasks].filter((name) => name !== SETUP).length > 1;
}
