import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { root } from "../../fixtures/programs.ts";
import { fixtures } from "./recorded.ts";

/** What `npm run -s golden --` runs, on the build that `npm test` has made. */
function golden(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = join(root, "dist/src/engine/golden/main.js");
  return spawnSync(process.execPath, [main, ...args], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
}

const good = join(fixtures, "traces/clear_i64_growing_n30.jsonl.gz");
const wrong = join(fixtures, "damaged/wrong_state_u32.jsonl.gz");
const cut = join(fixtures, "damaged/cut_line_str.jsonl.gz");

test("a file that replays is a line, and the exit status is 0", () => {
  const { status, stdout } = golden(good);
  expect(stdout).toBe(`${good}: ok, 117 steps\n117 steps, 0 mismatches\n`);
  expect(status).toBe(0);
});

test("a mismatch is shown field by field, and the exit status is 1", () => {
  const { status, stdout } = golden(good, wrong);
  expect(stdout).toContain(`${wrong}: 1 mismatches in 1013 steps\n  step 649, line 649: set {"k":116,"v":192}\n`);
  expect(stdout).toContain("    state.noverflow: expected 2, got 1\n");
  expect(stdout).toMatch(/\n1130 steps, 1 mismatches\n$/);
  expect(status).toBe(1);
});

test("a damaged or missing file is an error with its place; the others are replayed, and the exit status is 2", () => {
  const { status, stdout, stderr } = golden(cut, "missing.jsonl", good);
  expect(stdout).toContain(`${cut}: error: line 401 is not JSON`);
  expect(stdout).toContain("missing.jsonl: error: ENOENT");
  expect(stdout).toMatch(/\n117 steps, 0 mismatches, 2 files not replayed\n$/);
  expect(`${stdout}${stderr}`).not.toMatch(/^ +at /m);
  expect(status).toBe(2);
});

test.each([[[]], [["--build", "fast", good]], [["--nonsense"]]])("wrong usage %j is told, with the help, and the exit status is 2", (args) => {
  const { status, stderr } = golden(...args);
  expect(stderr).toMatch(/^golden: .+\n\nUsage: npm run -s golden/);
  expect(status).toBe(2);
});
