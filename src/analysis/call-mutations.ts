import type { Ref } from "../ir/types.ts";
import { alternatives } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import type { ProgramFunction } from "./program.ts";
import type { Summaries } from "./summaries.ts";
import type { Mutation } from "./types.ts";

/** What the calls of `fn` change of the collections that it iterates, as changes of its own at the places of the calls. */
export function callMutations(fn: ProgramFunction, summaries: Summaries): Mutation[] {
  const { analysis } = fn;
  const { values, iterations } = analysis;
  const calls = summaries.callsIn(fn).filter(({ ref }) => iterations.some((iteration) => analysis.roundsOf(iteration).contains(ref)));
  if (calls.length === 0) return [];
  const iterated = new Set<AtomId>(iterations.flatMap(({ source }) => alternatives(values, values.of(source))));
  const synthesize = (value: AtomId | undefined, ref: Ref): Ref => values.synthesize(value ?? values.atoms.intern({ tag: "result", ref })!, ref);
  return calls.flatMap((call) => {
    summaries.of(call.target);
    return summaries.translated(fn, values, call).flatMap((effect): Mutation[] => {
      const { operation, kinds, removed } = effect;
      if (operation === "assign" || !alternatives(values, effect.target).some((target) => iterated.has(target))) return [];
      // Nobody waits for it: another task does that, at another time.
      if (effect.late && call.target.info.async && !isAwaited(fn, call.ref)) return [];
      const target = values.synthesize(effect.target, call.ref);
      const key = effect.key === undefined ? undefined : values.synthesize(effect.key, call.ref);
      const inserted = effect.inserted.map((value) => synthesize(value, call.ref));
      return [{ ref: call.ref, operation, kinds, removed, target, key, inserted, effect }];
    });
  });
}

/** Is the promise that the call gives awaited right there? */
export function isAwaited(fn: ProgramFunction, call: Ref): boolean {
  return fn.analysis.values.fn.events.some((event) => event.op === "suspend" && event.how === "await" && event.value === call);
}
