import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { ScanError } from "../../src/scanner/errors.ts";
import { scanWith } from "../../src/scanner/scan.ts";
import { createTree, markerAnalyser, places, scanTree, skips } from "./helpers.ts";

const GOOD = "insert();\n";
const FOUND = ["good.ts:1:1"];

/** Scans the files beside a good one, which must be scanned whatever the others are. */
async function scanBeside(files: Readonly<Record<string, string | Buffer>>) {
  const result = await scanTree(createTree({ "good.ts": GOOD, ...files }));
  expect(places(result)).toContain("good.ts:1:1");
  return result;
}

test("a syntax error: the file is skipped, with place and message", async () => {
  const result = await scanBeside({ "bad.ts": "insert();\nconst x = ;\n" });
  expect(places(result)).toEqual(FOUND);
  expect(skips(result)).toEqual(["bad.ts | syntax error at 2:11: Expression expected."]);
  expect(result.stats.files).toBe(1);
});

test("octal literals and escapes, legal in scripts, are no syntax error", async () => {
  const result = await scanBeside({ "octal.js": `insert(017, 08, "\\17", "\\8");` });
  expect(places(result)).toEqual([...FOUND, "octal.js:1:1"]);
});

test("a binary file named .ts", async () => {
  const packet = Buffer.alloc(188, 0xff);
  packet.set([0x47, 0x40, 0x00, 0x10, 0x00]);
  const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => ((index * 7919) % 255) + 1));
  const result = await scanBeside({ "video.ts": Buffer.concat(Array(100).fill(packet)), "noise.ts": noise });
  expect(places(result)).toEqual(FOUND);
  expect(skips(result)).toEqual([
    "noise.ts | a binary file, not source code",
    "video.ts | a binary file, not source code",
  ]);
});

test("a Qt translation named .ts", async () => {
  const xml = `<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="de_DE"></TS>\n`;
  const result = await scanBeside({ "de.ts": xml, "fr.ts": xml.slice(xml.indexOf("<!DOCTYPE")) });
  expect(skips(result)).toEqual([
    "de.ts | an XML file (a Qt translation?), not source code",
    "fr.ts | an XML file (a Qt translation?), not source code",
  ]);
});

test("an empty file is scanned", async () => {
  const result = await scanBeside({ "empty.ts": "", "blank.ts": "\n\n" });
  expect(result.skipped).toEqual([]);
  expect(result.stats).toMatchObject({ files: 3, lines: 3 });
});

test("byte order marks, UTF-16 and line ends of every kind: the positions are right", async () => {
  const utf16 = Buffer.from("\ufeff\n insert();", "utf16le");
  const result = await scanBeside({
    "bom.ts": "\ufeffinsert();",
    "crlf.ts": "/* ä */\r\n\r\n  insert();\r\n",
    "cr.ts": "\r insert();",
    "utf16le.ts": utf16,
    "utf16be.ts": Buffer.from(utf16).swap16(),
  });
  expect(places(result)).toEqual([
    "bom.ts:1:1",
    "cr.ts:2:2",
    "crlf.ts:3:3",
    ...FOUND,
    "utf16be.ts:2:2",
    "utf16le.ts:2:2",
  ]);
  expect(result.skipped).toEqual([]);
});

test("a Latin-1 file is read as such", async () => {
  const result = await scanBeside({ "latin1.js": Buffer.from(`/* Größe */ insert("é");`, "latin1") });
  expect(places(result)).toContain("latin1.js:1:13");
});

test("a path that does not exist is a usage error", async () => {
  const tree = createTree({ "good.ts": GOOD });
  const attempt = scanTree(tree, { paths: ["good.ts", "tsconfig.json"] });
  await expect(attempt).rejects.toThrow(ScanError);
  await expect(attempt).rejects.toThrow("tsconfig.json does not exist");
  await expect(scanTree(tree, { paths: ["good.ts/inside"] })).rejects.toThrow("does not exist");
  symlinkSync("gone", path.join(tree, "link"));
  await expect(scanTree(tree, { paths: ["link"] })).rejects.toThrow("is a broken symbolic link");
});

