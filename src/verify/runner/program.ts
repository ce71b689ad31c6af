import { readFileSync } from "node:fs";
import { changesCalls } from "../../hazards/lock-names.ts";
import { GoMapLog } from "../gomap/log.ts";
import { installGoMaps } from "../gomap/maps.ts";
import { GoMapTracer } from "../gomap/tracer.ts";
import { Uses } from "../gomap/uses.ts";
import { hooksKey } from "../instrument/hooks.ts";
import { installLoader, type Loader } from "../instrument/loader.ts";
import { resolveSource } from "../instrument/resolve.ts";
import type { StubModuleCall } from "../instrument/stubs.ts";
import { answerCallback } from "../inputs/error-first.ts";
import type { ModuleMember } from "../inputs/plan.ts";
import { isStandIn } from "../inputs/stand-in.ts";
import type { Variable } from "../inputs/world.ts";
import type { Manifest } from "../project/prepare.ts";
import { VirtualLoop } from "../loop/virtual-loop.ts";
import { Trace } from "../trace/trace.ts";
import { CustomHooks } from "./custom.ts";
import { defineConstants } from "./constants.ts";
import { ImportGraph } from "./import-graph.ts";
import { ModuleState } from "./module-state.ts";
import { installNetwork } from "./network.ts";

/** The code under test in this process: its modules, the loop that it runs on, the trace that watches it. There is one for each process. */
export class Program {
  readonly loop = new VirtualLoop();
  readonly trace: Trace;
  /** What the hooks at uses of Go maps do. */
  readonly goMapUses: Uses;
  /** Told of calls of what is missing. */
  onMissingCall: (call: { readonly name: string; readonly args: readonly unknown[] }) => void = () => {};
  /** Told of calls of methods that something missing decorates, and may keep apart. */
  onGuardedCall: (names: string) => void = () => {};
  readonly #exports = new Map<string, Record<string, unknown>>();
  #loader!: Loader;
  #constants: ReadonlySet<string> = new Set();
  #hooks: Manifest["hooks"];
  #custom: CustomHooks | undefined;
  #state: ModuleState | null = null;
  #imports!: ImportGraph;
  #current: { readonly files: readonly string[]; readonly stubbed: ReadonlySet<string> } = { files: [], stubbed: new Set() };

  private constructor() {
    const log = new GoMapLog(() => this.trace.hooks.recorder);
    const tracer = new GoMapTracer(log);
    this.goMapUses = new Uses(log, tracer);
    tracer.install();
    this.trace = new Trace({
      goMap: this.goMapUses,
      // What stands for a missing module, or for an object that cannot be made, is outside: so is what one waits for there.
      awaited: (value) => {
        if (isStandIn(value)) return this.loop.external("a stand-in", { value });
        return this.#loader.stubs.has(value) ? this.loop.external("a missing module", { value }) : value;
      },
    });
  }

