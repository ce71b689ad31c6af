import type { HazardId } from "../hazards/types.ts";
import type { Description, SeedDescription } from "./inputs/description.ts";
import type { InputOptions } from "./inputs/keys.ts";
import type { ElementPlan, ModuleMember, SeedPlan, TypePlan } from "./inputs/plan.ts";
import type { NotExecutableReason } from "./reasons.ts";
import type { Site } from "./site.ts";

/**
 * What a child process is to try: the places to watch, and how to come to them. Plain JSON, made in the parent, which has the type checker.
 * `ModuleMember.module` is the absolute path of a file throughout.
 */
export interface VerifyCase {
  /** Of the finding. */
  readonly id: string;
  /** Whose oracles judge the runs. */
  readonly hazards: readonly HazardId[];
  /** Whether evidence of a harm that may be none counts: for findings of level strict. */
  readonly acceptsWeak: boolean;
  /**
   * No finding is about the place. Callbacks that a run hands over then call nothing of the code: that such a callback changes what is being
   * walked would be an idea of the run alone, which it could have about any loop that calls one.
   */
  readonly isUnflagged?: boolean;
  /** Ids are unique in the whole project: all files are instrumented once, for all cases. */
  readonly sites: readonly Site[];
  /** The one site that has to be come to, for a run to say something: the iteration, the check, the read. */
  readonly primary: number;
  /** What one run shares: instances whose methods are called, objects that a factory returns. */
  readonly receivers: readonly Receiver[];
  /** What may be called. The first ones are the main ones, which lead to the flagged place. */
  readonly entries: readonly Entry[];
  /** What the variables of modules and the static fields of classes may hold when a run starts. */
  readonly seeds: readonly SeedPlan[];
  /** What the files declare to be there, without saying where: `declare function save(...)`. */
  readonly ambients?: readonly AmbientPlan[];
  readonly inputs: InputOptions;
}

/** A global of a run. */
export interface AmbientPlan {
  readonly name: string;
  readonly plan: TypePlan;
}

/** Its value. */
export interface Ambient {
  readonly name: string;
  readonly value: Description;
}

export type Receiver =
  | { readonly kind: "instance"; readonly label: string; readonly plan: TypePlan }
  /** What a function returns: `createStore(...)`. A promise is awaited. */
  | { readonly kind: "made"; readonly label: string; readonly by: FunctionTarget; readonly parameters: readonly ElementPlan[] };

/** A function that a module declares at its top, or one in an object or class that it declares there: `api.users.load`, `Pool.create`. */
export interface FunctionTarget {
  readonly kind: "function";
  readonly declared: ModuleMember;
  /** From the declared value to the function; empty for itself. `this` is what comes before the last. */
  readonly path: readonly string[];
}

/** `path` leads from the receiver to the method; empty for a function that a factory has returned. `#name` stands for a private method and is out of reach. */
export interface MethodTarget {
  readonly kind: "method";
  readonly receiver: number;
  readonly path: readonly string[];
}

/**
 * `main` leads to the flagged place. `writer` is what changes the collection from elsewhere: the second writer of the finding, other methods that
 * mutate it. `helper` may be called to bring about a state: it adds, registers, subscribes.
 */
export type EntryRole = "main" | "writer" | "helper";

export interface Entry {
  readonly role: EntryRole;
  /** For people: `Cache.get`. */
  readonly label: string;
  readonly target: FunctionTarget | MethodTarget;
  readonly parameters: readonly ElementPlan[];
  /** `get` or `set` accessors are read or written instead of being called. */
  readonly accessor?: "get" | "set";
  /** The target is a class, which is called with `new`. */
  readonly isConstructor?: boolean;
  /** What it returns is an object that has this method to give up what was registered or taken: `dispose`, `close`. */
  readonly release?: string;
  /** What it returns has to be walked to its end for its body to run: a generator. */
  readonly isGenerator?: "sync" | "async";
  /** A program of `rangeguard/engine`: its steps, and the tasks that it starts, are run by `run`. */
  readonly isProgram?: boolean;
}

/** One call of a run. */
export interface CallInput {
  /** Index into `entries`, or: calls the function that the setup call of this number returned (an unsubscribe, a release), or its method `Entry.release`. */
  readonly entry: number | { readonly returnedBy: number };
  readonly args: readonly Description[];
}

/** All that is chosen for one run but its schedule. */
export interface RunInput {
  /** For each receiver: the instance, or the list of the factory's arguments. `absent` is not made: no call of the run is on it. */
  readonly receivers: readonly Description[];
  readonly seeds: readonly SeedDescription[];
  /** Globals that the files declare, but nobody defines. */
  readonly ambients?: readonly Ambient[];
  /** Made before, one after the other: each has settled before the next begins. */
  readonly setup: readonly CallInput[];
  /** Under the schedule. */
  readonly calls: readonly CallInput[];
  /** Calls made by stubs of callbacks and listeners, while they are being called: `at` counts calls of stubs in the run, from 0 on. */
  readonly reentry: readonly { readonly at: number; readonly call: CallInput }[];
}

/** A run that shows a hazard, so that it can be made again. JSON. */
export interface RunRecord {
  readonly hazard: HazardId;
  readonly input: RunInput;
  /** Of the virtual event loop: see `replayLoop`. */
  readonly schedule: string;
}

/** What a run has shown, for people. */
export interface Shown {
  /** `task 1 has("k") -> false`, one event a line; the last one says what is wrong. */
  readonly lines: readonly string[];
  readonly strength: "strong" | "weak";
  /** The turns of the event loop, one a line, as `formatTurns` gives them. */
  readonly turns: readonly string[];
  /** Departures of the schedule from the quiet run. */
  readonly switches: number;
  /** For traces: the events of the run with their turn and task. */
  readonly events: readonly ShownEvent[];
}

export interface ShownEvent {
  readonly turn: number;
  readonly task: string;
  readonly text: string;
}

export interface Budget {
  /** The most runs: a run is one input under one schedule. */
  readonly runs: number;
  /** The most milliseconds for the search. */
  readonly milliseconds: number;
  /** Seeds inputs and schedules. */
  readonly seed: number;
}

/** What the child is sent. */
export interface CaseOrder {
  readonly case: VerifyCase;
  /** Absolute path of the manifest of prepared files: see `PreparedProject`. */
  readonly project: string;
  readonly budget: Budget;
  /** Make this run only, and judge it. */
  readonly replay?: RunRecord;
  /** With `replay`: where the run does not show the hazard, try the same input under other schedules: the code may have changed. */
  readonly explores?: boolean;
}

/** How hard was tried. */
export interface Effort {
  readonly runs: number;
  /** Different schedules among them. */
  readonly schedules: number;
  /** Runs that came to the primary site. */
  readonly reached: number;
}

/** What the child answers. */
export type CaseAnswer = Effort & {
  /** Modules that were missing and stubbed, by their specifiers. */
  readonly stubs: readonly string[];
  /** Types of which no value could be made, in order: something stood in for them in the run, or in one of those that were tried. */
  readonly standIns?: readonly string[];
  readonly isReplayed?: boolean;
} & (
    | { readonly verdict: "confirmed"; readonly run: RunRecord; readonly shown: Shown }
    | { readonly verdict: "not reproduced"; readonly detail?: string }
    | { readonly verdict: "not executable"; readonly reason: NotExecutableReason; readonly detail?: string }
  );
