import type { Event, IrFunction, Ref } from "../ir/types.ts";
import { calledName } from "./names.ts";
import type { ProgramFunction, ProgramUnit } from "./program.ts";

/** How code that the file does not know gets hold of a function. */
export interface Escape {
  readonly how: "exported" | "method" | "returned" | "stored" | "passed";
  /** Of a closure: the function that lets it out. */
  readonly by: ProgramFunction | undefined;
  /** Of a closure that is passed: the name of what it is passed to, as written (`app.get`, `lock.runExclusive`). */
  readonly to?: string;
}

const known = new WeakMap<ProgramUnit, ReadonlyMap<ProgramFunction, Escape>>();

/** The functions of a file that others can call: exported ones, public methods, and closures that leave the function that makes them. */
export function escapesOf(unit: ProgramUnit): ReadonlyMap<ProgramFunction, Escape> {
  let escapes = known.get(unit);
  if (!escapes) {
    escapes = findEscapes(unit);
    known.set(unit, escapes);
  }
  return escapes;
}

type Add = (id: number | undefined, how: Escape["how"], by?: ProgramFunction, to?: string) => void;

function findEscapes(unit: ProgramUnit): ReadonlyMap<ProgramFunction, Escape> {
  const escapes = new Map<ProgramFunction, Escape>();
  const add: Add = (id, how, by, to) => {
    if (id === undefined) return;
    const fn = unit.function(id);
    if (!escapes.has(fn)) escapes.set(fn, { how, by, ...(to !== undefined && { to }) });
  };
  for (const each of unit.ir.exports) {
    const binding = "local" in each ? unit.ir.topLevel(each.local) : undefined;
    if (binding) add(unit.ir.functionOf(binding), "exported");
    if ("value" in each) add(unit.ir.all().find(({ info }) => info.outer === 0 && info.id !== 0 && info.site.start === each.value)?.info.id, "exported");
  }
  for (const fn of unit.all()) {
    const { info } = fn;
    const isMember = info.role === "method" || info.role === "getter" || info.role === "setter" || (info.home?.kind === "class" && info.name.startsWith(`${info.home.name}.`) && info.role === "function");
    if (isMember && !info.private) add(fn.id, "method");
    closuresLeaving(unit, fn, add);
  }
  return escapes;
}

/** Follows each function value of `fn` through variables and choices to where it leaves: no more than one look at each event. */
function closuresLeaving(unit: ProgramUnit, fn: ProgramFunction, add: Add): void {
  const { ir } = unit.ir.lowered(fn.id);
  const functions = functionValues(unit, ir);
  if (functions.size === 0) return;
  const leave = (ref: Ref | undefined, how: Escape["how"], to?: string): void => {
    for (const id of (ref === undefined ? undefined : functions.get(ref)) ?? []) add(id, how, fn, to);
  };
  ir.events.forEach((event) => {
    switch (event.op) {
      case "call":
        for (const arg of event.args) if (functions.has(arg)) leave(arg, "passed", calledName(ir, event));
        break;
      case "put":
        leave(event.value, "stored");
        break;
      case "allocate":
        for (const part of event.parts) leave(part, event.kind === "Object" || event.kind === "Array" ? "stored" : "passed", event.kind);
        break;
      case "store":
        if (event.binding.owner !== ir.id) leave(event.value, "stored");
        break;
    }
  });
  for (const { terminator } of ir.blocks) if (terminator.type === "return") leave(terminator.value, "returned");
}

/** The functions that the results of events may be. */
function functionValues(unit: ProgramUnit, ir: IrFunction): Map<Ref, ReadonlySet<number>> {
  const values = new Map<Ref, Set<number>>();
  const held = new Map<unknown, Set<number>>();
  const flow = (event: Event, ref: Ref): void => {
    const from = (other: Ref): void => {
      for (const id of values.get(other) ?? []) values.set(ref, (values.get(ref) ?? new Set()).add(id));
    };
    if (event.op === "closure") values.set(ref, new Set([event.function]));
    else if (event.op === "choose") event.operands.forEach(from);
    else if (event.op === "call" && event.method === "bind" && event.receiver !== undefined) from(event.receiver);
    else if (event.op === "store") {
      for (const id of values.get(event.value) ?? []) held.set(event.binding, (held.get(event.binding) ?? new Set()).add(id));
    } else if (event.op === "load") {
      const declared = unit.ir.functionOf(event.binding);
      const all = held.get(event.binding) ?? (declared === undefined ? undefined : new Set([declared]));
      if (all) values.set(ref, all);
    }
  };
  ir.events.forEach(flow);
  return values;
}
