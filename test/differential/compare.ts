import type { Rendered } from "./render.ts";
import type { Executed } from "./run.ts";
import type { Warning } from "./static-side.ts";
import type { Shown } from "./traced.ts";

export interface Comparison {
  /** Shown by a run, and no warning at any line that it could stand at. */
  readonly silent: readonly Shown[];
  /** Warnings of which no run shows anything. */
  readonly idle: readonly Warning[];
}

/** Holds what the runs have shown against what the analysis says. */
export function compare(warnings: readonly Warning[], { shown }: Executed): Comparison {
  const covers = ({ family, line }: Warning, { family: shownFamily, lines }: Shown): boolean =>
    // A call that does both is one expression, of which one thing is told.
    lines.slice(0, -1).includes(line) || (line === lines.at(-1) && family === shownFamily);
  return {
    silent: shown.filter((each) => !each.open && !warnings.some((warning) => covers(warning, each))),
    idle: warnings.filter((warning) => !shown.some((each) => covers(warning, each))),
  };
}

export function describe({ source }: Rendered, warnings: readonly Warning[], { shown }: Executed): string {
  const numbered = source.trimEnd().split("\n").map((line, at) => `${String(at + 1).padStart(3)} ${line}`);
  const runs = shown.map(
    ({ family, loop, lines, open, again }) => `  ${family}${again ? " (again)" : ""}${open ? " (open)" : ""}: loop ${loop}, changed at ${lines.join(" > ")}`,
  );
  const verdicts = warnings.map(({ hazard, level, line }) => `  ${hazard}: line ${line} (${level})`);
  return [...numbered, "runs show:", ...(runs.length > 0 ? runs : ["  nothing"]), "the analysis says:", ...(verdicts.length > 0 ? verdicts : ["  nothing"])].join("\n");
}
