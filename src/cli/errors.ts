import { homepage } from "../hazards/catalogue.ts";
import { visible } from "../report/text.ts";
import { ScanError } from "../scanner/errors.ts";
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

/** What is printed for an error: one or two lines, and the stack only in debug mode. */
export function describeError(error: unknown, isDebug: boolean): string {
  const isExpected = error instanceof UserError || error instanceof ScanError || error instanceof WitnessError || error instanceof WithTestsError;
  const said = error instanceof Error ? error.message : String(error);
  // A witness may come from anywhere.
  const message = error instanceof WitnessError ? visible(said) : said;
  const lines = isExpected
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
