import { hazardNamed, hazards } from "../hazards/catalogue.ts";
import { reportFormats } from "../report/types.ts";

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

const scanOptions = [
  {
    name: "level",
    value: "LEVEL",
    choices: ["recommended", "strict"],
    description: "Report the likely bugs only (recommended, the default), or also what is well defined yet surprising (strict)",
  },
  {
    name: "rule",
    value: "HAZARD",
    choices: hazards.map(({ id }) => id),
    normalise: (name: string) => hazardNamed(name)?.id ?? name,
    multiple: true,
    description: "Report this hazard only, whatever its level; may be given more than once",
  },
  { name: "format", value: "FORMAT", choices: reportFormats, description: "Form of the report; the default is pretty" },
  { name: "output", value: "FILE", description: "Write the report to a file instead of standard output" },
  { name: "max-issues", value: "N", description: "Exit with 1 only if there are more than N findings; the default is 0" },
  { name: "no-exit-code", description: "Exit with 0 in spite of findings" },
  { name: "check-worklists", description: "Also report intended work-lists: loops that grow the Set that they walk" },
  {
    name: "config",
    value: "FILE",
    description: "Read the settings from this file; the default is the nearest one from the current directory upwards",
  },
  { name: "no-progress", description: "Show no progress, not even on a terminal" },
] as const satisfies readonly OptionSpec[];

export const commands: readonly CommandSpec[] = [
  {
    name: "scan",
    operands: "[PATH|tsconfig.json ...]",
    summary: "Find collections that are changed while they are iterated, or across an await",
    details: [
      "Scans files, directories and TypeScript projects; without a path, the current directory. The scanned code is only read, never executed.",
      "Locks, copies and getters of your own are told by name, in rangeguard.config.json or under rangeguard in package.json.",
      "Exit status: 0 no findings, 1 findings, 2 wrong usage, a configuration that cannot be read, or an internal error.",
    ],
    options: scanOptions,
    examples: [
      { command: "rangeguard scan", text: "the project in the current directory" },
      { command: "rangeguard scan packages/*/tsconfig.json --level strict", text: "several projects, everything there is" },
      { command: "rangeguard scan src --rule shift-during-iteration", text: "one hazard only" },
      { command: "rangeguard scan --format sarif --output rangeguard.sarif", text: "a file for GitHub code scanning" },
      { command: "rangeguard scan --max-issues 12", text: "fail only if there are more than the known 12" },
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
