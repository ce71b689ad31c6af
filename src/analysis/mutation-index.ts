import type { Operation } from "../semantics/types.ts";
import { alias, meanings as allMeanings } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import { append, once } from "./once.ts";
import type { Mutation } from "./types.ts";
import type { Values } from "./values.ts";

/** Changes, found by what they change. */
export class MutationIndex {
  readonly #values: Values;
  readonly #byTarget = new Map<AtomId, Mutation[]>();
  /** Targets by each thing that they may be. */
  readonly #targets = new Map<AtomId, AtomId[]>();
  readonly #changes = new Map<AtomId, Changes>();

  constructor(values: Values, mutations: readonly Mutation[]) {
    this.#values = values;
    for (const mutation of mutations) append(this.#byTarget, values.resolve(values.of(mutation.target)), mutation);
    for (const target of this.#byTarget.keys()) for (const one of meanings(values, target)) append(this.#targets, one, target);
  }

  /** Changes of what `value` is, or may be. */
  of(value: AtomId): Changes {
    const resolved = this.#values.resolve(value);
    let changes = this.#changes.get(resolved);
    if (!changes) {
      const targets = new Set(meanings(this.#values, resolved).flatMap((one) => this.#targets.get(one) ?? []));
      const same = [...targets].filter((target) => alias(this.#values, target, resolved) !== "no");
      changes = new Changes(this.#values, same.flatMap((target) => this.#byTarget.get(target)!));
      this.#changes.set(resolved, changes);
    }
    return changes;
  }

  /** Changes of `value` itself. */
  exactlyOf(value: AtomId): readonly Mutation[] {
    return this.#byTarget.get(this.#values.resolve(value)) ?? [];
  }
}

/** What has to be shared for two values to be the same. */
function meanings(values: Values, resolved: AtomId): readonly AtomId[] {
  const known = meaningsOf(values);
  let all = known.get(resolved);
  if (!all) {
    all = [...allMeanings(values, resolved)];
    known.set(resolved, all);
  }
  return all;
}

const meaningsOf = once<Values, Map<AtomId, readonly AtomId[]>>(() => new Map());

/** The changes of one collection, by what they do and by their keys. */
export class Changes {
  readonly #values: Values;
  readonly #mutations: readonly Mutation[];
  #byOperation: ReadonlyMap<Operation, readonly Mutation[]> | undefined;
  #byKey: ReadonlyMap<string, readonly Mutation[]> | undefined;
  /** Is there one that puts something in? */
  readonly inserts: boolean;
  /** Is there one that puts nothing in? */
  readonly hasOthers: boolean;

  constructor(values: Values, mutations: readonly Mutation[]) {
    this.#values = values;
    this.#mutations = mutations;
    this.inserts = mutations.some(({ inserted }) => inserted.length > 0);
    this.hasOthers = mutations.some(({ inserted }) => inserted.length === 0);
  }

  has(operations: Iterable<Operation>): boolean {
    return this.some(operations, () => true);
  }

  some(operations: Iterable<Operation>, test: (mutation: Mutation) => boolean): boolean {
    const byOperation = (this.#byOperation ??= groupBy(this.#mutations, ({ operation }) => operation));
    return [...operations].some((operation) => byOperation.get(operation)?.some(test));
  }

  /** Of those that name the key, or (`undefined`) none. */
  someWithKey(operations: Iterable<Operation>, key: AtomId | undefined, test: (mutation: Mutation) => boolean): boolean {
    const values = this.#values;
    const byKey = (this.#byKey ??= groupBy(this.#mutations, (mutation) =>
      nameOf(mutation.operation, mutation.key === undefined ? undefined : values.resolve(values.of(mutation.key))),
    ));
    return [...operations].some((operation) => byKey.get(nameOf(operation, key))?.some(test));
  }
}

const nameOf = (operation: Operation, key: AtomId | undefined): string => `${operation} ${key ?? ""}`;

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) append(groups, keyOf(item), item);
  return groups;
}
