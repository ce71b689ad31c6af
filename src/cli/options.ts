import { hazardNamed, hazards } from "../hazards/catalogue.ts";
import { reportFormats } from "../report/types.ts";
import { verifyFormats } from "../report/verify/types.ts";

/** One option of the command line; parsing, help and documentation all derive from it. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** What the value stands for, as in `--level LEVEL`; an option without one is a switch. */
  readonly value?: string;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  /** Turns other accepted spellings of a choice into the listed one. */
  readonly normalise?: (value: string) => string;
  readonly multiple?: boolean;
  /** Begins with a capital, ends without a full stop. */
  readonly description: string;
}

export interface CommandSpec {
  readonly name: string;
  /** What follows the name: `[PATH|tsconfig.json ...]`. */
  readonly operands: string;
  readonly summary: string;
  /** Paragraphs for the command's own help. */
  readonly details: readonly string[];
  readonly options: readonly OptionSpec[];
  readonly examples: readonly { readonly command: string; readonly text: string }[];
}

export const globalOptions = [
  { name: "help", short: "h", description: "Show this help" },
  { name: "version", short: "v", description: "Show the version" },
  { name: "debug", description: "Show the stack of an error" },
] as const satisfies readonly OptionSpec[];

const rule = {
  name: "rule",
  value: "HAZARD",
  choices: hazards.map(({ id }) => id),
  normalise: (name: string) => hazardNamed(name)?.id ?? name,
  multiple: true,
} as const;