test("nothing to scan is a usage error that says why", async () => {
  const tree = createTree({ "README.md": "", "a.d.ts": "", "b.vue": "", "tsconfig.json": `{ "include": ["gone"] }` });
  mkdirSync(path.join(tree, "empty"));
  const messages: [string[], string][] = [
    [[], "Nothing to scan in an empty list of paths."],
    [["empty"], "Nothing to scan in `empty`."],
    [["a.d.ts"], "Nothing to scan: a.d.ts: a declaration file has no code to scan."],
    [["b.vue"], "Nothing to scan: b.vue: neither TypeScript nor JavaScript, nor a tsconfig."],
    [["tsconfig.json"], "Nothing to scan: tsconfig.json: lists no file: its `files` and `include` match nothing."],
  ];
  for (const [paths, message] of messages) {
    const attempt = scanTree(tree, { paths });
    await expect(attempt).rejects.toThrow(ScanError);
    await expect(attempt).rejects.toThrow(message);
  }
});

test("a file of an unknown kind is skipped, and other paths are scanned", async () => {
  const tree = createTree({ "good.ts": GOOD, "a.vue": "", "package.json": `{ "name": "a" }` });
  const result = await scanTree(tree, { paths: ["a.vue", "package.json", "good.ts"] });
  expect(places(result)).toEqual(FOUND);
  expect(skips(result)).toEqual([
    "a.vue | neither TypeScript nor JavaScript, nor a tsconfig",
    "package.json | neither TypeScript nor JavaScript, nor a tsconfig",
  ]);
});

test("a tsconfig with an unknown `extends` is reported, and the rest of it used", async () => {
  const tree = createTree({
    "tsconfig.json": `{\n  "extends": ["@tsconfig/node18/tsconfig.json", "./gone.json"],\n  "include": ["*.ts"]\n}`,
    "good.ts": GOOD,
    "other/b.ts": GOOD,
  });
  const result = await scanTree(tree);
  expect(places(result)).toEqual(FOUND);
  expect(result.skipped.map(({ file }) => file)).toEqual(["tsconfig.json", "tsconfig.json"]);
  expect(skips(result).join("\n")).toMatch(/2:15: File '@tsconfig\/node18\/tsconfig.json' not found\./);
  expect(skips(result).join("\n")).toMatch(/Cannot read file 'gone\.json'/);
});

test("a tsconfig that extends itself", async () => {
  const result = await scanBeside({ "tsconfig.json": `{ "extends": "./b.json" }`, "b.json": `{ "extends": "./tsconfig.json" }` });
  expect(skips(result).join()).toContain("Circularity detected");
});

test.each([["by directory", "."], ["by path", "tsconfig.json"]])(
  "a tsconfig that is not JSON, given %s: the directory is scanned without it",
  async (_, given) => {
    const tree = createTree({ "tsconfig.json": `{ "include": ["src" }`, "good.ts": GOOD });
    const result = await scanTree(tree, { paths: [given] });
    expect(places(result)).toEqual(FOUND);
    expect(skips(result)).toEqual(["tsconfig.json | 1:21: ',' expected. The files are scanned without it."]);
  },
);

test.each([["an array", "[]"], ["nothing", ""], ["a wrong `include`", `{ "include": 5, "files": {} }`]])(
  "a tsconfig that holds %s is taken for one with the defaults",
  async (_, text) => {
    expect(places(await scanBeside({ "tsconfig.json": text }))).toEqual(FOUND);
  },
);

test("files that a tsconfig lists but that are not there", async () => {
  const result = await scanBeside({ "tsconfig.json": `{ "files": ["gone.ts", "good.ts"] }` });
  expect(places(result)).toEqual(FOUND);
  expect(skips(result)).toEqual(["gone.ts | not found: deleted meanwhile, or listed by a tsconfig but not there"]);
});

