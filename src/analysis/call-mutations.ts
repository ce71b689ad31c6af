import type { Ref } from "../ir/types.ts";
import { alias } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import type { ProgramFunction } from "./program.ts";
import type { Effect, Summaries } from "./summaries.ts";
import type { Iteration } from "./iterations.ts";
import { isEffectHeldBack } from "./protocol.ts";
import { isOfType, isStillHeld, shapesOf } from "./shapes.ts";
import type { Mutation } from "./types.ts";
import type { Values } from "./values.ts";

/** What the calls of `fn` change of the collections that it iterates, as changes of its own at the places of the calls. */
export function callMutations(fn: ProgramFunction, summaries: Summaries): Mutation[] {
  const { analysis } = fn;
  const { values, iterations } = analysis;
  const calls = summaries.callsIn(fn).filter(({ ref }) => analysis.iterationsAround(ref).length > 0);
  if (calls.length === 0) return [];
  const synthesize = (value: AtomId | undefined, ref: Ref): Ref => values.synthesize(value ?? values.atoms.intern({ tag: "result", ref })!, ref);
  return calls.flatMap((call) => {
    summaries.of(call.target);
    return summaries.translated(fn, values, call).flatMap((effect): Mutation[] => {
      const { operation, kinds, removed } = effect;
      if (operation === "assign") return [];
      const isSame = iterations.some(({ source }) => alias(values, values.of(source), effect.target) !== "no");
      const back = isSame ? undefined : iterations.find((iteration) => isBackReference(fn, iteration, effect) && isStillHeld(analysis, values.of(iteration.source), call.ref));
      if (!isSame && !back) return [];
      if (isEffectHeldBack(fn, call.ref, effect)) return [];
      // Nobody waits for it: another task does that, at another time.
      if (effect.late && call.target.info.async && !isAwaited(fn, call.ref)) return [];
      const target = values.synthesize(back ? values.of(back.source) : effect.target, call.ref);
      const key = effect.key === undefined ? undefined : values.synthesize(effect.key, call.ref);
      const inserted = effect.inserted.map((value) => synthesize(value, call.ref));
      return [{ ref: call.ref, operation, kinds, removed, target, key, inserted, effect }];
    });
  });
}

/**
 * `for (const kid of this.kids) kid.detach()`, which calls `kid.parent.remove(kid)`: what the element holds of the class that owns the
 * collection is taken for the owner.
 */
function isBackReference(fn: ProgramFunction, iteration: Iteration, { target, origin }: Effect): boolean {
  const { analysis } = fn;
  const { values } = analysis;
  const path = values.atom(values.resolve(target));
  const holder = path.tag === "field" ? values.atom(values.resolve(path.base)) : undefined;
  if (holder?.tag !== "field" || values.atom(rootOf(values, holder.base)).tag !== "item") return false;
  const [shape] = shapesOf(fn, analysis, values.of(iteration.source));
  if (shape === undefined || isOfType(shape)) return false;
  const own = origin.fn.analysis.ownMutations.find(({ ref }) => ref === origin.ref);
  return own !== undefined && shapesOf(origin.fn, origin.fn.analysis, origin.fn.analysis.values.of(own.target)).includes(shape);
}

function rootOf(values: Values, value: AtomId): AtomId {
  for (let id = values.resolve(value); ; ) {
    const atom = values.atom(id);
    if (atom.tag !== "field" && atom.tag !== "entry") return id;
    id = values.resolve(atom.base);
  }
}

/** Is the promise that the call gives awaited? */
export function isAwaited(fn: ProgramFunction, call: Ref): boolean {
  const { values } = fn.analysis;
  return values.fn.events.some((event) => event.op === "suspend" && event.how === "await" && event.value !== undefined && values.of(event.value) === values.of(call));
}
