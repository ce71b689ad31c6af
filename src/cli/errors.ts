import { homepage } from "../hazards/catalogue.ts";
import { visible } from "../report/text.ts";
import { fileErrorCode, ScanError } from "../scanner/errors.ts";
import { ChildStartError } from "../verify/process/result.ts";
import { WithTestsError } from "../verify/with-tests/types.ts";
import { WitnessError } from "../verify/witness/errors.ts";

/** Something that the person at the command line can put right: wrong usage or configuration. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** One sentence: what to do about it. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** What the system may refuse to a program that is in order, and what to do about it. */
const bySystem: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full. Free some space, or set TMPDIR to a folder on another one.",
  EDQUOT: "The disk quota is used up. Free some space, or set TMPDIR to a folder on another disk.",
  EROFS: "Set TMPDIR to a folder that can be written to.",
  EMFILE: "Too many files are open. Use fewer processes with `--concurrency`, or raise the limit (`ulimit -n`).",
  ENFILE: "Too many files are open on this machine. Use fewer processes with `--concurrency`.",
  EAGAIN: "The system starts no more processes now. Use fewer with `--concurrency`.",
  ENOMEM: "There is too little memory. Use fewer processes with `--concurrency`.",
};

/** Undefined for an error that is the program's own. */
function systemHint(error: unknown): string | undefined {
  if (error instanceof Error && "syscall" in error && error.syscall === "mkdtemp") return bySystem[fileErrorCode(error) ?? ""] ?? bySystem["EROFS"];
  return bySystem[fileErrorCode(error instanceof ChildStartError && error.cause !== undefined ? error.cause : error) ?? ""];
}

/** What is printed for an error: one or two lines, and the stack only in debug mode. */
export function describeError(error: unknown, isDebug: boolean): string {
  const system = systemHint(error);
  const isExpected = error instanceof UserError || error instanceof ScanError || error instanceof WitnessError || error instanceof WithTestsError;
  const said = error instanceof Error ? error.message : String(error);
  // A witness may come from anywhere.
  const message = error instanceof WitnessError ? visible(said) : said;
  const lines = system !== undefined ? [`rangeguard: ${firstLine(message)}`, `  ${system}`] : isExpected
    ? [`rangeguard: ${message}`, ...hintOf(error)]
    : [`rangeguard: unexpected error: ${firstLine(message)}`, ...(isDebug ? [] : [`  ${reportHint}`])];
  const stack = isDebug && error instanceof Error ? [error.stack ?? ""] : [];
  return `${[...lines, ...stack].join("\n")}\n`;
}

function hintOf(error: Error & { readonly hint?: string | undefined }): string[] {
  return error.hint === undefined ? [] : [`  ${error.hint}`];
}

const reportHint = `Run with --debug for the stack, and please report it: ${homepage}/issues`;

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!;
}