test("a file that disappears between listing and reading", async () => {
  const tree = createTree({ "a.ts": GOOD, "good.ts": GOOD, "z.ts": GOOD });
  const result = await scanTree(tree, { onProgress: () => rmSync(path.join(tree, "z.ts"), { force: true }) });
  expect(places(result)).toEqual(["a.ts:1:1", ...FOUND]);
  expect(skips(result)).toEqual(["z.ts | not found: deleted meanwhile, or listed by a tsconfig but not there"]);
});

test("symbolic links: loops, broken ones, and one that leads out of the directory", async () => {
  const tree = createTree({ "in/good.ts": GOOD, "in/src/a.ts": GOOD, "out/b.ts": GOOD });
  const link = (target: string, name: string) => symlinkSync(target, path.join(tree, "in", name));
  link("..", "src/up");
  link("loop.ts", "loop.ts");
  link("two", "one");
  link("one", "two");
  link("gone.ts", "broken.ts");
  link("gone", "broken");
  link("../out/b.ts", "b.ts");
  link("../out", "outside");
  const expected = {
    analysed: ["b.ts", "good.ts", "src/a.ts"],
    skipped: [
      { file: "broken.ts", reason: "a broken symbolic link" },
      { file: "loop.ts", reason: "a symbolic link that leads back to itself" },
    ],
  };
  expect(await scanTree(path.join(tree, "in"))).toMatchObject(expected);
  writeFileSync(path.join(tree, "in/tsconfig.json"), "{}");
  expect(await scanTree(path.join(tree, "in"))).toMatchObject(expected);
});

test("a directory and a file without permission", { skip: process.platform === "win32" }, async () => {
  const tree = createTree({
    "good.ts": GOOD,
    "secret/a.ts": GOOD,
    "secret.ts": GOOD,
    "project/tsconfig.json": "{}",
    "project/good.ts": GOOD,
    "project/secret/b.ts": GOOD,
  });
  chmodSync(tree, 0o755);
  const secrets = ["secret", "secret.ts", "project/secret"].map((name) => path.join(tree, name));
  for (const secret of secrets) chmodSync(secret, 0o000);
  try {
    const result = await withoutPrivileges(() => scanTree(tree));
    expect(result.analysed).toEqual(["good.ts", "project/good.ts"]);
    expect(skips(result)).toEqual([
      "project/secret | permission denied",
      "secret | permission denied",
      "secret.ts | permission denied",
    ]);
    const attempt = withoutPrivileges(() => scanTree(tree, { paths: ["secret"] }));
    await expect(attempt).rejects.toThrow("Nothing to scan: secret: permission denied.");
  } finally {
    for (const secret of secrets) chmodSync(secret, 0o755);
  }
});

/** Permissions do not bind the superuser: becomes another user meanwhile. */
async function withoutPrivileges<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid!() !== 0) return action();
  process.seteuid!(65534);
  try {
    return await action();
  } finally {
    process.seteuid!(0);
  }
}

test("a pipe named .ts is not read", { skip: process.platform === "win32" }, async () => {
  const tree = createTree({ "tsconfig.json": `{ "files": ["good.ts", "pipe.ts"] }`, "good.ts": GOOD });
  execFileSync("mkfifo", [path.join(tree, "pipe.ts")]);
  expect(skips(await scanTree(tree))).toEqual(["pipe.ts | not a regular file"]);
  expect(skips(await scanTree(tree, { paths: ["good.ts", "pipe.ts"] }))).toEqual(["pipe.ts | not a regular file"]);
});

test("a generated file of 5 MB is scanned", async () => {
  const row = `  ["key", { id: 12345, tags: ["a", "b"], text: "some text in a table" }],\n`;
  const text = `export const table = [\n${row.repeat(5_000_000 / row.length)}];\ninsert();\n`;
  const result = await scanBeside({ "generated.ts": text });
  expect(result.skipped).toEqual([]);
  expect(places(result)[0]).toBe(`generated.ts:${text.split("\n").length - 1}:1`);
}, 30_000);

test("a file of more than 20 MB is skipped", async () => {
  const result = await scanBeside({ "huge.js": `"${" ".repeat(21 * 1024 * 1024)}";` });
  expect(skips(result)).toEqual(["huge.js | larger than 20 MB (21 MB)"]);
});

