import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { noSettings, type ProtectionSettings } from "../../src/hazards/settings.ts";
import { ScanError } from "../../src/scanner/errors.ts";
import { scan, scanWith } from "../../src/scanner/scan.ts";
import type { ScanOptions } from "../../src/scanner/types.ts";
import { createTree } from "./helpers.ts";

const CONFIG = "rangeguard.config.json";
const withLock = JSON.stringify({ lockFunctions: ["withLock"] });
const manifestWith = (settings: unknown): string => JSON.stringify({ name: "app", rangeguard: settings });

type Files = Readonly<Record<string, string | Buffer>>;

/** The settings that the analysis is given when a scan starts in `folder`. */
async function settingsIn(files: Files, folder = ".", options: ScanOptions = {}): Promise<ProtectionSettings | undefined> {
  const tree = createTree(files);
  const cwd = path.join(tree, folder);
  mkdirSync(cwd, { recursive: true });
  return settingsAt(cwd, options);
}

async function settingsAt(cwd: string, options: ScanOptions = {}): Promise<ProtectionSettings | undefined> {
  let seen: ProtectionSettings | undefined;
  const code = createTree({ "a.ts": "" });
  await scanWith((_, { settings }) => ((seen = settings), []), { cwd, paths: [path.join(code, "a.ts")], ...options });
  return seen;
}

/** The two sentences that a scan with a wrong configuration fails with. */
async function complaintAbout(files: Files, folder = ".", options: ScanOptions = {}): Promise<[message: string, hint: string]> {
  const error: unknown = await settingsIn(files, folder, options).then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof ScanError)) throw new Error("The scan did not fail with a ScanError", { cause: error });
  expect(`${error.message}${error.hint}`).not.toContain("\n");
  return [error.message, error.hint];
}

const lock = { ...noSettings, lockFunctions: ["withLock"] };

describe("a configuration is found", () => {
  test("in rangeguard.config.json", async () => {
    expect(await settingsIn({ [CONFIG]: withLock })).toEqual(lock);
  });

  test("in package.json under the key rangeguard", async () => {
    expect(await settingsIn({ "package.json": manifestWith({ freshGetters: ["names"] }) })).toEqual({ ...noSettings, freshGetters: ["names"] });
  });

  test("from a directory below it, also through a package.json without the key", async () => {
    const files = { [CONFIG]: withLock, "packages/a/package.json": JSON.stringify({ devDependencies: { rangeguard: "1" } }) };
    expect(await settingsIn(files, "packages/a/src/deep")).toEqual(lock);
  });

  test("in the nearest directory that has one, which alone counts", async () => {
    const files = { [CONFIG]: withLock, "a/package.json": manifestWith({ snapshotFunctions: ["copyOf"] }) };
    expect(await settingsIn(files, "a/b")).toEqual({ ...noSettings, snapshotFunctions: ["copyOf"] });
    expect(await settingsIn({ ...files, "a/package.json": manifestWith({}) }, "a/b")).toEqual(noSettings);
  });

  test("beside .git, and not above it", async () => {
    expect(await settingsIn({ [CONFIG]: withLock, ".git/HEAD": "" }, "a")).toEqual(lock);
    expect(await settingsIn({ [CONFIG]: withLock, "a/.git/HEAD": "" }, "a/b")).toEqual(noSettings);
    // In a work tree and in a submodule, .git is a file.
    expect(await settingsIn({ [CONFIG]: withLock, "a/.git": "gitdir: elsewhere" }, "a/b")).toEqual(noSettings);
  });

  test("with $schema, a byte order mark, and in UTF-16", async () => {
    expect(await settingsIn({ [CONFIG]: `\ufeff{ "$schema": "./schema.json", "lockFunctions": ["withLock"] }` })).toEqual(lock);
    expect(await settingsIn({ [CONFIG]: Buffer.from(`\ufeff${withLock}`, "utf16le") })).toEqual(lock);
  });
});

test("without a configuration there are no settings", async () => {
  expect(await settingsIn({ ".git/HEAD": "" })).toEqual(noSettings);
  expect(await settingsIn({ ".git/HEAD": "", "package.json/index.js": "" })).toEqual(noSettings);
});

test("a damaged package.json is passed over unless it may hold a configuration", async () => {
  expect(await settingsIn({ ".git/HEAD": "", "package.json": "{ oops" })).toEqual(noSettings);
  const [message] = await complaintAbout({ "package.json": '{\n  "rangeguard": { oops' });
  expect(message).toBe("package.json:2:19: this is no JSON: expected a name in double quotes or `}`, found `oops`.");
});

