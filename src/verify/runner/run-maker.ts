import { types } from "node:util";
import { runtime } from "../../engine/step/runtime.ts";
import { isAcrossAwait } from "../across-await.ts";
import type { CallInput, Receiver, RunInput, VerifyCase } from "../case.ts";
import { makeGoMap } from "../gomap/make.ts";
import { build, buildArguments, buildReceiver } from "../inputs/build.ts";
import { type Description, isDescribed } from "../inputs/description.ts";
import { applySeeds, valueAt } from "../inputs/seed.ts";
import { UnbuildableError } from "../inputs/unbuildable.ts";
import { createWorld, type World } from "../inputs/world.ts";
import { isLock } from "../../hazards/lock-names.ts";
import type { LoopCall } from "../loop/result.ts";
import type { OwnedSeed } from "../inner-state.ts";
import { releaseOf } from "../release-of.ts";
import { invoke, type Place, placeAt } from "./invoke.ts";
import type { Program } from "./program.ts";
import { shapeOf } from "./shape.ts";

/** Inputs are small: a loop that goes on beyond is one that would not end. */
const limits = { visits: 48, elements: 1000 };

/** Calls of stubs beyond these make no further calls. */
const mostStubCalls = 1000;

/** What can be told of a run from outside, beside what its calls gave. */
export interface RunFacts {
  /** Calls of stubs, with their arguments. */
  readonly external: unknown[];
  readonly receivers: unknown[];
  /** The types for which there were stand-ins. */
  readonly standIns: Set<string>;
  /** The shapes of what was at the places that are watched when the calls began: see `RunMaker.watched`. */
  shapes: readonly string[];
  /** Why no run could be made. */
  failure: UnbuildableError | null;
}

/** Makes runs of inputs: everything they work on is made anew. */
export class RunMaker {
  readonly #case: VerifyCase;
  readonly #program: Program;
  readonly #invoke: typeof invoke;
  facts = noFacts();
  /** Places of which runs are to tell what calls have made of them. */
  watched: readonly OwnedSeed[] = [];

  /** @param invoker makes the calls of entries. */
  constructor(verifyCase: VerifyCase, program: Program, invoker = invoke) {
    this.#case = verifyCase;
    this.#program = program;
    this.#invoke = invoker;
  }

  /** The calls of a run, each to be made under a schedule. None where something cannot be made: see `facts`. */
  calls(input: RunInput): readonly LoopCall[] {
    return this.#made(input, (run) => [...input.calls.map((call) => run.loopCall(call)), ...run.setupCall(input.setup)]);
  }

  /** The same calls, one after the other: what they gave is the value of the one call. */
  serialCalls(input: RunInput, order: readonly number[]): readonly LoopCall[] {
    return this.#made(input, (run) => [run.serialCall(input.calls, order), ...run.setupCall(input.setup)]);
  }

