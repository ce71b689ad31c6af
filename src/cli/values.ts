import type { HazardId, Level } from "../hazards/types.ts";
import type { ScanOptions } from "../scanner/types.ts";
import { UserError } from "./errors.ts";
import type { ParsedArguments } from "./parse.ts";

/** The last value of an option; undefined where it is not given. */
export function valueOf({ values }: ParsedArguments, name: string): string | undefined {
  return values.get(name)?.[0];
}

/** The value of an option that is a whole number. @throws UserError where it is none, or less than `least` */
export function wholeNumberOf(parsed: ParsedArguments, name: string, least: number): number | undefined {
  const text = valueOf(parsed, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
  throw new UserError(`\`${text}\` is no value for \`--${name}\`.`, `Give a whole number, ${least} or more.`);
}

/** What `scan` and `verify` are both asked for. */
export function scanOptionsOf(parsed: ParsedArguments, cwd: string): Omit<ScanOptions, "onProgress"> {
  const { operands, switches, values } = parsed;
  return {
    ...(operands.length > 0 && { paths: operands }),
    cwd,
    level: (valueOf(parsed, "level") ?? "recommended") as Level,
    ...(values.has("rule") && { rules: values.get("rule") as HazardId[] }),
    checkWorklists: switches.has("check-worklists"),
    ...(values.has("config") && { config: valueOf(parsed, "config") }),
  };
}
