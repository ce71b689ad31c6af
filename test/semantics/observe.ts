import { concreteRelations, severity } from "../../src/semantics/rows/notation.ts";
import type { Effect, IterationForm, KeyRelation, Operation } from "../../src/semantics/types.ts";
import { hole, type Change, type Subject, type Target, type Walk } from "./subject.ts";

/** The step, counted from 0, of five, in which the change is made. */
const middle = 2;
const stepLimit = 60;

/** What a walk showed, beside the same walk without the change. */
export interface Observation {
  readonly usual: readonly string[];
  readonly visited: readonly string[];
  /** What the collection held at first, just before and just after the change. */
  readonly initial: readonly string[];
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface Scenario<C> {
  readonly ids: readonly string[];
  readonly position: number;
  readonly absentId?: string;
  readonly change: Change<C>;
  readonly deletesFirst: boolean;
}

class Endless extends Error {}

/** The effects seen for one row on one subject: one per scenario, for which all ways of walking have to agree. */
export async function effectsOf<C>(
  subject: Subject<C>,
  form: IterationForm,
  operation: Operation,
  relation: KeyRelation,
): Promise<Effect[]> {
  const walks = subject.walks.get(form) ?? new Map<string, Walk<C>>();
  const effects: Effect[] = [];
  for (const scenario of scenariosOf(subject, form, operation, relation)) {
    const byRun = new Set<Effect>();
    for (let run = 0; run < (subject.runs ?? 1); run++) {
      const seen = new Map<string, Effect>();
      for (const [name, walk] of walks) seen.set(name, classify(await observe(subject, walk, scenario, run)));
      const distinct = new Set(seen.values());
      if (distinct.size > 1) throw new Error(`${subject.name} ${form} ${operation}: ${JSON.stringify([...seen])}`);
      for (const effect of distinct) byRun.add(effect);
    }
    effects.push(...overRuns(byRun));
  }
  return effects;
}

/** An insertion that shows in some runs and not in others is left open. */
function overRuns(effects: ReadonlySet<Effect>): readonly Effect[] {
  const isOpen = effects.size === 2 && effects.has("none") && (effects.has("visits-inserted") || effects.has("revisits"));
  return isOpen ? ["unspecified"] : [...effects];
}

/** Whether a walk goes on and on when the change is made in each of its steps. */
export async function isEndless<C>(subject: Subject<C>, walk: Walk<C>, change: Change<C>): Promise<boolean> {
  const collection = subject.create(subject.layouts("absent")[0] ?? []);
  const { ended } = await steps(walk, collection, (step) => {
    for (const fresh of subject.fresh(step)) {
      change(collection, { position: subject.contents(collection).length, id: fresh, fresh });
    }
  });
  return !ended;
}

/** Judges by the sequences and by what the collection holds alone. */
export function classify({ usual, visited, initial, before, after }: Observation): Effect {
  const left = usual.filter((id) => !visited.includes(id));
  const inserted = visited.some((id) => id === hole || !initial.includes(id));
  const repeated = initial.filter((id) => count(visited, id) > Math.max(1, count(usual, id)));
  // In a walk that is no longer than usual, an inserted element took the turn of another, and that one is what matters.
  if (inserted && visited.length > usual.length) return "visits-inserted";
  if (repeated.some((id) => !before.includes(id) && after.includes(id))) return "revisits";
  if (repeated.length > 0 || left.some((id) => after.includes(id))) return "skips-or-repeats";
  return left.length > 0 ? "misses-removed" : "none";
}

/** The worst effect, and whether all are the same. */
export function worstOf(effects: readonly Effect[]): { effect: Effect; certain: boolean } {
  const ranks = effects.map((effect) => severity.indexOf(effect));
  const effect = severity[Math.max(...ranks)] ?? "none";
  return { effect, certain: new Set(effects).size === 1 };
}

function scenariosOf<C>(
  subject: Subject<C>,
  form: IterationForm,
  operation: Operation,
  relation: KeyRelation,
): Scenario<C>[] {
  const relations = relation === "unknown" ? concreteRelations : [relation];
  const backward = form === "callback-backward" || form === "index-backward";
  return relations.flatMap((concrete) =>
    subject.layouts(concrete).flatMap((ids) =>
      (subject.changes[operation] ?? []).flatMap((change) => {
        const shared = { ids, change, deletesFirst: concrete === "current-deleted" };
        if (concrete === "absent") return subject.fresh(0).map((absentId) => ({ ...shared, absentId, position: ids.length }));
        return positionsOf(concrete, backward).map((position) => ({ ...shared, position }));
      }),
    ),
  );
}

function positionsOf(relation: KeyRelation, backward: boolean): readonly number[] {
  const [low, high] = [
    [0, 1],
    [3, 4],
  ] as const;
  if (relation === "present") return backward ? high : low;
  if (relation === "ahead") return backward ? low : high;
  return [middle];
}

async function observe<C>(subject: Subject<C>, walk: Walk<C>, scenario: Scenario<C>, run: number): Promise<Observation> {
  const plain = subject.create(scenario.ids, run);
  const usual = await steps(walk, plain, (step) => {
    if (step === middle && scenario.deletesFirst) subject.remove?.(plain, targetOf(subject, plain, scenario));
  });
  const collection = subject.create(scenario.ids, run);
  const initial = subject.contents(collection);
  let before: string[] = [];
  let after: string[] = [];
  const changed = await steps(walk, collection, (step) => {
    if (step !== middle) return;
    const target = targetOf(subject, collection, scenario);
    if (scenario.deletesFirst) subject.remove?.(collection, target);
    before = subject.contents(collection);
    scenario.change(collection, target);
    after = subject.contents(collection);
  });
  return { usual: usual.visited, visited: changed.visited, initial, before, after };
}

function targetOf<C>(subject: Subject<C>, collection: C, { position, absentId }: Scenario<C>): Target {
  const fresh = absentId ?? subject.fresh(0)[0] ?? "";
  return { position, id: absentId ?? subject.contents(collection)[position] ?? "", fresh };
}

async function steps<C>(
  walk: Walk<C>,
  collection: C,
  act: (step: number) => void,
): Promise<{ visited: string[]; ended: boolean }> {
  const visited: string[] = [];
  try {
    await walk(collection, (id) => {
      if (visited.length === stepLimit) throw new Endless();
      act(visited.push(id) - 1);
    });
    return { visited, ended: true };
  } catch (error) {
    if (!(error instanceof Endless)) throw error;
    return { visited, ended: false };
  }
}

function count(ids: readonly string[], id: string): number {
  return ids.filter((other) => other === id).length;
}