  #made(input: RunInput, callsOf: (run: Run) => LoopCall[]): readonly LoopCall[] {
    this.facts = noFacts();
    try {
      this.#program.beginRun();
    } catch (error) {
      this.facts.failure = error as UnbuildableError;
    }
    this.#program.trace.begin({ clock: clockOf(this.#program), sites: this.#case.sites, limits });
    if (this.facts.failure !== null) return [];
    try {
      return callsOf(new Run(this.#case, this.#program, input, this.facts, this.#invoke, this.watched));
    } catch (error) {
      this.facts.failure = error instanceof UnbuildableError ? error : new UnbuildableError("constructor-threw", this.#case.entries[0]!.label, error);
      return [];
    }
  }
}

function noFacts(): RunFacts {
  return { external: [], receivers: [], standIns: new Set(), shapes: [], failure: null };
}

function clockOf({ loop }: Program): { task(): string; turn(): number } {
  return { task: () => pathOf(loop.currentTask()?.path ?? "?"), turn: () => loop.currentTurn()?.number ?? 0 };
}

/** A task of a simulated program is one of the call that runs the program. */
function pathOf(call: string): string {
  const inner = runtime()?.task.path ?? "0";
  return inner === "0" ? call : `${call}/${inner}`;
}

/** One run: its objects. */
class Run {
  readonly #case: VerifyCase;
  readonly #program: Program;
  readonly #facts: RunFacts;
  readonly #world: World;
  /** Of what does not call back on its own: what a file declares without a definition knows of it only what it is given. */
  readonly #outside: World;
  readonly #invoke: typeof invoke;
  readonly #reentry: Map<number, CallInput[]>;
  /** What the setup calls have returned. */
  readonly #returned: unknown[] = [];
  readonly #setup: readonly CallInput[];
  readonly #watched: readonly OwnedSeed[];
  #stubCalls = 0;
  #depth = 0;

  constructor(verifyCase: VerifyCase, program: Program, input: RunInput, facts: RunFacts, invoker: typeof invoke, watched: readonly OwnedSeed[]) {
    this.#invoke = invoker;
    this.#watched = watched;
    this.#case = verifyCase;
    this.#program = program;
    this.#setup = input.setup;
    this.#facts = facts;
    this.#reentry = new Map();
    for (const { at, call } of input.reentry) this.#reentry.set(at, [...(this.#reentry.get(at) ?? []), call]);
    this.#world = this.#worldOf();
    program.onMissingCall = ({ name, args }) => this.#stubCalled(name, args);
    program.onGuardedCall = (names) => void (facts.failure ??= new UnbuildableError("lock", names));
    this.#outside = { ...this.#world, called: ({ name, args }) => this.#stubCalled(name, args, false) };
    for (const { name, value } of input.ambients ?? []) define(name, build(value, this.#outside));
    applySeeds(undefined, input.seeds, this.#world, build);
    this.#trackSeeds();
    this.#case.receivers.forEach((receiver, index) => facts.receivers.push(this.#receiver(receiver, input.receivers[index]!)));
    for (const receiver of facts.receivers) program.trace.trackState(receiver);
    this.#noteShapes();
  }

  loopCall(call: CallInput): LoopCall {
    const args = this.#argsOf(call);
    return { label: this.#labelOf(call), start: () => this.#call(call, args) };
  }

  /** What comes before the calls: factories whose result is a promise, then the setup calls. */
  setupCall(setup: readonly CallInput[]): LoopCall[] {
    const hasPromise = this.#facts.receivers.some((receiver) => types.isPromise(receiver));
    if (setup.length === 0 && !hasPromise) return [];
    const args = setup.map((call) => this.#argsOf(call));
    const start = async (): Promise<void> => {
      await this.#awaitReceivers();
      for (const [index, call] of setup.entries()) {
        this.#returned[index] = await settled(() => this.#call(call, args[index]!));
      }
      this.#noteShapes();
    };
    return [{ label: "setup", start, isSetup: true }];
  }

  serialCall(calls: readonly CallInput[], order: readonly number[]): LoopCall {
    const args = calls.map((call) => this.#argsOf(call));
    const start = async (): Promise<unknown[]> => {
      const results: unknown[] = [];
      for (const index of order) {
        try {
          results[index] = { value: await this.#call(calls[index]!, args[index]!) };
        } catch (error) {
          results[index] = { error: String(error) };
        }
      }
      return results;
    };
    return { label: "calls", start };
  }

  async #awaitReceivers(): Promise<void> {
    const { receivers } = this.#facts;
    for (const [index, receiver] of receivers.entries()) {
      if (!types.isPromise(receiver)) continue;
      receivers[index] = await receiver;
      this.#program.trace.trackState(receivers[index]);
    }
  }

  #noteShapes(): void {
    const { receivers } = this.#facts;
    const values = this.#watched.map(({ receiver, seed }) => valueAt(receiver === undefined ? undefined : (receivers[receiver] as object), seed.place, this.#world));
    this.#facts.shapes = values.map(shapeOf);
  }

  /** `list.find(test)`: a function that is handed to the very loop is not one that changes the list, other than a listener that was registered. */
  #argsOf({ entry, args }: CallInput): unknown[] {
    const isHandedOver = typeof entry === "number" && this.#case.entries[entry]!.role === "main" && !this.#case.hazards.some(isAcrossAwait);
    return buildArguments(args, isHandedOver ? this.#outside : this.#world);
  }

  #labelOf({ entry }: CallInput): string {
    return typeof entry === "number" ? this.#case.entries[entry]!.label : `what setup call ${entry.returnedBy + 1} returned`;
  }

  #call({ entry: which }: CallInput, args: readonly unknown[]): unknown {
    const { loop, trace } = this.#program;
    if (typeof which !== "number") {
      const returned = this.#returned[which.returnedBy];
      if (typeof returned === "function") return (returned as (...args: readonly unknown[]) => unknown)(...args);
      const release = releaseOf(this.#case.entries, this.#setup, which.returnedBy);
      return release === undefined || !returned ? undefined : (returned as Readonly<Record<string, () => unknown>>)[release]!();
    }
    const entry = this.#case.entries[which]!;
    const result = this.#invoke(this.#placeOf(which), entry, args, loop);
    if (!this.#case.hazards.includes("escaping-mutation")) return result;
    if (types.isPromise(result)) void result.then((value) => trace.returned(value), () => {});
    else trace.returned(result);
    return result;
  }

  #placeOf(which: number): Place {
    const { target, accessor } = this.#case.entries[which]!;
    const root = target.kind === "method" ? this.#facts.receivers[target.receiver] : this.#program.value(target.declared);
    return placeAt(root, target.path, accessor !== undefined);
  }

  #receiver(receiver: Receiver, description: Description): unknown {
    // A witness has none that its calls do not use.
    if (isDescribed(description) && description.kind === "absent") return undefined;
    if (receiver.kind === "instance") return buildReceiver(description, this.#world);
    const { value, owner } = placeAt(this.#program.value(receiver.by.declared), receiver.by.path, false);
    if (typeof value !== "function") throw new UnbuildableError("not-exported", receiver.label);
    const args = buildArguments(description as readonly Description[], this.#world);
    return Reflect.apply(value as (...args: unknown[]) => unknown, owner, args);
  }

  #trackSeeds(): void {
    for (const { place } of this.#case.seeds) {
      if (place.in === "module") this.#program.trace.track(this.#program.variable(place.declared)?.get());
      if (place.in === "static") this.#program.trace.trackState(this.#program.value(place.class));
    }
  }

  #worldOf(): World {
    const { loop } = this.#program;
    return createWorld({
      load: (member) => this.#program.value(member),
      called: ({ name, args }) => this.#stubCalled(name, args),
      custom: (name, seed, isList) => this.#custom(name, seed, isList),
      stoodIn: (type) => void this.#facts.standIns.add(type),
      external: (value, label) => loop.external(label, { value }),
      later: (callback, label) => void loop.complete(label, callback),
      goMap: makeGoMap,
      hashPrivate: (object, className, name) => this.#program.privateField(object, className, name),
      variable: (member) => this.#program.variable(member),
    });
  }

  #custom(name: string, seed: number, isList: boolean): unknown {
    const { custom } = this.#program;
    if (custom === undefined) throw new UnbuildableError("no-hooks", name);
    return custom.make(name, seed, isList, this.#world);
  }

  /** A stub stands for code of others. @param callsBack it may call back into the code under test on its own */
  #stubCalled(name: string, args: readonly unknown[], callsBack = true): void {
    // A stub lets in everybody: what the lock keeps apart would meet.
    if (isLock(name.replace(/#\d+$/, ""), []) && !/serializ/i.test(name)) this.#facts.failure ??= new UnbuildableError("lock", name);
    if (this.#facts.external.length >= mostStubCalls) return;
    this.#facts.external.push({ name, args });
    if (!callsBack) return;
    for (const call of this.#reentry.get(this.#stubCalls++) ?? []) {
      if (this.#depth >= 2) return;
      this.#depth++;
      void settled(() => this.#call(call, this.#argsOf(call)));
      this.#depth--;
    }
  }
}

/** What is there already is not the program's: it stays. */
const own = new Set(Object.getOwnPropertyNames(globalThis));

function define(name: string, value: unknown): void {
  if (!own.has(name)) Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** What a call gave, without its error. */
async function settled(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch {
    return undefined;
  }
}