const DEEP: Readonly<Record<string, string>> = {
  "blocks": "{".repeat(10_000) + "}".repeat(10_000),
  "barely parsable blocks": "{".repeat(1_000) + "}".repeat(1_000),
  "parentheses": `x = ${"(".repeat(10_000)}1${")".repeat(10_000)};`,
  "arrays": `x = ${"[".repeat(10_000)}1${"]".repeat(10_000)};`,
  "functions": "f(() => {".repeat(5_000) + "})".repeat(5_000),
  "an else-if chain": `if (a) {}${" else if (a) {}".repeat(5_000)}`,
  "a method chain": `a${".b()".repeat(20_000)};`,
  "conditions": `x = ${"a ? b : ".repeat(20_000)}c;`,
  "types": `type X = ${"A<".repeat(5_000)}B${" >".repeat(5_000)};`,
  "arrows": `x = ${"a => ".repeat(10_000)}1;`,
};

test.each(Object.entries(DEEP))("nested too deeply: %s", async (_, text) => {
  const tree = createTree({ "deep.ts": text, "good.ts": `import "./deep";\n(a, b) => a;\ninsert();` });
  const result = await scanWith((input, options) => (input.checker(), markerAnalyser(input, options)), { cwd: tree });
  expect(skips(result)).toEqual(["deep.ts | nested too deeply to be analysed"]);
  expect(places(result)).toEqual(["good.ts:3:1"]);
});

test.each([
  ["a sum of 20,000 terms", `x = a${" + a".repeat(20_000)};`],
  ["a comma list of 20,000 terms", `x = (a${", a".repeat(20_000)});`],
  ["700 nested blocks", "{".repeat(700) + "}".repeat(700)],
  ["an else-if chain of 700", `if (a) {}${" else if (a) {}".repeat(700)}`],
])("not too deep: %s", async (_, text) => {
  const tree = createTree({ "deep.ts": `${text}\ninsert();` });
  const result = await scanWith((input, options) => (input.checker(), markerAnalyser(input, options)), { cwd: tree });
  expect(result.skipped).toEqual([]);
  expect(places(result)).toEqual(["deep.ts:2:1"]);
});

test("a file after one that has overflowed the parser's stack is parsed as if alone", async () => {
  // The parser remembers at which positions it found no arrow function; `(a)` stands where one is in the other file.
  const deep = `x = (a) + ${"(".repeat(10_000)}`;
  const tree = createTree({ "a.ts": deep, "b.ts": "x = (a) => insert();" });
  const result = await scanTree(tree);
  expect(places(result)).toEqual(["b.ts:1:12"]);
  expect(result.skipped.map(({ file }) => file)).toEqual(["a.ts"]);
});

test.each([
  ["an error", new TypeError("x is not\n  iterable"), "x is not iterable"],
  ["a stack overflow", new RangeError("Maximum call stack size exceeded"), "Maximum call stack size exceeded"],
  ["something else", "a string", "a string"],
])("an analysis that throws %s costs that file only", async (_, thrown, message) => {
  const tree = createTree({ "bad.ts": "", "good.ts": GOOD });
  const result = await scanWith(
    (input, options) => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- a library may throw anything
      if (input.file === "bad.ts") throw thrown;
      return markerAnalyser(input, options);
    },
    { cwd: tree },
  );
  expect(places(result)).toEqual(FOUND);
  expect(skips(result)).toEqual([`bad.ts | internal error: ${message}; please report`]);
  expect(result.stats.files).toBe(1);
});

test("imports that cannot be resolved do not matter", async () => {
  const tree = createTree({ "a.ts": `import x from "not-installed"; import y from "./gone"; insert(x, y);` });
  const result = await scanWith((input, options) => (input.checker(), markerAnalyser(input, options)), { cwd: tree });
  expect(places(result)).toEqual(["a.ts:1:56"]);
  expect(result.skipped).toEqual([]);
});
