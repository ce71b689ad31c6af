import type { ts } from "ts-morph";
import { hazardNamed } from "../hazards/catalogue.ts";
import type { Finding, SourceRange } from "../hazards/finding.ts";
import type { HazardId } from "../hazards/types.ts";
import { findComments } from "./comments.ts";
import { describeUnknownHazard } from "./unknown-hazard.ts";
import type { UnusedSuppression } from "./types.ts";

const MARKER = "rangeguard-ignore";
const DIRECTIVES = ["next-line", "line", "file"] as const;
/** The whole comment: `// rangeguard-ignore-next-line id, id -- reason`. */
const COMMENT = /^\/[/*]+[\s*]*rangeguard-ignore(?:-(?<directive>[\w-]+))?(?=[\s*]|$)(?<names>.*?)(?:\s--.*)?(?:\*\/)?$/s;
/** A line that a next-line comment looks past: blank, or nothing but a comment. */
const NO_CODE = /^\s*(?:\/\/.*|\{?\s*\/\*(?:(?!\*\/).)*\*\/\s*\}?\s*)?$/;

interface Suppression {
  readonly range: SourceRange;
  /** Undefined: the whole file. Counts from 1. */
  readonly line: number | undefined;
  /** Undefined: every hazard. */
  readonly hazards: readonly HazardId[] | undefined;
}

export interface SuppressionOutcome {
  readonly kept: readonly Finding[];
  readonly silenced: readonly Finding[];
  readonly unused: readonly UnusedSuppression[];
}

/**
 * Applies the suppression comments of a file. A finding is silenced where its range starts. A comment is called unused only
 * for hazards that `isChecked`; undefined asks whether all were checked.
 */
export function applySuppressions(
  file: string,
  sourceFile: ts.SourceFile,
  findings: readonly Finding[],
  isChecked: (hazard: HazardId | undefined) => boolean,
): SuppressionOutcome {
  if (!sourceFile.text.includes(MARKER)) return { kept: findings, silenced: [], unused: [] };
  const { suppressions, problems } = readSuppressions(sourceFile);
  const silenced = new Set<Finding>();
  for (const suppression of suppressions) {
    for (const hazard of suppression.hazards ?? [undefined]) {
      const matching = findings.filter(
        (finding) =>
          (hazard === undefined || finding.hazard === hazard) &&
          (suppression.line === undefined || finding.range.start.line === suppression.line),
      );
      for (const finding of matching) silenced.add(finding);
      if (matching.length === 0 && isChecked(hazard)) problems.push(unusedProblem(suppression, hazard));
    }
  }
  return {
    kept: findings.filter((finding) => !silenced.has(finding)),
    silenced: [...silenced],
    unused: problems.map((problem) => ({ file, ...problem })),
  };
}

type Problem = Omit<UnusedSuppression, "file">;

function unusedProblem({ line, range }: Suppression, hazard: HazardId | undefined): Problem {
  const place = line === undefined ? "in this file" : `on line ${line}`;
  return { range, message: `Unused suppression: there is no ${hazard ? `\`${hazard}\`` : "finding"} ${place}.` };
}

function readSuppressions(sourceFile: ts.SourceFile): { suppressions: Suppression[]; problems: Problem[] } {
  const suppressions: Suppression[] = [];
  const problems: Problem[] = [];
  for (const comment of findComments(sourceFile, MARKER)) {
    const match = COMMENT.exec(sourceFile.text.slice(comment.pos, comment.end));
    // A comment that merely mentions the marker.
    if (match === null) continue;
    const range = rangeOf(sourceFile, comment);
    const directive = match.groups!.directive;
    const misuse = misuseOf(sourceFile, comment, directive);
    if (misuse !== undefined) {
      problems.push({ range, message: misuse });
      continue;
    }
    const names = match.groups!.names!.split(/[\s,*]+/).filter((name) => name !== "");
    for (const name of names.filter((candidate) => hazardNamed(candidate) === undefined)) {
      problems.push({ range, message: describeUnknownHazard(name).join(" ") });
    }
    const hazards = names.map((name) => hazardNamed(name)?.id).filter((hazard) => hazard !== undefined);
    suppressions.push({
      range,
      line: lineFor(directive, range, sourceFile),
      hazards: names.length === 0 ? undefined : [...new Set(hazards)],
    });
  }
  return { suppressions, problems };
}

function misuseOf(sourceFile: ts.SourceFile, comment: ts.CommentRange, directive: string | undefined): string | undefined {
  if (!DIRECTIVES.some((known) => known === directive)) {
    const known = DIRECTIVES.map((name) => `\`${MARKER}-${name}\``).join(", ");
    return `Unknown suppression \`${MARKER}${directive === undefined ? "" : `-${directive}`}\`: there are ${known}.`;
  }
  const firstStatement = sourceFile.statements[0];
  if (directive === "file" && firstStatement !== undefined && comment.pos > firstStatement.getStart(sourceFile)) {
    return `\`${MARKER}-file\` has no effect here: it belongs at the top of the file, before any code.`;
  }
  return undefined;
}

function lineFor(directive: string | undefined, range: SourceRange, sourceFile: ts.SourceFile): number | undefined {
  if (directive === "file") return undefined;
  if (directive === "line") return range.start.line;
  const starts = sourceFile.getLineStarts();
  // Line numbers count from 1, `starts` from 0: `starts[line - 1]` is where `line` begins.
  const isWithoutCode = (line: number) => NO_CODE.test(sourceFile.text.slice(starts[line - 1], starts[line]).trimEnd());
  let line = range.end.line + 1;
  while (line < starts.length && isWithoutCode(line)) line++;
  return line;
}

function rangeOf(sourceFile: ts.SourceFile, { pos, end }: ts.TextRange): SourceRange {
  const position = (offset: number) => {
    const { line, character } = sourceFile.getLineAndCharacterOfPosition(offset);
    return { line: line + 1, column: character + 1 };
  };
  return { start: position(pos), end: position(end) };
}
