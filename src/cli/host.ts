import type { ScanOptions, ScanResult } from "../scanner/types.ts";
import type { VerifyOptions, VerifyResult } from "../verify/types.ts";

/** A stream that text is written to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** What the command line needs of the process it runs in; tests bring their own. */
export interface CliHost {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the real scanner, loaded when it is needed. */
  readonly scan?: (options: ScanOptions) => Promise<ScanResult>;
  /** Default: the real verification, loaded when it is needed. */
  readonly verify?: (options: VerifyOptions) => Promise<VerifyResult>;
}

/** Whether to colour what goes to a stream: FORCE_COLOR decides, then NO_COLOR, then whether it is a terminal that can. */
export function wantsColour(stream: Output, env: CliHost["env"]): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (env["NO_COLOR"]) return false;
  return isTerminal(stream, env);
}

/** A terminal that understands escape sequences. */
export function isTerminal(stream: Output, env: CliHost["env"]): boolean {
  return stream.isTTY === true && env["TERM"] !== "dumb";
}
