import process from "node:process";
import { parseArgs, styleText } from "node:util";
import type { Build } from "./builds.ts";
import { type FileResult, replayFile } from "./files.ts";

const usage = `Usage: npm run -s golden -- [--build plain|stepped] FILE...

Replays what was recorded from the real Go runtime (.jsonl, .jsonl.gz, hashes.json, slicegrow.json) against the engine.
Prints a line for each file and the first mismatch field by field.
Exit status: 0 all as recorded, 1 mismatches, 2 a file that cannot be read or is damaged, or a wrong usage.

Examples:
  npm run -s golden -- traces/*.jsonl.gz hashes.json slicegrow.json
  npm run -s golden -- --build stepped traces/grow_i64_n30.jsonl.gz
`;

// Nobody reads on: the reader has seen what it wanted.
process.stdout.on("error", () => process.exit(2));
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  if (typeof options === "string") {
    process.stderr.write(`golden: ${options}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  let steps = 0;
  let mismatches = 0;
  let damaged = 0;
  for (const file of options.files) {
    try {
      const result = await replayFile(file, options.build);
      steps += result.steps;
      mismatches += result.mismatches;
      process.stdout.write(report(file, result));
    } catch (error) {
      // Whatever a file makes the engine throw, is what is wrong with the file.
      damaged++;
      process.stdout.write(`${file}: ${paint("red", "error")}: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    }
  }
  process.stdout.write(`${steps} steps, ${mismatches} mismatches${damaged > 0 ? `, ${damaged} files not replayed` : ""}\n`);
  if (damaged > 0) return 2;
  return mismatches > 0 ? 1 : 0;
}

interface Options {
  readonly help: boolean;
  readonly build: Build;
  readonly files: readonly string[];
}

/** The options, or what is wrong with them. */
function optionsOf(args: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h", default: false }, build: { type: "string", default: "plain" } },
    });
    const { help, build } = values;
    if (build !== "plain" && build !== "stepped") return `--build must be plain or stepped, not ${JSON.stringify(build)}.`;
    if (positionals.length === 0 && !help) return "no file given.";
    return { help, build, files: positionals };
  } catch (error) {
    return (error as Error).message;
  }
}

function report(file: string, { steps, mismatches, first }: FileResult): string {
  if (first === undefined) return `${file}: ${paint("green", "ok")}, ${steps} steps\n`;
  const rows = first.differences.map(
    ({ field, expected, got }) => `    ${field}: expected ${text(expected)}, got ${text(got)}\n`,
  );
  return `${file}: ${paint("red", `${mismatches} mismatches`)} in ${steps} steps\n  step ${first.step}, ${first.what}\n${rows.join("")}`;
}

/** Without what would steer a terminal. */
function printable(message: string): string {
  return message.replace(/\p{Cc}/gu, " ").slice(0, 1000);
}

function text(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return printable(json.length > 200 ? `${json.slice(0, 200)}…` : json);
}

function paint(format: "red" | "green", message: string): string {
  const isPlain = process.env["NO_COLOR"] !== undefined || process.stdout.isTTY !== true;
  return isPlain ? message : styleText(format, message);
}