  /** @param project path of a JSON file with `ServeOptions`. */
  static async open(project: string): Promise<Program> {
    const program = new Program();
    const options = JSON.parse(readFileSync(project, "utf8")) as Manifest;
    program.#loader = await installLoader(options, {
      onCall: (call) => program.#missingCalled(call),
      onDecorator: (names) => (changesCalls(names) ? () => program.onGuardedCall(names) : undefined),
    });
    (globalThis as { [hooksKey]?: unknown })[hooksKey] = program.trace.hooks;
    program.loop.install();
    installNetwork(program.loop, (url) => program.onMissingCall({ name: "fetch", args: [url] }));
    program.trace.install();
    installGoMaps();
    program.#hooks = options.hooks;
    program.#imports = new ImportGraph(options);
    program.#constants = defineConstants(options.constants, (name) => program.#loader.stubs.module(name));
    return program;
  }

  #missingCalled({ module, path, args, isNew, result }: StubModuleCall): void {
    const name = `${module}${path === "" ? "" : `.${path}`}`;
    if (!isNew) this.onMissingCall({ name, args });
    // While modules load there is no run that the answer could come in, and later it would come in just any.
    if (!isNew && this.loop.isInRun) answerCallback(args, name, result, (act, label) => void this.loop.complete(label, act));
  }

  /** Those of the project's build that were used, for people: `__DEV__ (constant)`. */
  get constants(): readonly string[] {
    return [...this.#constants];
  }

  /** A case begins. @param files those that it loads */
  beginCase(files: readonly string[]): void {
    this.#current = { files, stubbed: new Set(this.#loader.stubs.names) };
  }

  /**
   * Modules that were missing, by their specifiers, and constants of the project's build that were used. Of the modules those that the files of
   * the case lead to, or that are new since it began: cases share a process.
   */
  get stubs(): readonly string[] {
    const { names } = this.#loader.stubs;
    const { files, stubbed } = this.#current;
    const imported = names.length === 0 ? stubbed : this.#imports.from(files);
    return [...new Set([...names.filter((name) => imported.has(name) || !stubbed.has(name)), ...this.#constants])];
  }

  /** The project's own hooks, once they are loaded. */
  get custom(): CustomHooks | undefined {
    return this.#custom;
  }

  /** Loads the project's own hooks, if it has any. @throws What they throw; Error when they cannot be run. */
  async loadHooks(): Promise<void> {
    if (this.#hooks === undefined || this.#custom !== undefined) return;
    const { file, failure } = this.#hooks;
    if (failure !== undefined) throw new Error(failure);
    const custom = new CustomHooks((await this.#loader.load(file))["default"]);
    for (const [name, exports] of custom.modules()) this.#loader.stubs.provide((name.startsWith(".") ? resolveSource(name, file) : undefined) ?? name, exports);
    this.#custom = custom;
    this.#state = null;
  }

  /** @throws What the module throws while it is evaluated. */
  async load(file: string): Promise<void> {
    if (this.#exports.has(file)) return;
    this.#exports.set(file, await this.#loader.load(file));
    this.#loader.stubs.keepNumbers();
    this.#state = null;
  }

  /** What a module exports or declares; undefined where it has no such thing. */
  value({ module, name, localName }: ModuleMember): unknown {
    const exported = this.#exports.get(module);
    if (name === "export=") return exported?.["default"] ?? exported;
    if (exported !== undefined && Object.hasOwn(exported, name)) return exported[name];
    const scope = this.trace.modules.get(module);
    if (scope === undefined) return undefined;
    return read(scope, Object.hasOwn(scope, localName) ? localName : name);
  }

  variable({ module, name, localName }: ModuleMember): Variable | undefined {
    const scope = this.trace.modules.get(module);
    const key = [localName, name].find((each) => scope !== undefined && Object.hasOwn(scope, each));
    if (scope === undefined || key === undefined) return undefined;
    return { get: () => read(scope, key), set: (value) => void Reflect.set(scope, key, value) };
  }

  /** @param field with or without its `#`. */
  privateField(object: object, className: string, field: string): unknown {
    const name = field.replace(/^#/, "");
    const owners = this.trace.privatesOf(object);
    const owner = owners.find((each) => each.className === className && Object.hasOwn(each.fields, name)) ?? owners.find(({ fields }) => Object.hasOwn(fields, name));
    return owner?.fields[name]?.[0](object);
  }

  /** The `#fields` of an object. */
  privateState(object: unknown): unknown[] {
    if (typeof object !== "object" || object === null) return [];
    return this.trace.privatesOf(object).flatMap(({ fields }) => Object.values(fields).map(([get]) => attempt(() => get(object))));
  }

  /** Another run begins: from the same state, and with the project's hooks around it. @throws UnbuildableError "hook-failed" */
  beginRun(): void {
    this.#custom?.endRun();
    this.restore();
    this.#loader.stubs.beginRun();
    this.#custom?.beginRun();
  }

  /** The last run of a case is over. What its hook throws then is nobody's. */
  endRuns(): void {
    try {
      this.#custom?.endRun();
    } catch {
      // The next case begins with the hooks anew.
    }
  }

  /** Puts the state of all modules back to what it was when they had been loaded. */
  restore(): void {
    this.#state ??= new ModuleState({ scopes: [...this.trace.modules.values()], privatesOf: (object) => this.trace.privatesOf(object), seed: () => this.loop.seed });
    this.#state.restore();
  }
}

function read(scope: Readonly<Record<string, unknown>>, name: string): unknown {
  return attempt(() => scope[name]);
}

/** A variable or field may not have been initialized. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
