import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import * as engine from "../../src/engine/index.ts";
import { root } from "../fixtures/programs.ts";

const pages = ["docs/engine.md", "docs/guard.md", "docs/concurrency.md", "docs/concurrent-maps.md", "docs/scenarios.md"].map((file) => readFileSync(join(root, file), "utf8"));
const examples = pages.flatMap((page) =>
  Array.from(page.matchAll(/^```js\n([^]*?)^```\n\n```text\n([^]*?)^```/gm), ([, code, output]) => [code!, output!] as const),
);
const modules: Record<string, object> = { "rangeguard/engine": engine };

/** Runs a module that imports and writes to the console. @returns what it has written. */
function run(code: string): string {
  const lines: string[] = [];
  const body = code.replace(/^import (\{.*?\}) from (".*?");$/gm, "const $1 = modules[$2];");
  const main = runInThisContext(`(modules, console) => { "use strict"; ${body} }`) as (modules: object, console: object) => void;
  main(modules, { log: (...values: unknown[]) => void lines.push(`${values.join(" ")}\n`) });
  return lines.join("");
}

test("every page has examples, and each shows what it writes", () => {
  for (const page of pages) expect(page.match(/^```js$/gm)!.length).toBeGreaterThan(0);
  expect(examples).toHaveLength(pages.join("\n").match(/^```js$/gm)!.length);
});

test.each(examples)("the page's example writes what the page says: %s", (code, output) => {
  expect(run(code)).toBe(output);
});
