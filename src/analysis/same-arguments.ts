import type { CallEvent, Event } from "../ir/types.ts";
import { callsOf, type KnownCall } from "./calls.ts";
import { mayIterate } from "./prefilter.ts";
import { ProgramFunction } from "./program.ts";
import type { SameArguments, Values } from "./values.ts";

/** Functions of the file that `caller` hands one object to under two names, as they are then. */
export function calledWithSame(caller: ProgramFunction): ProgramFunction[] {
  const { ir } = caller.unit.ir.lowered(caller.id);
  if (!ir.events.some((event) => event.op === "call" && namesTwice(ir.events, event))) return [];
  const { values } = caller.analysis;
  return callsOf(caller).flatMap((call) => {
    const { target } = call;
    if (target.unit !== caller.unit || target.id === caller.id || !mayIterate(target.unit.ir.lowered(target.id))) return [];
    const same = sameArguments(values, call);
    return same.size === 0 ? [] : [new ProgramFunction(target.unit, target.id, same)];
  });
}

/** By a look at the events: the same name among receiver and arguments. */
function namesTwice(events: readonly Event[], { receiver, args }: CallEvent): boolean {
  const names = new Set<unknown>();
  for (const ref of receiver === undefined ? args : [receiver, ...args]) {
    const event = events[ref]!;
    const name = event.op === "load" ? event.binding : event.op === "field" ? event.key : event.op === "this" ? "this" : undefined;
    if (name !== undefined && names.has(name)) return true;
    names.add(name);
  }
  return false;
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
