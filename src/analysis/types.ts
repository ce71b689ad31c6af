import type { ProtectionSettings } from "../hazards/settings.ts";
import type { Confidence, IterationHazardId, Level } from "../hazards/types.ts";
import type { CollectionKind, Consequence, Operation } from "../semantics/types.ts";
import type { Ref } from "../ir/types.ts";
import type { EscapingMutator } from "./stored-callbacks.ts";
import type { Effect } from "./summaries.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";

/** What a front end's type checker can say of an expression. */
export interface TypeOracle {
  /**
   * The kind of live collection that the expression's static type is; `other` when it is something else for sure; undefined when
   * the type says nothing (`any`, `unknown`, an unresolved import).
   */
  kindOf(origin: unknown): CollectionKind | "other" | undefined;
}

/** A change of a collection, as one event of a function makes it. */
export interface Mutation {
  readonly ref: Ref;
  readonly operation: Operation;
  /** The event whose value is the collection that changes. */
  readonly target: Ref;
  /** The event that gives the key (element, index, node) that the operation is about, if it names one. */
  readonly key: Ref | undefined;
  /** Values that enter the collection. */
  readonly inserted: readonly Ref[];
  /** How many elements `splice` takes out, where that is a constant. */
  readonly removed?: number;
  /** Kinds of collection that have this operation under this name. */
  readonly kinds: readonly CollectionKind[];
  /** Of a change that a call makes: what the called function does. */
  readonly effect?: Effect;
  /** Of a change that an unknown function can have made: who makes it, and how that gets out. */
  readonly mutator?: EscapingMutator;
}

export interface AnalysisOptions {
  readonly checkWorklists: boolean;
  /** Functions that lock, copy, or give a fresh collection, by the user's word. */
  readonly settings: ProtectionSettings;
}

/** A finding in terms of the IR, before positions and words. */
export interface RawFinding {
  readonly analysis: FunctionAnalysis;
  readonly hazard: IterationHazardId;
  readonly level: Level;
  readonly confidence: Confidence;
  readonly kind: CollectionKind;
  readonly consequence: Consequence;
  readonly mutation: Mutation;
  readonly iteration: Iteration;
}
