import type { CallEvent, Event } from "../ir/types.ts";
import { callsOf, type KnownCall } from "./calls.ts";
import { mayIterate } from "./prefilter.ts";
import { ProgramFunction } from "./program.ts";
import type { SameArguments, Values } from "./values.ts";

/** Functions of the file that some of `callers` hand one object to under two names, as they are then, and whom they hand it on to. */
export function calledWithSame(callers: readonly ProgramFunction[]): ProgramFunction[] {
  const found = new Map<string, ProgramFunction>();
  const work = [...callers];
  for (let caller = work.pop(); caller; caller = work.pop()) {
    for (const { key, variant } of variantsCalledBy(caller)) {
      if (found.has(key)) continue;
      found.set(key, variant);
      work.push(variant);
    }
  }
  return [...found.values()].filter((variant) => mayIterate(variant.unit.ir.lowered(variant.id)));
}

function variantsCalledBy(caller: ProgramFunction): { key: string; variant: ProgramFunction }[] {
  const { ir } = caller.unit.ir.lowered(caller.id);
  const isAsked = caller.isCalledWithSame || ir.events.some((event) => event.op === "call" && mayNameTwice(ir.events, event));
  if (!isAsked) return [];
  const { values } = caller.analysis;
  return callsOf(caller).flatMap((call) => {
    const { target } = call;
    if (target.unit !== caller.unit || target.id === caller.id) return [];
    const same = sameArguments(values, call);
    const key = `${target.id} ${[...same].join(" ")}`;
    return same.size === 0 ? [] : [{ key, variant: new ProgramFunction(target.unit, target.id, same) }];
  });
}

/** By a look at the events: two of receiver and arguments may be the same object. */
function mayNameTwice(events: readonly Event[], { receiver, method, callee, args }: CallEvent): boolean {
  if (callee !== undefined ? events[callee]!.op !== "load" : typeof method !== "string") return false;
  const named = (receiver === undefined ? args : [receiver, ...args]).filter((ref) => {
    const { op } = events[ref]!;
    return op === "load" || op === "field" || op === "this";
  });
  return named.length > 1;
}

function sameArguments(values: Values, { args, self, spreadFrom }: KnownCall): SameArguments {
  const same = new Map<number, number | "this">();
  const first = new Map<number, number | "this">();
  if (self !== undefined) first.set(values.resolve(self), "this");
  args.slice(0, spreadFrom < 0 ? args.length : spreadFrom).forEach((arg, index) => {
    const value = values.resolve(arg);
    const { tag } = values.atom(value);
    if (tag === "constant" || tag === "compute" || tag === "closure") return;
    const known = first.get(value);
    if (known === undefined) first.set(value, index);
    else same.set(index, known);
  });
  return same;
}
