import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ts } from "ts-morph";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { resolveSource } from "../../../src/verify/instrument/resolve.ts";
import type { PreparedFile, ServeOptions } from "../../../src/verify/instrument/serve.ts";

const sources = fileURLToPath(new URL("../../../src/verify/instrument", import.meta.url));
let directory: string;

/** The loader runs in a plain Node process: without types, and without anything but Node's own modules. */
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "rangeguard-loader-"));
  mkdirSync(path.join(directory, "loader"));
  for (const name of ["decorated", "loader", "loader-hooks", "resolve", "serve", "stubs"]) {
    const options = { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true };
    const { outputText } = ts.transpileModule(readFileSync(path.join(sources, `${name}.ts`), "utf8"), { compilerOptions: options });
    expect([...outputText.matchAll(/from "([^"]+)"/g)].map(([, from]) => from!).filter((from) => !/^(node:|\.\/)/.test(from))).toEqual([]);
    writeFileSync(path.join(directory, `loader/${name}.js`), outputText);
  }
  writeFileSync(path.join(directory, "loader/package.json"), '{"type":"module"}');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

let projects = 0;

interface Loading {
  readonly format?: "module" | "commonjs";
  readonly options?: Partial<ServeOptions>;
  /** Files that are prepared by a transformer instead. */
  readonly transformer?: string;
}

/** Writes a project, loads its `main` in a new process, and gives what its default or `main` export returns, and the stubs. */
function loadProject(files: Readonly<Record<string, string>>, main: string, { format, options, transformer }: Loading = {}): { result: any; stubs: string[]; calls: any[]; stderr: string } {
  const root = path.join(directory, `project${projects++}`);
  const prepared: Record<string, PreparedFile> = {};
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    const isProjectCode = /\.[cm]?[jt]sx?$/.test(name) && !name.includes("node_modules");
    if (isProjectCode && transformer === undefined) prepared[file] = instrument(text, file, [], { format: /\.[cm][jt]s$/.test(name) ? undefined : format });
  }
  let transformerUrl: string | undefined;
  if (transformer !== undefined) {
    writeFileSync(path.join(root, "transformer.mjs"), transformer);
    transformerUrl = pathToFileURL(path.join(root, "transformer.mjs")).href;
  }
  const serve: ServeOptions = { root, files: prepared, transformer: transformerUrl, ...options, mappings: options?.mappings && { ...options.mappings, base: root } };
  writeFileSync(path.join(root, "serve.json"), JSON.stringify(serve));
  const script = `
    import { readFileSync } from "node:fs";
    import { installLoader } from ${JSON.stringify(pathToFileURL(path.join(directory, "loader/loader.js")).href)};
    globalThis[Symbol.for("rangeguard.verify")] = { module() {}, privates() {} };
    const calls = [];
    const loader = await installLoader(JSON.parse(readFileSync(${JSON.stringify(path.join(root, "serve.json"))}, "utf8")), { onCall(call) { calls.push([call.module, call.path, call.args.length, call.isNew]); return undefined; } });
    const loaded = await loader.load(${JSON.stringify(path.join(root, main))});
    const result = await (loaded.main ?? loaded.default?.main ?? loaded.default)();
    console.log(JSON.stringify({ result, stubs: loader.stubs.names, calls }));`;
  writeFileSync(path.join(root, "run.mjs"), script);
  const child = spawnSync(process.execPath, ["--enable-source-maps", path.join(root, "run.mjs")], { encoding: "utf8", timeout: 20_000 });
  if (child.status !== 0) throw new Error(child.stderr);
  return { ...(JSON.parse(child.stdout) as { result: any; stubs: string[]; calls: any[] }), stderr: child.stderr };
}

