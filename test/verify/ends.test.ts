import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { NotExecutableReason } from "../../src/verify/reasons.ts";
import { root } from "../fixtures/programs.ts";
import { verify } from "./compiled.ts";

const folder = join(root, "fixtures/verify/ends");
const timeLimit = 10_000;

/** Starting a process and loading code are no part of a case; the rest is room for a busy machine. */
const room = 3000;

const { results, skipped, stats } = await verify({ cwd: folder, paths: ["."], timeLimit });

const ends: readonly (readonly [file: string, reason: NotExecutableReason, detail: RegExp])[] = [
  ["endless-loop.ts", "hang", /^task 1 \("start"\) has run for 1500 ms without a pause: an endless loop$/],
  ["never-settles.ts", "hang", /^task 1 \("dropEmpty"\) never settled, and nothing is pending that could change it$/],
  ["process-exit.ts", "exit", /^process\.exit\(3\)$/],
  ["throws-outside.ts", "crash", /^Error: nobody catches this$/],
  ["stack-overflow.ts", "stack-overflow", /^RangeError: Maximum call stack size exceeded$/],
  ["out-of-memory.ts", "out-of-memory", /heap|memory|\d+ MB/],
  ["network.ts", "blocked-access", /connect to 127\.0\.0\.1:80/],
  ["file-write.ts", "blocked-access", /written\.txt/],
  ["child-process.ts", "blocked-access", /child_process\.execFileSync/],
  ["native-module.ts", "native-module", /process\.dlopen/],
  ["syntax-error.ts", "no-import", /^SyntaxError: /],
  ["module-throws.ts", "no-import", /^Error: LIMIT is not set$/],
  ["patches-builtins.ts", "crash", /^The code changes a built-in, `Array\.prototype\.indexOf`, which what runs it needs as well: Error: no list is searched$/],
  ["throws-null.ts", "no-import", /^null$/],
  ["dom-type.ts", "needs-browser", /`root` of `clearActive` is of type `Element`/],
  ["private-function.ts", "closure-not-exported", /nothing leads to/],
];

describe.each(ends)("%s", (file, reason, detail) => {
  const found = results.filter(({ finding }) => finding.file === file);

  test(`is not executable: ${reason}`, () => {
    expect(found).toMatchObject([{ verdict: "not executable", reason, detail: expect.stringMatching(detail) }]);
  });

  test("costs no more than its time limit", () => {
    expect(found.map(({ milliseconds }) => milliseconds < timeLimit + room)).toEqual([true]);
  });
});

test("what is beside them gets its verdict all the same", () => {
  expect(results.filter(({ finding }) => finding.file === "fine.ts")).toMatchObject([{ verdict: "confirmed" }]);
  expect(stats).toMatchObject({ findings: ends.length + 2, confirmed: 2, notReproduced: 0, notExecutable: ends.length });
});

test("a missing module is stubbed, and said so", () => {
  const found = results.filter(({ finding }) => finding.file === "missing-module.ts");
  expect(found).toMatchObject([{ verdict: "confirmed", stubs: ["a-module-that-is-not-installed"] }]);
});

test("no other verdict names a module that its own file does not need", () => {
  expect(results.filter(({ stubs }) => stubs.length > 0).map(({ finding }) => finding.file)).toEqual(["missing-module.ts"]);
});

test("a file that cannot be parsed is skipped, and said so", () => {
  expect(skipped).toMatchObject([{ file: "_broken.mjs", reason: expect.stringContaining("syntax error") }]);
});

test("nothing is written beside the code", () => {
  expect(existsSync(join(folder, "written.txt"))).toBe(false);
});
