import type { Verdict, Verification } from "../hazards/finding.ts";
import { type NotExecutableReason, reasons } from "../verify/reasons.ts";
import type { Style } from "./style.ts";
import { count } from "./text.ts";

/** What of a verification says how hard was tried. */
export type Tried = Pick<Verification, "runs" | "schedules" | "reached">;

export const verdictColours: Readonly<Record<Verdict, Parameters<Style>[0]>> = {
  confirmed: ["bold", "red"],
  "not reproduced": "yellow",
  "not executable": "dim",
};

/** The verdict in one or two sentences without the verdict's name, as it comes from the project: not yet made `visible`. */
export function verdictSentence({ verdict, reason, detail, ...tried }: Verification): string {
  const more = detail === undefined ? "" : ` (${detail})`;
  if (verdict === "not executable") return `${reasonSentence(reason)}${more}`;
  if (verdict === "confirmed") return `a run shows it, found in ${effort(tried)}.${more}`;
  return `${triedSentence(tried)}${more}`;
}

/** The sentence of a reason of the closed list. */
export function reasonSentence(reason: string | undefined): string {
  return reason !== undefined && Object.hasOwn(reasons, reason) ? reasons[reason as NotExecutableReason] : "It could not be run.";
}

/** How hard was tried without success. */
export function triedSentence(tried: Tried): string {
  const { runs, reached } = tried;
  if (runs === 0) return "no run was made.";
  if (reached === 0) return `no run came to the flagged place, in ${effort(tried)}: this says nothing about it.`;
  const came = reached === runs ? "all of which came" : `${reached.toLocaleString("en-US")} of which came`;
  return `no run shows it, in ${effort(tried)}, ${runs === 1 ? "which came" : came} to the flagged place.`;
}

/** `1,000 runs with 312 different schedules` */
export function effort({ runs, schedules }: Tried): string {
  return `${count("run", runs)} with ${count("different schedule", schedules).replace("1 different ", "1 ")}`;
}