describe.each(["module", "commonjs"] as const)("a project of %s", (format) => {
  test("resolves what TypeScript and bundlers resolve", () => {
    const { result } = loadProject(
      {
        "main.ts": `import { a } from "./a"; import { b } from "./b.js"; import c from "./dir"; import data from "./data.json"; import { d } from "@lib/d"; import { join } from "node:path"; import { e } from "@exact"; import type { T } from "./nowhere"
          export const main = () => [a, b, c, data.n, d, e, join("x", "y")] satisfies unknown[]`,
        "a.ts": "export const a: number = 1",
        "b.tsx": "export const b = 2 as const",
        "dir/index.ts": "export default 3",
        "data.json": '{"n": 4, "not a name": 5}',
        "lib/src/d.ts": "export enum D { X = 5 } export const d = D.X",
        "e.ts": "export const e = 6",
        "package.json": "{}",
      },
      "main.ts",
      { format, options: { mappings: { base: "", paths: { "@lib/*": ["nowhere/*", "lib/src/*"], "@exact": ["e.ts"] } } } },
    );
    expect(result).toEqual([1, 2, 3, 4, 5, 6, path.join("x", "y")]);
  });

  test("stubs what is missing, by name, and records its calls", () => {
    const { result, stubs, calls } = loadProject(
      {
        "main.ts": `import Client, { connect, Base } from "missing"; import * as ns from "missing/deep"; import "./style.css"; import logo from "./logo.svg"; import { x } from "./generated/client"; import ok from "present"
          class Mine extends Base { n = 1 } 
          export const main = async () => { const c = new Client(1); await c.query("a", 2); connect(); ns.go.far(); void logo.src; return [typeof x.y, new Mine().n, new Mine() instanceof Base, await connect === connect, String(x).length > 0, [...connect().rows].length, ok] }`,
        "style.css": "a {}",
        "logo.svg": "<svg/>",
        "node_modules/present/package.json": '{"name":"present","main":"i.js"}',
        "node_modules/present/i.js": 'let o; try { o = require("not-there") } catch { o = "none" } module.exports = o',
      },
      "main.ts",
      { format },
    );
    expect(result).toEqual(["function", 1, true, true, true, 0, "none"]);
    expect(stubs.filter((name) => !/\.(css|svg)$/.test(name)).sort()).toEqual(["./generated/client", "missing", "missing/deep"]);
    expect(calls.slice(0, 4)).toEqual([["missing", "default", 1, true], ["missing", "default().query", 2, false], ["missing", "connect", 0, false], ["missing/deep", "go.far", 0, false]]);
  });

  test("keeps the lines of errors", () => {
    const files = { "main.ts": "interface A {\n  a: 1\n}\ntype B = A\nexport const main = (): string => {\n  const e = new Error('x')\n  return e.stack!\n}" };
    expect(loadProject(files, "main.ts", { format }).result).toMatch(/main\.ts:6:/);
  });

  test("circular imports work as before", () => {
    const files = {
      "main.ts": 'import { b } from "./b"; export const main = () => b(); export function early() { for (const x of [1]) return x }',
      "b.ts": 'import { early } from "./main"; const at = early(); export const b = () => at',
    };
    if (format === "module") expect(loadProject(files, "b.ts".replace("b", "main"), { format }).result).toBe(1);
    else expect(loadProject({ ...files, "b.ts": 'import { early } from "./main"; export const b = () => early()' }, "main.ts", { format }).result).toBe(1);
  });
});

test("ES modules may use require and __dirname, as bundlers let them", () => {
  const files = { "main.ts": 'export const main = () => [typeof require("node:fs").readFileSync, __dirname.length > 1, __filename.endsWith("main.ts")]' };
  expect(loadProject(files, "main.ts", { format: "module" }).result).toEqual(["function", true, true]);
});

test("CommonJS and ES modules of one project load each other", () => {
  const files = { "main.mts": 'import c from "./c.cjs"; import { createRequire } from "node:module"; export const main = () => [c.v, createRequire(import.meta.url)("./d").w]', "c.cts": "import './d'; export = { v: 1 }", "d.ts": "exports.w = 2" };
  expect(loadProject(files, "main.mts", { format: "commonjs" }).result).toEqual([1, 2]);
});

test("a transformer prepares what is not prepared, on whatever thread it is asked for", () => {
  const transformer = 'export function transform(source, file) { return { code: source.replaceAll(": number", ""), format: file.endsWith(".cts") ? "commonjs" : "module", imports: [{ specifier: "gone", names: ["g"] }] } }';
  const files = { "main.ts": 'import { a } from "./a"; import { g } from "gone"; import c from "./c.cjs"; export const main = () => [a, typeof g, c.v]', "a.ts": "export const a: number = 1", "c.cts": "const v: number = 3; exports.v = v" };
  expect(loadProject(files, "main.ts", { transformer }).result).toEqual([1, "function", 3]);
});

test("paths are mapped by the longest pattern, and only files count", () => {
  const root = path.join(directory, "paths");
  cpSync(path.join(directory, "loader"), root, { recursive: true });
  const mappings = { base: root, paths: { "*": ["./*"], "@a/*": ["nothing/*"], "@a/b/*": ["./*"] } };
  expect(readdirSync(root)).toContain("serve.js");
  expect(resolveSource("@a/b/serve", path.join(root, "x.ts"), mappings)).toBe(path.join(root, "serve.js"));
  expect(resolveSource("@a/serve", path.join(root, "x.ts"), mappings)).toBeUndefined();
  expect(resolveSource("./serve.js?raw", path.join(root, "x.ts"))).toBe(path.join(root, "serve.js"));
  expect(resolveSource(".", path.join(root, "x.ts"))).toBeUndefined();
});
