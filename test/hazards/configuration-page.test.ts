import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings, settings } from "../../src/hazards/settings.ts";
import { root } from "../fixtures/programs.ts";

const blocks = (file: string): Record<string, unknown>[] =>
  Array.from(readFileSync(join(root, file), "utf8").matchAll(/^```json\n([^]*?)^```/gm), ([, text]) => JSON.parse(text!));

test.each([
  ["docs/configuration.md", 2],
  ["README.md", 1],
])("the configurations that %s shows are right", (file, count) => {
  const configurations = blocks(file);
  expect(configurations).toHaveLength(count);
  for (const { $schema, ...config } of configurations) {
    expect(readSettings(config["rangeguard"] ?? config, file)).toHaveProperty("settings");
    if ($schema !== undefined) expect($schema).toBe("./node_modules/rangeguard/schemas/config.schema.json");
  }
});

test("the page lists every setting", () => {
  const page = readFileSync(join(root, "docs/configuration.md"), "utf8");
  for (const { name } of settings) expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|`, "m"));
});