describe("a wrong configuration is told with its path", () => {
  test.each<[string, Files, string, string, string]>([
    ["an unknown key", { [CONFIG]: `{ "lockFunction": [] }` }, ".", `${CONFIG}: lockFunction: there is no such setting`, "Did you mean `lockFunctions`?"],
    ["an unknown key of package.json", { "package.json": manifestWith({ locks: [] }) }, ".", "package.json#rangeguard: locks: there is no such setting", "https://"],
    ["a wrong type", { [CONFIG]: `{ "freshGetters": "names" }` }, ".", `${CONFIG}: freshGetters: expected an array of names`, `["names"]`],
    ["a wrong element", { [CONFIG]: `{ "lockFunctions": ["a", "b", 3] }` }, ".", `${CONFIG}: lockFunctions[2]: expected a name`, "A name is"],
    ["a file further up", { [CONFIG]: `{ "lockFunctions": [0] }` }, "a/b", `../../${CONFIG}: lockFunctions[0]: expected`, "A name is"],
    ["no object", { [CONFIG]: "[]" }, ".", `${CONFIG}: expected an object`, "For example"],
    ["no object in package.json", { "package.json": manifestWith(null) }, ".", "package.json#rangeguard: expected an object", "For example"],
    ["a wrong $schema", { [CONFIG]: `{ "$schema": 1 }` }, ".", `${CONFIG}: $schema: expected`, "string"],
    ["no JSON", { [CONFIG]: `{\n  "lockFunctions": ["a",]\n}` }, ".", `${CONFIG}:2:25: this is no JSON: expected a value, found \`]\`.`, "plain JSON"],
    ["a comment", { [CONFIG]: `{\n  // locks\n}` }, ".", `${CONFIG}:2:3: this is no JSON: expected a name in double quotes or \`}\`, found a comment`, "no comments"],
    ["an empty file", { [CONFIG]: "" }, ".", `${CONFIG}:1:1: this is no JSON: expected a value, found the end of the text.`, "plain JSON"],
    ["both files", { [CONFIG]: "{}", "package.json": manifestWith({}) }, ".", `There are two configurations: ${CONFIG} and the key "rangeguard" of package.json.`, "Keep one of them."],
    ["a directory", { [`${CONFIG}/file`]: "" }, ".", `${CONFIG} cannot be read: not a regular file.`, "readable JSON file"],
  ])("%s", async (_, files, folder, message, hint) => {
    const said = await complaintAbout(files, folder);
    expect(said[0]).toContain(message);
    expect(said[1]).toContain(hint);
  });

  test("also where it is a link that leads nowhere", async () => {
    const tree = createTree({ ".git/HEAD": "" });
    symlinkSync(path.join(tree, "nowhere"), path.join(tree, CONFIG));
    await expect(settingsAt(tree)).rejects.toThrow(`${CONFIG} cannot be read: not found`);
  });
});

describe("the option config", () => {
  const files = { [CONFIG]: withLock, "other/settings.json": `{ "freshGetters": ["names"] }`, "other/package.json": manifestWith({ snapshotFunctions: ["copyOf"] }) };

  test("names the file, whatever else there is", async () => {
    expect(await settingsIn(files, ".", { config: "other/settings.json" })).toEqual({ ...noSettings, freshGetters: ["names"] });
    expect(await settingsIn(files, ".", { config: "other/package.json" })).toEqual({ ...noSettings, snapshotFunctions: ["copyOf"] });
    expect(await settingsIn({ ...files, "package.json": manifestWith({}) }, ".", { config: CONFIG })).toEqual(lock);
  });

  test.each<[string, Files, string, string]>([
    ["none.json", {}, "There is no configuration file none.json.", "Name a JSON file"],
    ["/no/such.json", {}, "There is no configuration file /no/such.json.", "Name a JSON file"],
    ["src", { "src/a.ts": "" }, "src cannot be read: not a regular file.", "readable JSON file"],
    ["package.json", { "package.json": "{}" }, 'package.json has no key "rangeguard".', "Add"],
    ["my.json", { "my.json": `{ "lockFunctons": [] }` }, "my.json: lockFunctons: there is no such setting", "Did you mean `lockFunctions`?"],
    ["rangeguard.config.js", { "rangeguard.config.js": "export default {};" }, "rangeguard.config.js:1:1: this is no JSON: expected a value, found `export`.", "never executed"],
  ])("%s with a mistake is told", async (config, named, message, hint) => {
    const said = await complaintAbout(named, ".", { config });
    expect(said[0]).toContain(message);
    expect(said[1]).toContain(hint);
  });
});

describe("the option settings", () => {
  test("replaces what files say, which are not even read", async () => {
    expect(await settingsIn({ [CONFIG]: "oops" }, ".", { settings: { freshGetters: ["names"] } })).toEqual({ ...noSettings, freshGetters: ["names"] });
    expect(await settingsIn({ [CONFIG]: withLock }, ".", { settings: {} })).toEqual(noSettings);
  });

  test("is checked as files are", async () => {
    const settings = { freshGetters: [""] };
    expect(await complaintAbout({}, ".", { settings })).toEqual([expect.stringContaining("settings: freshGetters[0]: expected"), expect.any(String)]);
    expect(await complaintAbout({ [CONFIG]: "{}" }, ".", { settings: {}, config: CONFIG })).toEqual([
      "There are two configurations: the options `settings` and `config`.",
      "Give one of them.",
    ]);
  });
});

test("nothing is scanned under a wrong configuration", async () => {
  const tree = createTree({ [CONFIG]: "{ 1", "a.ts": "" });
  const steps: unknown[] = [];
  await expect(scan({ cwd: tree, onProgress: (step) => steps.push(step) })).rejects.toThrow(ScanError);
  expect(steps).toEqual([]);
});
