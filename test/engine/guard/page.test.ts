import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import * as engine from "../../../src/engine/index.ts";
import { root } from "../../fixtures/programs.ts";

const page = readFileSync(join(root, "docs/guard.md"), "utf8");
const examples = Array.from(page.matchAll(/^```js\n([^]*?)^```\n\n```text\n([^]*?)^```/gm), ([, code, output]) => [code!, output!] as const);
const modules: Record<string, object> = { "rangeguard/engine": engine };

/** Runs a module that imports and writes to the console. @returns what it has written. */
function run(code: string): string {
  const lines: string[] = [];
  const body = code.replace(/^import (\{.*?\}) from (".*?");$/gm, "const $1 = modules[$2];");
  const main = runInThisContext(`(modules, console) => { "use strict"; ${body} }`) as (modules: object, console: object) => void;
  main(modules, { log: (...values: unknown[]) => void lines.push(`${values.join(" ")}\n`) });
  return lines.join("");
}

test("there are examples", () => {
  expect(examples).toHaveLength(page.match(/^```js$/gm)!.length);
  expect(examples.length).toBeGreaterThan(2);
});

test.each(examples)("the page's example writes what the page says: %s", (code, output) => {
  expect(run(code)).toBe(output);
});
