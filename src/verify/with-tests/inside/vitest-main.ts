import fs from "node:fs";
import { join, normalize } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import type { ReportedTest, VitestOrder } from "../plan.ts";
// Global setup files run in this process.
import "./runtime.ts";
import { Session } from "./session.ts";

/* The part of Vitest's API for programs that is used, and what Vite's servers are asked for. */

interface Vitest {
  readonly projects: readonly VitestProject[];
  readonly state: { getFiles(): readonly VitestTask[]; getUnhandledErrors(): readonly unknown[] };
  start(filters?: string[]): Promise<unknown>;
  close(): Promise<void>;
}

interface VitestProject {
  readonly name: string;
  readonly config: { setupFiles: string[]; execArgv: string[]; readonly browser?: { readonly enabled?: boolean } };
  readonly vite: {
    readonly environments: Readonly<Record<string, { readonly pluginContainer: PluginContainer }>>;
    readonly config: { readonly server: { readonly fs: { readonly allow: string[] } } };
  };
}

interface PluginContainer {
  transform(code: string, id: string, ...rest: unknown[]): Promise<unknown>;
}

interface VitestTask {
  readonly type: string;
  readonly name: string;
  readonly mode: string;
  readonly filepath?: string;
  readonly file?: VitestTask;
  readonly suite?: VitestTask;
  readonly tasks?: readonly VitestTask[];
  readonly result?: { readonly state?: string; readonly errors?: readonly { readonly message?: unknown }[] };
}

interface VitestModule {
  readonly createVitest: (mode: "test", options: object) => Promise<Vitest>;
  readonly parseCLI: (argv: string[]) => { readonly filter: string[]; readonly options: object };
}

/**
 * Runs the project's tests with its own Vitest and its own configuration. Each project's server hands out files with sites with their hooks in,
 * before any plugin sees them; workers load the runtime when they start.
 */
async function main(session: Session, order: VitestOrder): Promise<void> {
  const { createVitest, parseCLI } = (await import(order.module)) as VitestModule;
  process.argv.splice(1, process.argv.length, "vitest", ...order.args);
  const { filter, options } = parseCLI(["vitest", ...order.args]);
  // A cache of transformed modules must neither be used nor be filled with hooks; and these would count as code that is not covered.
  const own = { watch: false, run: true, coverage: { enabled: false }, experimental: { ...experimentalOf(options), fsModuleCache: false } };
  const vitest = await createVitest("test", { ...options, ...own });
  if (!order.isPlain) for (const project of vitest.projects) instrumentProject(project, session);
  try {
    await vitest.start(filter);
  } catch (error) {
    process.exitCode ||= 1;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
  const tests = vitest.state.getFiles().flatMap((file) => testsOf(file, []));
  const unhandled = vitest.state.getUnhandledErrors().map(messageOf);
  fs.writeFileSync(join(session.folder, "outcome.json"), JSON.stringify({ tests, unhandled }));
  await vitest.close();
}

function experimentalOf(options: object): object {
  return (options as { readonly experimental?: object }).experimental ?? {};
}

function instrumentProject(project: VitestProject, session: Session): void {
  if (project.config.browser?.enabled === true) {
    process.stderr.write(`rangeguard: the tests of project "${project.name}" run in a browser, where they are not watched.\n`);
    return;
  }
  for (const { pluginContainer } of Object.values(project.vite.environments)) {
    const transform = pluginContainer.transform.bind(pluginContainer);
    pluginContainer.transform = (code, id, ...rest) => transform(instrumentedModule(session, code, id), id, ...rest);
  }
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  project.config.execArgv = [...project.config.execArgv, "--import", new URL(`./runtime${extension}`, import.meta.url).href];
  // Servers for tests of pages hand out nothing that lies elsewhere.
  project.vite.config.server.fs.allow.push(session.folder, fileURLToPath(new URL("../..", import.meta.url)));
  project.config.setupFiles = [join(session.folder, "setup.mjs"), ...project.config.setupFiles];
}

/** Ids with a query are other things made of the file, unless the query only makes it new. */
function instrumentedModule(session: Session, code: string, id: string): string {
  return session.instrumented(normalize(id.replace(/[?&](t|v|import)(=[^&]*)?$/, "")), code) ?? code;
}

function testsOf(task: VitestTask, names: readonly string[]): ReportedTest[] {
  if (task.type === "test") {
    const errors = (task.result?.errors ?? []).map(messageOf);
    return [{ file: task.file?.filepath, name: [...names, task.name].join(" > "), state: stateOf(task), errors }];
  }
  const inner = task.filepath === undefined ? [...names, task.name] : names;
  const own = (task.result?.errors ?? []).map(messageOf);
  const file = task.file?.filepath ?? task.filepath;
  const failed: ReportedTest[] = own.length > 0 ? [{ file, name: inner.join(" > "), state: "failed", errors: own }] : [];
  return [...failed, ...(task.tasks ?? []).flatMap((each) => testsOf(each, inner))];
}

function stateOf({ mode, result }: VitestTask): ReportedTest["state"] {
  if (result?.state === "pass") return "passed";
  if (result?.state === "fail") return "failed";
  return mode === "todo" ? "todo" : "skipped";
}

function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { readonly message?: unknown };
  return typeof message === "string" ? message : inspect(error);
}

const session = Session.ofEnvironment();
if (session?.plan.vitest === undefined) throw new Error("This program is started by rangeguard.");
await main(session, session.plan.vitest);
