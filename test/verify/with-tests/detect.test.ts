import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseCommand } from "../../../src/verify/with-tests/command-line.ts";
import { detectRunner } from "../../../src/verify/with-tests/detect.ts";
import { WithTestsError } from "../../../src/verify/with-tests/types.ts";

const folder = mkdtempSync(join(tmpdir(), "rangeguard-detect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let projects = 0;

function project(manifest: object, files: Readonly<Record<string, string>> = {}): string {
  const root = join(folder, `p${projects++}`);
  for (const [name, text] of Object.entries({ "package.json": JSON.stringify(manifest), ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

test("the script `test` decides, then its variants, then other scripts", () => {
  const root = project({ scripts: { bench: "vitest bench", ci: "node --test", "test:unit": "vitest run unit", test: "npm run test:unit" } });
  expect(detectRunner(root)).toEqual({ runner: "vitest", why: "the script `test:unit` runs `vitest run unit`", command: "vitest run unit" });
  expect(detectRunner(root, "node")).toMatchObject({ runner: "node", command: "node --test" });
});

test("of a script with several commands, the one that runs tests counts", () => {
  const root = project({ scripts: { test: "tsc -b && cross-env A=1 node --import=tsx/esm --test test/*.ts; del-cli dist" } });
  expect(detectRunner(root)).toMatchObject({ runner: "node", command: "cross-env A=1 node --import=tsx/esm --test test/*.ts" });
});

test("without such a script, configuration files, dependencies and imports of tests decide", () => {
  expect(detectRunner(project({}, { "vitest.config.mts": "" }))).toEqual({ runner: "vitest", why: "there is a vitest.config.mts" });
  expect(detectRunner(project({ devDependencies: { vitest: "^4" } }))).toEqual({ runner: "vitest", why: "it is among the dependencies" });
  const own = project({ scripts: { test: "make" } }, { "test/a.js": 'import test from "node:test";' });
  expect(detectRunner(own)).toEqual({ runner: "node", why: `${join("test", "a.js")} imports \`node:test\`` });
});

test("where there is neither, the error says what was looked for", () => {
  const root = project({ scripts: { test: "jest" } }, { "test/a.js": "" });
  expect(() => detectRunner(root)).toThrow(WithTestsError);
  expect(() => detectRunner(root)).toThrow(/no script of .*package\.json calls Vitest or `node --test`/);
  expect(detectRunner(root, "node")).toEqual({ runner: "node", why: "it was asked for" });
});

test("a command is taken apart into variables, program and arguments", () => {
  const isVitest = (word: string): boolean => word === "vitest";
  expect(parseCommand(`TZ=UTC npx vitest run 'a b' --t "c \\"d" e\\ f`, isVitest)).toEqual({
    environment: { TZ: "UTC" },
    program: "vitest",
    args: ["run", "a b", "--t", 'c "d', "e f"],
  });
  expect(parseCommand("cross-env A=1 B= vitest", isVitest)).toEqual({ environment: { A: "1", B: "" }, program: "vitest", args: [] });
});
