import type { Description, GoMapDescription } from "./description.ts";
import type { ModuleMember } from "./plan.ts";

/** What the values of one run are made with and talk to. Make a new one for each run: objects are shared within it. */
export interface World {
  /** What a module exports or, where the instrumentation hands it out, declares; undefined if it is out of reach. */
  load(member: ModuleMember): unknown;
  /** A stand-in is used for a value of this type, as TypeScript prints it. */
  stoodIn?(type: string): void;
  /** Makes a Go map: with the engine that the code under test imports. */
  goMap?(description: GoMapDescription, make: (part: Description) => unknown): unknown;
  /**
   * A value that the project's hooks make, or the list of all arguments of a call. Undefined where there are no hooks.
   * @throws UnbuildableError "hook-failed"
   */
  custom?(name: string, seed: number, isList: boolean): unknown;
  /** A stub is being called. It may call back into the code under test before it returns. */
  called(call: StubCall): void;
  /** A promise that the event loop fulfils with `value` when it pleases: the result of an operation outside of the module. */
  external(value: unknown, label: string): Promise<unknown>;
  /** Runs `callback` when the event loop pleases. */
  later(callback: () => void, label: string): void;
  /** The value of a `#name` field, where the instrumentation hands it out. */
  hashPrivate?(receiver: object, className: string, name: string): unknown;
  /** A variable of a module that is not exported, where the instrumentation hands it out. */
  variable?(member: ModuleMember): Variable | undefined;
  /** The shared objects made so far, by pool and index. */
  readonly shared: Map<string, unknown>;
}

export interface Variable {
  get(): unknown;
  set(value: unknown): void;
}

export interface StubCall {
  /** Of the parameter or member that the stub was given as; of a shared one with its number: `listener#1`. */
  readonly name: string;
  /** Of this stub, counted from 0. */
  readonly index: number;
  readonly args: readonly unknown[];
  readonly stub: (...args: unknown[]) => unknown;
}

/** A world whose external completions come with Node's own timers, in the order in which they were asked for, unless `parts` says otherwise. */
export function createWorld(parts: Pick<World, "load"> & Partial<World>): World {
  return {
    called: () => {},
    external: (value) => new Promise((resolve) => setTimeout(resolve, 0, value)),
    later: (callback) => void setTimeout(callback, 0),
    shared: new Map(),
    ...parts,
  };
}
