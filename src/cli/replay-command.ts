import type { ParsedArguments } from "./parse.ts";

/** What decides which findings there are, and how they are run. */
const kept = ["level", "rule", "sites", "hooks", "config"] as const;
const keptSwitches = ["check-worklists", "no-hooks"] as const;

/** The command that makes the run of a witness again, for a POSIX shell: with the paths and options of this command that matter for it. */
export function replayCommandOf({ operands, switches, values }: ParsedArguments, witness: string): string {
  const options = kept.flatMap((name) => (values.get(name) ?? []).flatMap((value) => [`--${name}`, value]));
  const set = keptSwitches.filter((name) => switches.has(name)).map((name) => `--${name}`);
  const paths = operands.map((operand) => (operand.startsWith("-") ? `./${operand}` : operand));
  return ["rangeguard", "verify", ...paths, ...options, ...set, "--replay", witness].map(quoted).join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./][\w@%+=:,./~-]*$|^--[a-z-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
