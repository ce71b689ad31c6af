import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import type { Build } from "./builds.ts";
import type { Difference } from "./differences.ts";
import { DamagedFileError, parseHeader, parseLine } from "./format.ts";
import { Replay } from "./replay.ts";
import { rowDifferences, rowsOf } from "./tables.ts";

/** What a replay of one file came to. */
export interface FileResult {
  readonly steps: number;
  readonly mismatches: number;
  /** The first step that came out differently: its number in the file, from 1, and what it was. */
  readonly first?: { readonly step: number; readonly what: string; readonly differences: readonly Difference[] };
}

/**
 * Replays a recorded file: `.jsonl` and `.jsonl.gz` traces against this build of the map, `.json` tables against hash and slice.
 * @throws DamagedFileError when the file is not what was recorded, with its line.
 */
export function replayFile(path: string, build: Build): Promise<FileResult> {
  return path.endsWith(".json") ? replayTable(path) : replayTrace(path, build);
}

class Count {
  steps = 0;
  mismatches = 0;
  first: FileResult["first"] = undefined;

  add(what: string, differences: readonly Difference[]): void {
    this.steps++;
    if (differences.length === 0) return;
    this.mismatches++;
    this.first ??= { step: this.steps, what, differences };
  }
}

async function replayTable(path: string): Promise<FileResult> {
  let table: unknown;
  try {
    table = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new DamagedFileError(`not JSON: ${error.message}`);
    throw error;
  }
  if (typeof table !== "object" || table === null) throw new DamagedFileError("the JSON is not an object");
  const count = new Count();
  try {
    for (const row of rowsOf(table)) count.add(row[0], rowDifferences(row));
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) throw new DamagedFileError(`row ${count.steps + 1}: ${error.message}`);
    throw error;
  }
  if (count.steps === 0) throw new DamagedFileError("the table has no rows");
  return count;
}

async function replayTrace(path: string, build: Build): Promise<FileResult> {
  const count = new Count();
  let line = 0;
  let replay: Replay | undefined;
  let isComplete = false;
  for await (const text of linesOf(path, () => line)) {
    line++;
    try {
      if (replay === undefined) {
        replay = new Replay(parseHeader(text), build);
        count.add("header", replay.checkHeader());
        continue;
      }
      const parsed = parseLine(text, line);
      count.add(`line ${line}: ${parsed.op} ${JSON.stringify(parsed.args)}`, replay.step(parsed));
      isComplete = parsed.dump !== undefined;
    } catch (error) {
      throw located(error, line);
    }
  }
  if (replay === undefined) throw new DamagedFileError("the file is empty");
  if (!isComplete) throw new DamagedFileError(`truncated: the last line, ${line}, is not a snapshot`);
  return count;
}

/** What makes a line unusable is its own fault: the key of another type, a number that is none. */
function located(error: unknown, line: number): unknown {
  if (error instanceof DamagedFileError) {
    return error.message.startsWith("line ") ? error : new DamagedFileError(`line ${line}: ${error.message}`);
  }
  const isInput = error instanceof TypeError || error instanceof SyntaxError || error instanceof RangeError;
  return isInput ? new DamagedFileError(`line ${line}: ${error.message}`) : error;
}

async function* linesOf(path: string, line: () => number): AsyncGenerator<string> {
  const file = createReadStream(path);
  const isZipped = path.endsWith(".gz");
  const input = isZipped ? file.pipe(createGunzip()) : file;
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    lines.close();
  };
  const lines = createInterface({ input, crlfDelay: Infinity });
  file.on("error", fail);
  input.on("error", fail);
  lines.on("error", fail);
  for await (const text of lines) yield text;
  if (failure === undefined) return;
  if ("syscall" in failure) throw failure;
  throw new DamagedFileError(`damaged or truncated after line ${line()}: ${failure.message}`);
}
