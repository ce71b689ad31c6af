import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Finding } from "../../hazards/finding.ts";
import type { VerifyResult, Witness } from "../../verify/types.ts";
import { describeCalls } from "../../verify/witness/calls.ts";
import { shownModule, shownPath } from "../paths.ts";
import { visible, wrap } from "../text.ts";
import { importLines } from "./imports.ts";
import { privateStateSentences } from "./private-state.ts";
import type { VerifyReportContext } from "./types.ts";

const WIDTH = 120;
const MARK = "// Written by `rangeguard verify --emit-test`.";
const TIME_LIMIT = "60_000";

export interface TestFileContext extends VerifyReportContext {
  /** Absolute path of the file that the text is for: the test finds the flagged file relative to it. */
  readonly testFile: string;
}

/** Whether a text is a file that `testFileOf` has made, which may be written anew. */
export function isEmittedTest(text: string): boolean {
  return text.startsWith(MARK);
}

/**
 * A Vitest file with one test for each confirmed finding: it makes the run of the witness again, and fails as long as the hazard shows in
 * it. Undefined where nothing is confirmed.
 */
export function testFileOf(result: VerifyResult, context: TestFileContext): string | undefined {
  const { root } = result.scan;
  const tests = result.results.flatMap(({ finding, witness }) => (witness === undefined ? [] : [testOf(finding, witness, root, context)]));
  if (tests.length === 0) return undefined;
  const head = [
    `${MARK} Each test makes a run again that has shown a hazard.`,
    "// It fails as long as the hazard is there, and passes once the code is fixed.",
    'import { verifyWitness } from "rangeguard/verify";',
    'import { expect, test } from "vitest";',
  ];
  return `${[head.join("\n"), ...tests].join("\n\n")}\n`;
}

function testOf(finding: Finding, witness: Witness, root: string, context: TestFileContext): string {
  const place = `${shownPath(finding.file, root, context)}:${finding.range.start.line}`;
  return [
    ...commentOf(finding, witness, place, context),
    `test(${literal(`${finding.hazard} at ${place}`)}, async () => {`,
    `  const witness = ${literal(witness.text)};`,
    `  const lines = await verifyWitness(witness, { file: ${fileText(path.resolve(root, finding.file), context.testFile)} });`,
    "  expect(lines).toEqual([]);",
    `}, ${TIME_LIMIT});`,
  ].join("\n");
}

function commentOf(finding: Finding, witness: Witness, place: string, context: TestFileContext): string[] {
  const { imports, lines } = describeCalls(witness);
  const modules = importLines(imports, (module) => shownModule(module, { cwd: path.dirname(context.testFile) }));
  const indented = (texts: readonly string[]) => texts.map((text) => `  ${text}`);
  return [
    `${finding.hazard} at ${place}`,
    ...wrap(finding.message, WIDTH),
    "",
    "What happened:",
    ...indented(witness.shown.lines),
    "",
    "The calls:",
    ...indented([...modules, ...lines]),
    ...privateStateSentences(witness).flatMap((text) => ["", ...wrap(text, WIDTH)]),
    "",
    `To see it again: ${context.replayCommand(witness.text)}`,
  ].map(comment);
}

/**
 * A line comment: nothing in the text ends it. A tool that reads instructions out of comments, such as `@ts-nocheck` or
 * `@vitest-environment`, must not find any in what comes from the project.
 */
function comment(text: string): string {
  return `// ${visible(text).replace(/@(?=[a-z]+-)/gi, "@ ").replace(/\b(eslint|v8|c8|istanbul)(?=[- ])/gi, "$1:")}`.trimEnd();
}

/** Vitest looks for its instructions in all of a file. */
function literal(text: string): string {
  return JSON.stringify(visible(text)).replaceAll("@", "\\u0040");
}

function fileText(file: string, testFile: string): string {
  const relative = path.relative(path.dirname(testFile), file);
  if (path.isAbsolute(relative)) return `new URL(${literal(pathToFileURL(file).href)})`;
  const address = relative.split(path.sep).map(encodeURIComponent).join("/");
  return `new URL(${literal(address.startsWith(".") ? address : `./${address}`)}, import.meta.url)`;
}