const common = {
  output: { name: "output", value: "FILE", description: "Write the report to a file instead of standard output" },
  checkWorklists: { name: "check-worklists", description: "Also report intended work-lists: loops that grow the Set that they walk" },
  config: {
    name: "config",
    value: "FILE",
    description: "Read the settings from this file; the default is the nearest one from the current directory upwards",
  },
  noProgress: { name: "no-progress", description: "Show no progress, not even on a terminal" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

const scanOptions = [
  {
    name: "level",
    value: "LEVEL",
    choices: ["recommended", "strict"],
    description: "Report the likely bugs only (recommended, the default), or also what is well defined yet surprising (strict)",
  },
  { ...rule, description: "Report this hazard only, whatever its level; may be given more than once" },
  { name: "format", value: "FORMAT", choices: reportFormats, description: "Form of the report; the default is pretty" },
  common.output,
  { name: "max-issues", value: "N", description: "Exit with 1 only if there are more than N findings; the default is 0" },
  { name: "no-exit-code", description: "Exit with 0 in spite of findings" },
  common.checkWorklists,
  { name: "verify", description: "EXECUTE the scanned code, as `rangeguard verify` does, and add its verdicts to the report" },
  common.config,
  common.noProgress,
] as const satisfies readonly OptionSpec[];

const verifyOptions = [
  {
    name: "level",
    value: "LEVEL",
    choices: ["recommended", "strict"],
    description: "Verify the likely bugs only (recommended, the default), or all findings (strict)",
  },
  { ...rule, description: "Verify findings of this hazard only, whatever its level; may be given more than once" },
  { name: "finding", value: "ID", description: "Verify only the finding with this id, or whose id begins so" },
  {
    name: "sites",
    value: "SITES",
    choices: ["flagged", "all"],
    description: "Try what the scan flags (flagged, the default), or also every other iteration and every check before an await (all)",
  },
  { name: "seed", value: "N", description: "Seeds the choice of inputs and schedules; the default is 1" },
  { name: "runs", value: "N", description: "Make at most N runs for a finding; the default is 1,000" },
  { name: "time-limit", value: "MS", description: "Give a finding at most so many milliseconds; the default is 10,000" },
  { name: "concurrency", value: "N", description: "Use N child processes at a time; the default is the number of processors, at most 8" },
  { name: "replay", value: "WITNESS", description: "Make the run of this witness again, and no other" },
  {
    name: "emit-test",
    value: "FILE|DIR",
    description: "Write a Vitest file with a test for each confirmed finding, which fails now and passes once the code is fixed",
  },
  { name: "chrome-trace", value: "FILE", description: "Write the runs of the witnesses as a trace for Perfetto or chrome://tracing" },
  { name: "hooks", value: "FILE", description: "Read verify hooks from this file; the default is rangeguard.verify.ts, where there is one" },
  { name: "no-hooks", description: "Read no verify hooks" },
  { name: "with-tests", description: "Run the project's own tests instead, not contained, and report what they show at flagged places" },
  { name: "format", value: "FORMAT", choices: verifyFormats, description: "Form of the report; the default is pretty" },
  common.output,
  { name: "no-exit-code", description: "Exit with 0 in spite of confirmed findings" },
  common.checkWorklists,
  common.config,
  common.noProgress,
] as const satisfies readonly OptionSpec[];

export const commands: readonly CommandSpec[] = [
  {
    name: "scan",
    operands: "[PATH|tsconfig.json ...]",
    summary: "Find collections that are changed while they are iterated, or across an await",
    details: [
      "Scans files, directories and TypeScript projects; without a path, the current directory. The scanned code is only read, never executed, unless --verify is given.",
      "Locks, copies and getters of your own are told by name, in rangeguard.config.json or under rangeguard in package.json.",
      "Exit status: 0 no findings, 1 findings, 2 wrong usage, a configuration that cannot be read, or an internal error.",
    ],
    options: scanOptions,
    examples: [
      { command: "rangeguard scan", text: "the project in the current directory" },
      { command: "rangeguard scan packages/*/tsconfig.json --level strict", text: "several projects, everything there is" },
      { command: "rangeguard scan src --rule shift-during-iteration", text: "one hazard only" },
      { command: "rangeguard scan --format sarif --output rangeguard.sarif", text: "a file for GitHub code scanning" },
      { command: "rangeguard scan --verify", text: "run the flagged code as well, for a verdict on each finding" },
      { command: "rangeguard scan --max-issues 12", text: "fail only if there are more than the known 12" },
    ],
  },
  {
    name: "verify",
    operands: "[PATH|tsconfig.json ...]",
    summary: "Prove findings by running the flagged code",
    details: [
      "Unlike scan, this EXECUTES the code that it is given: it calls flagged functions, many times, with made-up arguments. They run in child processes without network, that write only to a temporary folder and have limits of time and memory. This is no sandbox: do not verify code that you would not run the tests of. See docs/verify-containment.md.",
      "A finding is confirmed when a run shows its harm in an order that the real event loop can produce. The run is printed, with a witness that makes it again. Otherwise it is not reproduced, or not executable, and the report says why.",
      "Exit status: 0 nothing confirmed, 1 something confirmed, 2 wrong usage, a configuration that cannot be read, or an internal error. With --replay: 1 when the hazard shows again, 0 when it does not.",
    ],
    options: verifyOptions,
    examples: [
      { command: "rangeguard verify", text: "the findings of the project in the current directory" },
      { command: "rangeguard verify src --finding 8f3a1c5e", text: "one finding, by the beginning of its id" },
      { command: "rangeguard verify src --runs 10000 --time-limit 60000 --seed 2", text: "try harder, with other inputs" },
      { command: "rangeguard verify src --replay rgw1~...", text: "make the run of a witness again" },
      { command: "rangeguard verify src --emit-test test/races.test.ts", text: "a test for each confirmed finding" },
      { command: "rangeguard verify src --format json --output verify.json", text: "a file for other programs" },
    ],
  },
  {
    name: "explain",
    operands: "[HAZARD]",
    summary: "Say why a hazard bites and what to write instead",
    details: ["Without a hazard, lists all. The name of a rule (no-...) is understood, too."],
    options: [],
    examples: [
      { command: "rangeguard explain", text: "all hazards" },
      { command: "rangeguard explain shift-during-iteration", text: "one of them, with examples" },
    ],
  },
];
