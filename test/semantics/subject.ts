import type { CollectionKind, IterationForm, KeyRelation, Operation } from "../../src/semantics/types.ts";

/** The key, position or node that a change is about. */
export interface Target {
  /** Position in the collection; its length for something that is not in it. */
  readonly position: number;
  /** Identity of the element there, or of one that is not in the collection. */
  readonly id: string;
  /** An identity that is not in the collection. */
  readonly fresh: string;
}

/** Walks the collection and reports the identity of each element that it visits. */
export type Walk<C> = (collection: C, visit: (id: string) => void) => void | Promise<void>;

export type Change<C> = (collection: C, target: Target) => void;

/** A collection that can be built, walked in several forms, changed and looked at. */
export interface Subject<C> {
  readonly kind: CollectionKind;
  readonly name: string;
  /** The identities to start from, five each, in the order of a forward walk; several where the answer may depend on them. */
  layouts(relation: KeyRelation): readonly (readonly string[])[];
  create(ids: readonly string[], run?: number): C;
  /** How many times each change is tried where chance has a part in the walk; `create` is told which time it is. */
  readonly runs?: number;
  contents(collection: C): string[];
  /** Identities outside of the collection, as numbered by the step that asks for them. */
  fresh(step: number): readonly string[];
  /** Every way to walk it, by form and name. */
  readonly walks: ReadonlyMap<IterationForm, ReadonlyMap<string, Walk<C>>>;
  /** Every way to do an operation. */
  readonly changes: Partial<Record<Operation, readonly Change<C>[]>>;
  /** Deletes one element; what comes before a `current-deleted` operation. */
  remove?(collection: C, target: Target): void;
}

/** An array slot, or a position past the end, that holds nothing. */
export const hole = "(nothing)";
