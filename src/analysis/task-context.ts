import type { ProtectionSettings } from "../hazards/settings.ts";
import type { HazardId, Level } from "../hazards/types.ts";
import type { Ref } from "../ir/types.ts";
import type { Act } from "./acts.ts";
import type { AtomId } from "./atoms.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { ProgramFunction } from "./program.ts";
import { ReadFinder } from "./reads.ts";
import type { EventPlace, Summaries } from "./summaries.ts";
import { Suspensions } from "./suspensions.ts";
import type { TaskGraph, Writer } from "./task-graph.ts";
import type { TypeOracle } from "./types.ts";
import type { Values } from "./values.ts";

/** A finding about a function that waits, before positions and words. */
export interface TaskFinding {
  readonly fn: ProgramFunction;
  readonly hazard: HazardId;
  readonly level: Level;
  /** What is reported: the write, or the iterated expression. */
  readonly at: Ref;
  /** What came first: the check, the read, the snapshot, the start of the iteration. */
  readonly first: Ref;
  readonly suspension: Ref;
  /** The collection or slot, as an event whose text names it, if there is one. */
  readonly place: { readonly ref: Ref | undefined; readonly name: string; readonly kind: string };
  /** Undefined: a second call of the same function. */
  readonly second: Writer | undefined;
  readonly form: "check" | "capacity" | "initialise" | "stale-delete" | "update" | "clear" | "iterate" | "kept" | "deferred" | "returned" | "tasks";
  /** Of a write that a call makes: the event in the called function that makes it. */
  readonly origin?: EventPlace;
  /** Of `tasks`: where the second one is started. */
  readonly started?: EventPlace;
}

/** Everything that the detectors of one function that waits ask for, computed once. */
export class TaskContext {
  readonly fn: ProgramFunction;
  readonly graph: TaskGraph;
  readonly summaries: Summaries;
  readonly oracle: TypeOracle | undefined;
  readonly settings: ProtectionSettings;
  readonly analysis: FunctionAnalysis;
  readonly values: Values;
  readonly suspensions: Suspensions;
  readonly reads: ReadFinder;
  /** Of suspensions: is everybody else kept out while the function waits there? */
  readonly claims = new Map<Ref, boolean>();
  /** The same where only so many are let in. */
  readonly reservations = new Map<Ref, boolean>();

  constructor(fn: ProgramFunction, graph: TaskGraph, summaries: Summaries, oracle: TypeOracle | undefined, settings: ProtectionSettings) {
    this.fn = fn;
    this.graph = graph;
    this.summaries = summaries;
    this.oracle = oracle;
    this.settings = settings;
    this.analysis = fn.tasks;
    this.values = this.analysis.values;
    this.suspensions = new Suspensions(this.values, fn.info.async && fn.info.generator);
    this.reads = new ReadFinder(this.analysis, graph.callsIn(fn));
  }

  get acts(): readonly Act[] {
    return this.graph.actsOf(this.fn, this.summaries);
  }

  /** The function that declares the variable at the root of a place; 0 for the module's, and for members of instances. */
  ownerOf(place: AtomId): number {
    for (let id = place; ; ) {
      const atom = this.values.atom(this.values.resolve(id));
      if (atom.tag === "field" || atom.tag === "entry") id = atom.base;
      else return atom.tag === "binding" ? atom.binding.owner : 0;
    }
  }

  /** Writes of the function to the same place, and to the same entry of it where both name one. */
  writesTo(place: AtomId, key: AtomId | undefined): Act[] {
    return this.acts.filter((act) => act.place === place && (key === undefined || act.key === undefined || act.key === key));
  }

  textOf(ref: Ref): string {
    const { start, end } = this.values.fn.sites[ref]!;
    return this.fn.unit.ir.text.slice(start, end);
  }
}
