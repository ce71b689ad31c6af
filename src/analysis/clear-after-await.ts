import type { CallEvent, Event, Ref } from "../ir/types.ts";
import { copyMethods, viewMethods } from "../semantics/methods.ts";
import { type Act, clears, inserts } from "./acts.ts";
import type { AtomId } from "./atoms.ts";
import { calledName } from "./names.ts";
import { placeOf } from "./check-then-act.ts";
import { isAlone, isGoodbye } from "./levels.ts";
import { holdsLock, isRechecked } from "./protection.ts";
import { dominates } from "./protocol.ts";
import type { TaskContext, TaskFinding } from "./task-context.ts";
import type { Values } from "./values.ts";

/** A collection is read as a whole, the function waits, and it is emptied with what has been added meanwhile. */
export function clearsAfterAwait(context: TaskContext): TaskFinding[] {
  return context.acts.flatMap((act): TaskFinding[] => {
    if (act.shape === undefined || !(isCleared(context, act) || isEmptied(context, act))) return [];
    const reads = wholeReads(context, valueOfPlace(context, act));
    const barriers = new Set(context.acts.filter((other) => other.ref !== act.ref && sameCollection(act, other) && !adds(other)).map(({ ref }) => ref));
    for (const first of reads) {
      const suspension = context.suspensions.between(first, act.ref, barriers);
      if (suspension === undefined || seesAll(context, first, act, barriers)) continue;
      if (reads.some((other) => isReadAnew(context, other, act))) break;
      const second = context.graph.otherWriter(context.fn, act.shape, suspension, ({ act: other }) => adds(other));
      if (!second || isRechecked(context, act) || holdsLock(context, first)) continue;
      const { fn } = context;
      const level = isGoodbye(fn.info.name) || isAlone(context, act) ? "strict" : "recommended";
      return [{ fn, hazard: "clear-after-await", level, at: act.ref, first, suspension, place: placeOf(context, { place: valueOfPlace(context, act) }, act.ref), second, form: "clear" }];
    }
    return [];
  });
}

/** Puts single elements in. An assignment of another collection is no such thing. */
const adds = (act: Act): boolean => inserts(act) && act.operation !== "assign";

/** A loop over the collection itself visits what is added while it runs: only what comes after its end is lost. */
function seesAll(context: TaskContext, first: Ref, act: Act, barriers: ReadonlySet<Ref>): boolean {
  const { values, analysis, suspensions } = context;
  const opened = values.fn.events[first]!;
  if (opened.op !== "iterate-open" || opened.form !== "iterator") return false;
  const heads = analysis.iterations.find(({ ref }) => ref === first)?.steps ?? [];
  return heads.length > 0 && heads.every(({ block }) => {
    const { terminator } = values.fn.blocks[block]!;
    return terminator.type === "next" && suspensions.after(terminator.done, act.ref, barriers) === undefined;
  });
}

/** What is there in the end is taken once more, right before. */
function isReadAnew({ values, analysis, suspensions }: TaskContext, read: Ref, act: Act): boolean {
  const { op } = values.fn.events[read]!;
  if (op === "iterate-open" || !dominates(analysis, read, act.ref) || suspensions.between(read, act.ref) !== undefined) return false;
  return suspensions.refs.some((ref) => dominates(analysis, ref, read));
}

/** `clear()`, `length = 0`, `splice(0)`, `splice(0, xs.length)`; but what `splice` gives back is not lost. */
function isCleared(context: TaskContext, act: Act): boolean {
  const { values } = context;
  const event = values.fn.events[act.ref]!;
  if (event.op !== "call" || event.method !== "splice") return clears(act);
  const [start, count] = event.args.map((arg) => values.fn.events[arg]!);
  if (!values.fn.statements.has(act.ref) || start?.op !== "constant" || start.value !== 0) return false;
  if (count === undefined) return true;
  const isLength = count.op === "field" && count.key === "length" && values.resolve(values.of(count.object)) === act.place;
  return isLength && context.suspensions.between(event.args[1]!, act.ref) === undefined;
}

/** `this.dirty = []`, `= new Map()` */
function isEmptied({ values }: TaskContext, act: Act): boolean {
  if (act.effect) return act.effect.empties;
  if (act.operation !== "assign" || act.value === undefined) return false;
  const event = values.fn.events[act.value]!;
  if (event.op !== "allocate" || event.parts.length > 0) return false;
  return event.kind === "Array" || event.kind === "Map" || event.kind === "Set" || event.kind === "Object";
}

/** The collection that a clearing act is about, as a value. */
function valueOfPlace({ values }: TaskContext, { place, ref, operation }: Act): AtomId {
  if (operation !== "assign") return place;
  const atom = values.atom(place);
  if (atom.tag === "field") return values.resolve(values.fieldAt(atom.base, atom.name, ref));
  return atom.tag === "binding" ? values.resolve(values.bindingAt(atom.binding, ref)) : place;
}

function sameCollection(act: Act, other: Act): boolean {
  return other.place === act.place || other.shape === act.shape;
}

/** The objects that a collection is a member of, `this` left out: who is given one of them sees the collection as well. */
function holders(values: Values, collection: AtomId): Set<AtomId> {
  const found = new Set<AtomId>();
  for (let atom = values.atom(collection); atom.tag === "field"; atom = values.atom(values.resolve(atom.base))) {
    const base = values.resolve(atom.base);
    if (values.atom(base).tag === "field") found.add(base);
  }
  return found;
}

/** Events that read all of the collection: loops over it, copies of it, and calls that it is handed to. */
function wholeReads({ values }: TaskContext, collection: AtomId): Ref[] {
  const isIt = (ref: Ref | undefined): boolean => ref !== undefined && values.resolve(values.of(ref)) === collection;
  const around = holders(values, collection);
  const holdsIt = (ref: Ref): boolean => isIt(ref) || around.has(values.resolve(values.of(ref)));
  return values.fn.events.flatMap((event: Event, ref) => {
    if (!values.flow.isReachable(values.fn.blockOf[ref]!)) return [];
    switch (event.op) {
      case "iterate-open":
        return isIt(event.source) ? [ref] : [];
      case "allocate":
        return event.parts.some(isIt) ? [ref] : [];
      case "call":
        return (event.args.some(holdsIt) && !isAside(values, event, ref)) || readsReceiver(event, isIt) ? [ref] : [];
      default:
        return [];
    }
  });
}

/** Nobody waits for what is done with it there: it is logged, or tested. */
function isAside({ fn }: Values, event: CallEvent, ref: Ref): boolean {
  if (/^(?:console|log|logger|this\.log|this\.logger|debug|Object\.(?:defineProperty|freeze|assign))\b/.test(calledName(fn, event))) return true;
  return fn.blocks.some(({ terminator }) => terminator.type === "branch" && terminator.condition === ref);
}

function readsReceiver({ receiver, method }: CallEvent, isIt: (ref: Ref | undefined) => boolean): boolean {
  return typeof method === "string" && isIt(receiver) && (viewMethods.has(method) || copyMethods.has(method) || method === "join" || method === "reduce");
}
