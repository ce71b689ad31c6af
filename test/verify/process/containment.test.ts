import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { isBuiltin } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run, runOne } from "./compiled.ts";

const outside = realpathSync(mkdtempSync(join(tmpdir(), "rangeguard-outside-")));
const victim = join(outside, "victim.txt");
writeFileSync(victim, "untouched");
afterAll(() => rmSync(outside, { recursive: true, force: true }));

let requests = 0;
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((_, response) => {
    requests++;
    response.end("here");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

/** Runs attempts, each an expression in the scope of `head`, and tells for each what became of it: a value, or the code of its error. */
async function attempt(head: string, attempts: readonly string[], permissionModel: boolean): Promise<unknown[]> {
  const tries = attempts.map((each) => `await told(async () => ${each})`).join(",\n");
  const [result] = await run([`${head}
    const told = async (act) => { try { return ["done", await act()]; } catch (error) { return error.cause?.code ?? error.code ?? String(error); } };
    export default async ({ temporary, blocked }) => ({ told: [${tries}], blocked: blocked.map(({ wanted }) => wanted) });`], { permissionModel });
  if (result?.kind !== "answer") throw new Error(JSON.stringify(result));
  return (result.answer as { told: unknown[] }).told;
}

const files = `import fs, { writeFileSync, promises } from "node:fs"; import { appendFile } from "node:fs/promises";
  const V = ${JSON.stringify(victim)}; const O = ${JSON.stringify(outside)};
  const callback = (act) => new Promise((resolve, reject) => act((error, value) => (error ? reject(error) : resolve(value))));
  const stream = (made) => new Promise((resolve, reject) => made.on("error", reject).end("x", (error) => (error ? reject(error) : resolve())));`;

const writes = [
  "writeFileSync(V, 'x')",
  "fs.writeFileSync(new URL('file://' + V), 'x')",
  "fs.writeFileSync(Buffer.from(V), 'x')",
  "callback((done) => fs.writeFile(V, 'x', done))",
  "callback((done) => fs.open(V, 'r+', done))",
  "appendFile(V, 'x')",
  "promises.open(V, 'a')",
  "fs.openSync(V, fs.constants.O_WRONLY)",
  "stream(fs.createWriteStream(V))",
  "fs.unlinkSync(V)",
  "promises.rm(O, { recursive: true })",
  "fs.renameSync(V, temporary + '/stolen')",
  "fs.copyFileSync('/etc/hostname', V)",
  "fs.cpSync(temporary, O + '/copy', { recursive: true })",
  "fs.mkdirSync(O + '/folder/deep', { recursive: true })",
  "fs.truncateSync(V)",
  "fs.chmodSync(V, 0o777)",
  "promises.utimes(V, 1, 1)",
  "fs.linkSync(V, temporary + '/hard')",
  "fs.symlinkSync(V, temporary + '/soft')",
  "fs.writeFileSync(temporary + '/../' + V.split('/').slice(2).join('/'), 'x')",
  "callback((done) => fs.mkdtemp(O + '/a', done))",
];

/** `true`: with Node's permission model under the replaced modules. `false`: the replaced modules alone, as where Node has none. */
describe.each([true, false])("with permissions of Node's: %s", (permissionModel) => {
  test("nothing outside of the temporary folder is written to", async () => {
    const told = await attempt(files, writes, permissionModel);
    expect(Object.fromEntries(told.map((each, index) => [writes[index]!, each]))).toEqual(
      Object.fromEntries(writes.map((each) => [each, "ERR_ACCESS_DENIED"])),
    );
    expect(readFileSync(victim, "utf8")).toBe("untouched");
    expect(readdirSync(outside)).toEqual(["victim.txt"]);
  });

  test("the temporary folder is written to, and everything is read", async () => {
    const told = await attempt(
      `${files} import os from "node:os";`,
      [
        "writeFileSync(temporary + '/a', 'x')",
        "promises.mkdir(temporary + '/b/c', { recursive: true }).then(() => 'made')",
        "promises.writeFile(temporary + '/b/c/d', 'yz')",
        "stream(fs.createWriteStream(temporary + '/e'))",
        "promises.rename(temporary + '/b/c/d', temporary + '/f')",
        "fs.readFileSync(temporary + '/f', 'utf8')",
        "fs.readFileSync(V, 'utf8')",
        "fs.realpathSync(os.tmpdir()) === temporary",
        "os.homedir() === temporary",
        "fs.rmSync(temporary + '/b', { recursive: true })",
      ],
      permissionModel,
    );
    const done = [null, "made", null, null, null, "yz", "untouched", true, true, null];
    expect(told).toEqual(done.map((value) => ["done", ...(value === null ? [null] : [value])]));
  });

  test("there is no network", async () => {
    const wanted = [
      "fetch(URL_)",
      "fetch(new Request(URL_))",
      "event(http.get(URL_), 'response')",
      "event(https.get('https://127.0.0.1:' + PORT), 'response')",
      "event(net.connect(PORT, '127.0.0.1'), 'connect')",
      "event(new Socket().connect({ port: PORT, host: '127.0.0.1' }), 'connect')",
      "event(net.connect('/nowhere/a.sock'), 'connect')",
      "event(tls.connect(PORT, '127.0.0.1'), 'secureConnect')",
      "event(http2.connect(URL_), 'connect')",
      "event(net.createServer().listen(0), 'listening')",
      "event(http.createServer().listen(0), 'listening')",
      "event(dgram.createSocket('udp4').bind(0), 'listening')",
      "callback((done) => dgram.createSocket('udp4').send('x', PORT, '127.0.0.1', done))",
      "callback((done) => dns.lookup('localhost', done))",
      "callback((done) => new dns.Resolver().resolve4('example.org', done))",
      "dns.promises.resolve('example.org')",
      "new dns.promises.Resolver().resolveTxt('example.org')",
    ];
    const head = `import net, { Socket } from "node:net"; import tls from "node:tls"; import http from "node:http"; import https from "node:https";
      import http2 from "node:http2"; import dgram from "node:dgram"; import dns from "node:dns";
      const PORT = ${port}; const URL_ = "http://127.0.0.1:${port}/";
      const callback = (act) => new Promise((resolve, reject) => act((error, value) => (error ? reject(error) : resolve(value))));
      const event = (emitter, name) => new Promise((resolve, reject) => emitter.on("error", reject).on(name, () => resolve(name)));`;
    const told = await attempt(head, wanted, permissionModel);
    expect(Object.fromEntries(told.map((each, index) => [wanted[index]!, each]))).toEqual(
      Object.fromEntries(wanted.map((each) => [each, "ERR_ACCESS_DENIED"])),
    );
    expect(requests).toBe(0);
    expect(await attempt("", ["fetch('data:,text').then((response) => response.text())"], permissionModel)).toEqual([["done", "text"]]);
  });

  test("there are no processes, threads, native modules, and the limits stay", async () => {
    const wanted = [
      "cp.spawn('true')",
      "execSync('true')",
      "cp.fork('x.mjs')",
      "cp.exec('true')",
      "cluster.fork()",
      "new Worker('1', { eval: true })",
      "new threads.Worker('1', { eval: true })",
      "process.dlopen({ exports: {} }, '/x.node')",
      "process.binding('fs')",
      "process.kill(process.ppid, 'SIGKILL')",
      "process.chdir('/')",
      "v8.setFlagsFromString('--max-old-space-size=9999')",
      "v8.writeHeapSnapshot()",
      "process.report.writeReport()",
      "inspector.open(0)",
      "new inspector.Session()",
      "new WASI({ version: 'preview1' })",
      "fs.closeSync(3)",
      "fs.writeSync(4, 'x')",
    ];
    const head = `import cp, { execSync } from "node:child_process"; import cluster from "node:cluster"; import threads, { Worker } from "node:worker_threads";
      import v8 from "node:v8"; import inspector from "node:inspector"; import { WASI } from "node:wasi"; import fs from "node:fs";`;
    const told = await attempt(head, wanted, permissionModel);
    expect(Object.fromEntries(told.map((each, index) => [wanted[index]!, each]))).toEqual(
      Object.fromEntries(wanted.map((each) => [each, "ERR_ACCESS_DENIED"])),
    );
  });

  test("module hooks work", async () => {
    const hook = `data:text/javascript,${encodeURIComponent(`export async function load(url, context, next) {
      return url.endsWith("#hooked") ? { format: "module", source: "export default 'by the hook'", shortCircuit: true } : next(url, context); }`)}`;
    const source = `import module from "node:module";
      export default async () => { module.register(${JSON.stringify(hook)}); return (await import("data:text/javascript,1#hooked")).default; };`;
    expect(await runOne(source, { permissionModel })).toMatchObject({ kind: "answer", answer: "by the hook" });
  });
});

/** What Node has from 22 on. */
test.skipIf(!("WebSocket" in globalThis))("there are no web sockets", async () => {
  const source = `export default () => new Promise((resolve) => {
    const socket = new WebSocket("ws://127.0.0.1:${port}/"); socket.onopen = () => resolve("open"); socket.onerror = () => resolve("error"); });`;
  const result = await runOne(source);
  expect(result).toMatchObject({ kind: "answer", answer: "error", blocked: [{ kind: "network", wanted: `connect to 127.0.0.1:${port}` }] });
  expect(requests).toBe(0);
});

test.skipIf(!isBuiltin("node:sqlite"))("there are no databases", async () => {
  const source = `import { DatabaseSync } from "node:sqlite"; export default () => void new DatabaseSync(${JSON.stringify(join(outside, "a.db"))});`;
  expect(await runOne(source)).toMatchObject({ kind: "blocked", blocked: [{ kind: "write", wanted: "new sqlite.DatabaseSync" }] });
  expect(readdirSync(outside)).toEqual(["victim.txt"]);
});

test("a refused access that nobody catches is the end of the case, and says what was wanted", async () => {
  const reject = await runOne("export default () => fetch('https://example.org/a');");
  expect(reject).toMatchObject({ kind: "blocked", blocked: [{ kind: "network", wanted: "fetch https://example.org/a" }] });
  expect(reject).toMatchObject({ detail: expect.stringContaining("fetch failed") });
  const emitted = await runOne("import net from 'node:net'; export default () => new Promise(() => net.connect(80, 'example.org'));");
  expect(emitted).toMatchObject({ kind: "blocked", blocked: [{ kind: "network", wanted: "connect to example.org:80" }] });
  const thrown = await runOne("import cp from 'node:child_process'; export default () => cp.execSync('ls');");
  expect(thrown).toMatchObject({ kind: "blocked", detail: expect.stringContaining("child_process.execSync(ls)") });
});

test("an access that code does without is told with its answer", async () => {
  const result = await runOne("export default () => fetch('https://example.org/').catch(() => 'cached');");
  expect(result).toMatchObject({ kind: "answer", answer: "cached", blocked: [{ wanted: "fetch https://example.org/" }] });
});

test("the environment holds nothing but what is allowed", async () => {
  process.env["RANGEGUARD_TEST_TOKEN"] = "secret";
  process.env["RANGEGUARD_TEST_MODE"] = "quick";
  process.env["NODE_OPTIONS"] = `${process.env["NODE_OPTIONS"] ?? ""} --stack-trace-limit=3`;
  try {
    const source = "import process from 'node:process'; export default () => [process.env, process.execArgv, process.cwd()];";
    const result = await runOne(source, { environment: ["RANGEGUARD_TEST_MODE"], cwd: outside });
    const [env, args, cwd] = (result as { answer?: [Record<string, string>, string[], string] }).answer!;
    expect(env["RANGEGUARD_TEST_MODE"]).toBe("quick");
    expect(Object.values(env)).not.toContain("secret");
    const allowed = /^(PATH|LANG|LANGUAGE|LC_ALL|LC_CTYPE|TZ|NODE_ENV|HOME|USERPROFILE|TMPDIR|TEMP|TMP|RANGEGUARD_TEST_MODE)$/;
    expect(Object.keys(env).filter((name) => process.platform !== "win32" && !allowed.test(name))).toEqual([]);
    expect(args.join(" ")).not.toContain("stack-trace-limit");
    expect(cwd).toBe(outside);
    expect(existsSync(env["TMPDIR"]!)).toBe(false);
  } finally {
    for (const name of ["RANGEGUARD_TEST_TOKEN", "RANGEGUARD_TEST_MODE", "NODE_OPTIONS"]) delete process.env[name];
  }
});
