import type { CallEvent, Event, IrFunction, Ref } from "../ir/types.ts";
import type { UnitFunction } from "../ir/unit.ts";
import { liveMembers, mutatorFunctions, mutatorMethods, viewMethods } from "../semantics/methods.ts";
import { isDomChange } from "./dom.ts";
import { Groups } from "./groups.ts";
import { inRangeWhen } from "./index-loops.ts";
import { once } from "./once.ts";
import type { OuterAlias } from "./values.ts";

/**
 * Tells, from one look at each event, that nothing a function changes can be something that it iterates: most functions end here.
 * Never narrower than the analysis proper.
 */
export function mayDisturb({ ir }: UnitFunction, outerAlias: OuterAlias): boolean {
  if (!ir.events.some(mayStep)) return false;
  const groups = new Groups(ir, outerAlias);
  const byIndex = hasIndexLoop(ir, groups);
  const iterated = new Set<number>();
  const enumerated = new Set<number>();
  const changed: number[] = [];
  const written: number[] = [];
  for (const event of ir.events) {
    if (isIndirect(ir, event, groups) || (isDomChange(event) && !isOtherMethod(event, groups))) return true;
    const source = iteratedBy(event) ?? (byIndex ? measuredBy(event) : undefined);
    if (source !== undefined) iterated.add(groups.of(source));
    if (event.op === "iterate-open" && event.form === "for-in") enumerated.add(groups.of(event.source));
    if (isPlainWrite(event, groups)) written.push(groups.of(event.object));
    const target = changedBy(ir, event, groups);
    if (target !== undefined) changed.push(groups.of(target));
  }
  return changed.some((group) => iterated.has(group)) || written.some((group) => enumerated.has(group));
}

/** Does the function iterate anything, as far as a look at its events tells? */
export function mayIterate({ ir }: UnitFunction): boolean {
  return ir.events.some(mayStep);
}

function mayStep(event: Event): boolean {
  return iteratedBy(event) !== undefined || measuredBy(event) !== undefined;
}

function iteratedBy(event: Event): Ref | undefined {
  if (event.op === "iterate-open") return event.source;
  if (event.op !== "call" || typeof event.method !== "string") return undefined;
  if (event.method === "from") return event.args[0];
  return event.method === "next" || event.method === "@@iterator" || event.method === "range" || viewMethods.has(event.method) ? event.receiver : undefined;
}

/** What an index loop asks for: a length, or an element. */
function measuredBy(event: Event): Ref | undefined {
  return event.op === "field" && (event.key === "length" || typeof event.key === "number") ? event.object : undefined;
}

/** Is something counted up or down, and tested? */
function hasIndexLoop(ir: IrFunction, groups: Groups): boolean {
  const stored = new Set<number>();
  for (const event of ir.events) if (event.op === "store") stored.add(groups.of(event.value));
  const counted = new Set<number>();
  ir.events.forEach((event, ref) => {
    if (event.op !== "compute" || (event.operator !== "+" && event.operator !== "-")) return;
    if (stored.has(groups.of(ref))) counted.add(groups.of(ref));
  });
  const isCounted = (ref: Ref): boolean => counted.has(groups.of(ref));
  return ir.blocks.some(({ terminator }) => {
    if (terminator.type !== "branch") return false;
    const condition = ir.events[terminator.condition]!;
    if (condition.op === "compute" && inRangeWhen.has(condition.operator)) return condition.operands.some(isCounted);
    return condition.op === "field" ? typeof condition.key === "number" && isCounted(condition.key) : isCounted(terminator.condition);
  });
}

/** A write by a key that is no length: it may add a property, but no element to an array. */
function isPlainWrite(event: Event, groups: Groups): event is Event & { op: "put" } {
  return event.op === "put" && typeof event.key === "number" && !groups.mayBeLength(event.key);
}

/** A mutator that is not called by its name: `push.call(xs, x)`, `xs.push.bind(xs)`. */
function isIndirect(ir: IrFunction, event: Event, groups: Groups): boolean {
  if (event.op !== "call" || event.receiver === undefined) return false;
  if (event.method !== "call" && event.method !== "apply" && event.method !== "bind") return false;
  const owner = ir.events[event.receiver]!;
  const isReflect = owner.op === "load" && owner.binding.name === "Reflect";
  return isReflect || groups.hasMember(event.receiver, mutatorMethods);
}

/** `add` and the like change a class when they are called on a `classList`; they are many other things' methods, too. */
function isOtherMethod(event: Event, groups: Groups): boolean {
  if (event.op !== "call" || event.receiver === undefined || !tokenMethods.has(event.method)) return false;
  return !groups.hasMember(event.receiver, classLists) && !withLiveMembers(groups).has(groups.of(event.receiver));
}

/** What may be the owner of a live collection: `select.add(option)` grows `select.options`. */
const withLiveMembers = once((groups: Groups): ReadonlySet<number> => {
  const isLive = (event: Event): event is Event & { op: "field" } =>
    event.op === "field" && typeof event.key === "string" && liveMembers.has(event.key);
  return new Set(groups.ir.events.filter(isLive).map(({ object }) => groups.of(object)));
});

const tokenMethods: ReadonlySet<unknown> = new Set(["add", "toggle", "replace"]);
const classLists: ReadonlySet<string> = new Set(["classList"]);

function changedBy(ir: IrFunction, event: Event, groups: Groups): Ref | undefined {
  switch (event.op) {
    case "put":
      return event.key === "length" || (typeof event.key === "number" && groups.mayBeLength(event.key)) ? event.object : undefined;
    case "remove":
      return event.object;
    case "call":
      if (typeof event.method !== "string") return undefined;
      return mutatorMethods.has(event.method) ? event.receiver : targetOfFunction(ir, event);
    default:
      return undefined;
  }
}

/** `Object.assign(target, …)` */
function targetOfFunction(ir: IrFunction, { receiver, method, args }: CallEvent): Ref | undefined {
  const owner = receiver === undefined ? undefined : ir.events[receiver];
  const known = owner?.op === "load" ? mutatorFunctions.get(`${owner.binding.name}.${String(method)}`) : undefined;
  return known && args[known.target];
}
