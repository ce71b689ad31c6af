import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { hazardById, hazards } from "../../src/hazards/catalogue.ts";
import { run } from "./fake-host.ts";

test("lists all hazards with their level", async () => {
  const { status, stdout } = await run(["explain"]);
  expect(status).toBe(0);
  for (const { id, level } of hazards) expect(stdout).toMatch(new RegExp(`^${id} +${level}$`, "m"));
});

test("explains a hazard with examples, remedy and the comment that silences it", async () => {
  const { status, stdout } = await run(["explain", "insert-during-iteration"]);
  expect(status).toBe(0);
  await expect(stdout).toMatchFileSnapshot("snapshots/explain.txt");
});

test.each(["no-shift-during-iteration", "rangeguard/no-shift-during-iteration"])("understands the rule name %s", async (name) => {
  expect((await run(["explain", name])).stdout).toContain(hazardById("shift-during-iteration").title);
});

test("explains several hazards in one go", async () => {
  const { stdout } = await run(["explain", ...hazards.map(({ id }) => id)]);
  for (const { title } of hazards) expect(stdout).toContain(title);
});

test("colours change nothing else", async () => {
  const plain = await run(["explain", "insert-during-iteration"]);
  const coloured = await run(["explain", "insert-during-iteration"], { isTTY: true });
  expect(coloured.stdout).toContain("\u001b[");
  expect(stripVTControlCharacters(coloured.stdout)).toBe(plain.stdout);
});
