import { version } from "../hazards/version.ts";
import { describeError } from "./errors.ts";
import { commandHelp, programHelp } from "./help.ts";
import type { CliHost } from "./host.ts";
import { type ParsedArguments, parseArguments } from "./parse.ts";

/** 0 clean, 1 findings (of `verify`: confirmed ones), 2 wrong usage, unreadable configuration, or an internal error. */
export type ExitCode = 0 | 1 | 2;

/**
 * Runs the command line.
 *
 * @param args what follows the program's name
 * @returns the exit status; errors are printed, never thrown
 */
export async function runCli(args: readonly string[], host: CliHost): Promise<ExitCode> {
  try {
    return await dispatch(parseArguments(args), host);
  } catch (error) {
    host.stderr.write(describeError(error, args.includes("--debug")));
    return 2;
  }
}

/** Commands are imported when they are called for: `--help` must not wait for a compiler. */
async function dispatch(parsed: ParsedArguments, host: CliHost): Promise<ExitCode> {
  const { command, switches } = parsed;
  if (switches.has("help")) return print(host, command ? commandHelp(command) : programHelp());
  if (switches.has("version")) return print(host, `${version}\n`);
  switch (command?.name) {
    case "scan":
      return (await import("./scan.ts")).scanCommand(parsed, host);
    case "verify":
      return (await import("./verify.ts")).verifyCommand(parsed, host);
    case "explain":
      return (await import("./explain.ts")).explainCommand(parsed, host);
    default:
      host.stderr.write(programHelp());
      return 2;
  }
}

function print(host: CliHost, text: string): ExitCode {
  host.stdout.write(text);
  return 0;
}
