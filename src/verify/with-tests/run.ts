import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { casesInTests, collect, filesWithoutHooks, testsReported } from "./collect.ts";
import { parseCommand } from "./command-line.ts";
import { type Detected, detectRunner } from "./detect.ts";
import { folderVariable, type ReportedTest, type VitestOrder } from "./plan.ts";
import { prepare } from "./prepare.ts";
import { runSuite, type SuiteCommand, type SuiteEnd } from "./suite-process.ts";
import { type SuiteOutcome, WithTestsError, type WithTestsOptions, type WithTestsResult } from "./types.ts";

const defaultTimeLimit = 600_000;

/**
 * Runs a project's own tests, by Vitest or `node --test`, with hooks at the sites of the cases, and says what they show there. The tests run as
 * they always do: with the real event loop, files and network.
 *
 * @throws WithTestsError when the tests cannot be run; what `signal` gives when it stops them.
 */
export async function runWithTests(given: WithTestsOptions): Promise<WithTestsResult> {
  const options = { ...given, root: path.resolve(given.root) };
  const detected = detectRunner(options.root, options.runner);
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "rangeguard-tests-"));
  try {
    return await runIn(folder, detected, options);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runIn(folder: string, detected: Detected, options: WithTestsOptions): Promise<WithTestsResult> {
  const { runner, why } = detected;
  const order = runner === "vitest" ? vitestOrder(detected, options) : undefined;
  const { plan, uninstrumented, skippedSites } = prepare(options, folder, order);
  const command = order === undefined ? nodeCommand(folder, detected, options) : vitestCommand(folder, detected, options);
  const end = await runSuite(command);
  const { tests, unhandled } = outcomeOf(folder);
  if (order !== undefined && tests === undefined && !end.isTimedOut) throw notStarted(end);
  const text = order === undefined ? command.program : ["vitest", ...order.args].join(" ");
  const cases = casesInTests(options.cases, plan, collect(folder));
  const changed = filesWithoutHooks(folder).map((file) => ({ file, reason: "it was loaded in another form: a loader had compiled it before it could get its hooks" }));
  return { runner, why, command: text, cases, suite: suiteOutcome(end, tests, unhandled), uninstrumented: [...uninstrumented, ...changed], skippedSites };
}

function vitestOrder({ command }: Detected, { root, args = [], isPlain = false }: WithTestsOptions): VitestOrder {
  const own = command === undefined ? ["run"] : [...parseCommand(command, isVitest).args];
  return { module: pathToFileURL(vitestOf(root)).href, args: [...own, ...args], isPlain };
}

function isVitest(word: string): boolean {
  return /(^|\/)vitest(\.mjs)?$/.test(word);
}

function vitestOf(root: string): string {
  const require = createRequire(path.join(root, "package.json"));
  try {
    const { version } = JSON.parse(readFileSync(require.resolve("vitest/package.json"), "utf8")) as { readonly version: string };
    if (Number(version.split(".")[0]) >= 4) return require.resolve("vitest/node");
    throw new WithTestsError(`The project's Vitest is ${version}. Only Vitest 4 and 5 are supported: update it.`);
  } catch (error) {
    if (error instanceof WithTestsError) throw error;
    throw new WithTestsError(`Vitest cannot be found from ${root}. Probably the project's packages are not installed: install them, and try again.`, { cause: error });
  }
}

/** The module of `inside` with this name. */
function insideModule({ inside }: WithTestsOptions, name: string): URL {
  const extension = import.meta.url.endsWith(".ts") && inside === undefined ? "ts" : "js";
  return new URL(`${name}.${extension}`, inside ?? new URL("./inside/", import.meta.url));
}

function vitestCommand(folder: string, { command }: Detected, options: WithTestsOptions): SuiteCommand {
  writeFileSync(path.join(folder, "setup.mjs"), setupFile(insideModule(options, "runtime")));
  const { environment = {} } = command === undefined ? {} : parseCommand(command, isVitest);
  return {
    ...limitsOf(options),
    program: process.execPath,
    args: [fileURLToPath(insideModule(options, "vitest-main"))],
    environment: { ...process.env, ...environment, [folderVariable]: folder },
  };
}

/** Writes the counts after each test file. Pools with contexts of their own have other globals than their process, and load the runtime here. */
function setupFile(runtime: URL): string {
  const flush = `globalThis[Symbol.for("rangeguard.with-tests")]`;
  return `import { afterAll } from "vitest";\nif (${flush} === undefined) await import(${JSON.stringify(runtime.href)});\nafterAll(() => ${flush}?.());\n`;
}

function nodeCommand(folder: string, { command = "node --test" }: Detected, options: WithTestsOptions): SuiteCommand {
  const line = [command, ...(options.args ?? []).map(quoted)].join(" ");
  const entry = options.isPlain === true ? [] : [`--import=${insideModule(options, "node-entry").href}`];
  const reporter = (name: string, destination: string): string => `--test-reporter=${name} --test-reporter-destination=${destination}`;
  const own = reporter(insideModule(options, "node-reporter").href, path.join(folder, "tests.jsonl"));
  const reporters = line.includes("--test-reporter") ? [] : [reporter("spec", "stdout"), own];
  const nodeOptions = [process.env["NODE_OPTIONS"] ?? "", ...entry, ...reporters].join(" ").trim();
  const folders = ancestors(options.root).map((each) => path.join(each, "node_modules/.bin")).filter((each) => existsSync(each));
  const searched = [...folders, path.dirname(process.execPath), process.env["PATH"] ?? ""].join(path.delimiter);
  return {
    ...limitsOf(options),
    program: line,
    args: [],
    isShell: true,
    environment: { ...process.env, PATH: searched, NODE_OPTIONS: nodeOptions, [folderVariable]: folder },
  };
}

function limitsOf({ root, timeLimit = defaultTimeLimit, onOutput, signal }: WithTestsOptions): Pick<SuiteCommand, "cwd" | "timeLimit" | "onOutput" | "signal"> {
  return { cwd: root, timeLimit, onOutput, signal };
}

function ancestors(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, "\\$&")}"`;
}

function outcomeOf(folder: string): { readonly tests?: readonly ReportedTest[]; readonly unhandled: readonly string[] } {
  const file = path.join(folder, "outcome.json");
  if (!existsSync(file)) return { tests: testsReported(path.join(folder, "tests.jsonl")), unhandled: [] };
  return JSON.parse(readFileSync(file, "utf8")) as { readonly tests: readonly ReportedTest[]; readonly unhandled: readonly string[] };
}

function notStarted({ output, exitCode }: SuiteEnd): WithTestsError {
  const lines = output.trim().split("\n").filter((line) => !/^\s+at /.test(line)).slice(-8).join("\n");
  return new WithTestsError(`Vitest has ended with exit code ${exitCode ?? "none"} before it ran the tests. Probably its configuration fails; it said:\n${lines}`);
}

function suiteOutcome(end: SuiteEnd, tests: readonly ReportedTest[] | undefined, unhandled: readonly string[]): SuiteOutcome {
  const count = (...states: readonly ReportedTest["state"][]): number => (tests ?? []).filter(({ state }) => states.includes(state)).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped", "todo"), ...(tests === undefined ? {} : { tests }), unhandled, ...end };
}
