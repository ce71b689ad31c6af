import type { Ref } from "../ir/types.ts";
import { type Act, inserts, removes } from "./acts.ts";
import type { AtomId } from "./atoms.ts";
import { dominates } from "./protocol.ts";
import { calledName } from "./names.ts";
import { type Fact, factsAt, subjectOf } from "./facts.ts";
import { actLevel, isGoodbye } from "./levels.ts";
import { holdsLock, isClaimed, isRechecked } from "./protection.ts";
import type { ProgramFunction } from "./program.ts";
import { type Read, ReadFinder } from "./reads.ts";
import { type Shape, shapeOf } from "./shapes.ts";
import type { TaskContext, TaskFinding } from "./task-context.ts";

/** A test of a shared place decides, the function waits, and the act follows without another look. */
export function checkThenAct(context: TaskContext): TaskFinding[] {
  const findings: TaskFinding[] = [];
  for (const act of context.acts) {
    const found = inserts(act) ? unguardedInsert(context, act) : removes(act) ? staleDelete(context, act) : undefined;
    if (found) findings.push(found);
  }
  return findings;
}

function unguardedInsert(context: TaskContext, act: Act): TaskFinding | undefined {
  for (const fact of factsAt(context.values, act.ref)) {
    for (const read of context.reads.of(fact.condition)) {
      if (!isChecked(context, read, act) || !isMissing(context, fact, read, act)) continue;
      const found = judge(context, act, read);
      if (found) return found;
    }
  }
  return instead(context, act);
}

/** `m.set(k, m.get(k) ?? await create())`: the value itself is the check. */
function instead(context: TaskContext, act: Act): TaskFinding | undefined {
  if (act.value === undefined || !isChoice(context, act.value)) return undefined;
  for (const read of context.reads.of(act.value)) {
    if (read.computed || read.partly || !isChecked(context, read, act)) continue;
    const found = judge(context, act, read);
    if (found) return found;
  }
  return undefined;
}

function isChoice({ values }: TaskContext, value: Ref): boolean {
  const event = values.fn.events[value]!;
  if (event.op === "call" && calledName(values.fn, event) === "Promise.resolve" && event.args[0] !== undefined) return isChoice({ values } as TaskContext, event.args[0]);
  return values.atom(values.resolve(values.of(value))).tag === "choice";
}

/** The check is about what the act puts there. */
function isChecked(context: TaskContext, read: Read, act: Act): boolean {
  if (read.place !== act.place) return false;
  if (act.operation === "assign") return read.how === "slot" && !resets(context, act) && (!read.partly || isAwaitedValue(context, act));
  if (read.how === "slot") return false;
  if (read.how !== "entry") return read.how === "size" || read.how === "search";
  return read.key !== undefined && (act.key === read.key || act.operation === "push");
}

/** What is written has been waited for: `this.token = await refresh()`. */
function isAwaitedValue({ values }: TaskContext, { value }: Act): boolean {
  if (value === undefined) return false;
  const atom = values.atom(values.resolve(values.of(value)));
  return atom.tag === "result" && values.fn.events[atom.ref]!.op === "suspend";
}

/** `this.x = undefined`: takes back what was there; `this.xs = []` empties it. */
function resets({ values }: TaskContext, { value, effect }: Act): boolean {
  if (effect?.empties) return true;
  const event = value === undefined ? undefined : values.fn.events[value];
  if (event?.op === "allocate" && event.parts.length === 0 && event.kind !== "Promise") return true;
  return event?.op === "constant" && (event.value === undefined || event.value === null || event.value === false);
}

/** Has the test found that there is nothing yet (or room for more)? */
function isMissing({ values }: TaskContext, fact: Fact, read: Read, act: Act): boolean {
  if (read.how === "size") return act.operation !== "assign";
  const { truth, compared } = subjectOf(values, fact);
  // Expired, or the like: which answer leads here does not matter.
  if (read.partly) return act.operation === "assign";
  if (compared === undefined) return !truth;
  const other = values.fn.events[compared]!;
  // `this.state === "idle"`: what is written next is another state.
  return other.op === "constant" && read.how === "slot";
}

/** What is written comes from a promise that all callers share: they all write the same. */
function isShared({ values }: TaskContext, { value }: Act): boolean {
  const atom = value === undefined ? undefined : values.atom(values.resolve(values.of(value)));
  const event = atom?.tag === "result" ? values.fn.events[atom.ref] : undefined;
  const awaited = event?.op === "suspend" && event.value !== undefined ? values.fn.events[event.value] : undefined;
  return awaited?.op === "field" || (awaited?.op === "load" && awaited.binding.owner !== values.fn.id && awaited.binding.kind === "variable");
}

/** `this.closed = true` once more harms nobody. */
function isLastFlag(context: TaskContext, act: Act): boolean {
  const event = act.value === undefined ? undefined : context.values.fn.events[act.value];
  if (isShared(context, act)) return true;
  return act.operation === "assign" && event?.op === "constant" && isGoodbye(context.fn.info.name);
}

function judge(context: TaskContext, act: Act, read: Read): TaskFinding | undefined {
  if (isLastFlag(context, act)) return undefined;
  const others = context.writesTo(act.place, act.key).filter(({ ref }) => ref !== act.ref).map(({ ref }) => ref);
  const suspension = context.suspensions.between(read.ref, act.ref, new Set(others), (wait) => !isClaimed(context, wait, read.how === "size")) ?? waitInCall(context, act);
  if (suspension === undefined || !isContended(context, act, read, suspension)) return undefined;
  if (isRechecked(context, act) || holdsLock(context, read.ref)) return undefined;
  if ((act.key !== undefined && isOwnKey(context, act.key)) || asksAgain(act)) return undefined;
  const form = act.operation === "assign" ? "initialise" : read.how === "size" ? "capacity" : "check";
  const second = act.shape === undefined ? undefined : context.graph.otherWriter(context.fn, act.shape, suspension);
  const isSelf = isReentrant(context, act);
  return {
    fn: context.fn,
    hazard: "check-then-act-across-await",
    level: actLevel(context, act, read, suspension),
    at: act.ref,
    first: read.ref,
    suspension,
    place: placeOf(context, act, read.ref),
    second: isSelf ? undefined : second,
    form,
    ...(act.effect && { origin: act.effect.origin }),
  };
}

/** A call that is awaited, or whose promise is returned, writes after it has waited itself. */
function waitInCall({ values, suspensions }: TaskContext, { ref, effect }: Act): Ref | undefined {
  if (!effect?.late) return undefined;
  const awaited = suspensions.refs.find((wait) => {
    const event = values.fn.events[wait]!;
    return event.op === "suspend" && event.value === ref;
  });
  if (awaited !== undefined) return awaited;
  const isReturned = values.fn.blocks.some(({ terminator }) => terminator.type === "return" && terminator.value === ref);
  return isReturned ? ref : undefined;
}

/** The called function that makes the write looks for itself. */
function asksAgain({ effect, shape }: Act): boolean {
  if (!effect || shape === undefined) return false;
  const { fn, ref } = effect.origin;
  return factsAt(fn.analysis.values, ref).some(({ condition }) => readsShape(fn, condition, shape));
}

/** Can anybody else be at the same place meanwhile? */
export function isContended(context: TaskContext, act: Act, read: Read, suspension: Ref): boolean {
  if (act.shape !== undefined) {
    return isReentrant(context, act) || context.graph.otherWriter(context.fn, act.shape, suspension, ({ act: other }) => inserts(other)) !== undefined;
  }
  const root = rootOf(context, act.place);
  // An object that is passed is each caller's own; a collection may be shared.
  if (root === "parameter") return act.operation !== "assign" && context.values.atom(act.place).tag === "parameter" && context.graph.isReentrant(context.fn, -1);
  // Callbacks that run side by side share what is around them.
  return (root === "allocation" || root === "local") && isSideBySide(context, suspension) && !isOwnEntry(context, read.key ?? act.key);
}

export const isReentrant = (context: TaskContext, act: Act): boolean => context.graph.isReentrant(context.fn, context.ownerOf(act.place));

function rootOf({ values }: TaskContext, place: AtomId): "parameter" | "allocation" | "local" | undefined {
  for (let id = values.resolve(place); ; ) {
    const atom = values.atom(id);
    if (atom.tag === "field" || atom.tag === "entry") id = values.resolve(atom.base);
    else if (atom.tag === "binding") return atom.binding.owner === values.fn.id ? "local" : undefined;
    else return atom.tag === "parameter" || atom.tag === "allocation" ? atom.tag : undefined;
  }
}

/** An async callback of `map` or `forEach` waits here, and the next round begins. */
function isSideBySide(context: TaskContext, suspension: Ref): boolean {
  if (context.suspensions.isOwn(suspension)) return false;
  const { analysis } = context;
  return analysis.iterations.some((iteration) => iteration.form.startsWith("callback") && analysis.roundsOf(iteration).contains(suspension));
}

/** A member that each element has another value of. */
const namesOne = /^(?:_?id|uid|uuid|guid|key|name|path|file|filename|url|href|slug|hash|address|index|ref|sku)$/;

/** The key is what the iteration gives this callback and no other. */
function isOwnEntry({ values }: TaskContext, key: AtomId | undefined): boolean {
  if (key === undefined) return false;
  const atom = values.atom(values.resolve(key));
  if (atom.tag === "item" || atom.tag === "key") return true;
  return atom.tag === "field" && namesOne.test(atom.name) && values.atom(values.resolve(atom.base)).tag === "item";
}

const makesUnique = /(?:uuid|nanoid|uniqueId|nextId|newId|genId|createId|generateId|makeId|ulid|cuid|randomBytes|random|randomUUID|uid)$/i;

/** A key that no other call has: a fresh number, a fresh object. */
export function isOwnKey({ values }: TaskContext, key: AtomId): boolean {
  const atom = values.atom(values.resolve(key));
  switch (atom.tag) {
    case "allocation":
      return true;
    case "result": {
      const event = values.fn.events[atom.ref]!;
      return event.op === "call" && makesUnique.test(calledName(values.fn, event));
    }
    case "compute":
      return atom.operands.some((operand) => isOwnKey({ values } as TaskContext, operand));
    default:
      return false;
  }
}

/** Does the value of event `ref` depend on a place of this shape, or on an entry of it? */
function readsShape(fn: ProgramFunction, ref: Ref, shape: Shape): boolean {
  return new ReadFinder(fn.analysis, []).of(ref).some(({ place }) => shapeOf(fn, fn.analysis, place) === shape);
}

export function placeOf(context: TaskContext, act: { readonly place: AtomId }, fallback: Ref): TaskFinding["place"] {
  const { values, analysis } = context;
  const ref = values.fn.events.findIndex((event, each) => (event.op === "load" || event.op === "field") && values.resolve(values.of(each)) === act.place);
  const kind = analysis.kinds.kindOf(act.place);
  const name = ref >= 0 ? context.textOf(ref) : placeName(context, act.place) ?? context.textOf(fallback);
  return { ref: ref >= 0 ? ref : undefined, name, kind: kind === undefined || kind === "other" ? "unknown" : kind };
}

function placeName({ values }: TaskContext, place: AtomId): string | undefined {
  const atom = values.atom(place);
  switch (atom.tag) {
    case "this":
      return "this";
    case "binding":
      return atom.binding.name;
    case "field": {
      const base = placeName({ values } as TaskContext, atom.base);
      return base && `${base}.${atom.name}`;
    }
    default:
      return undefined;
  }
}

/** `const s = m.get(k); await s.close(); m.delete(k);` although another `set` may have put a new one there. */
function staleDelete(context: TaskContext, act: Act): TaskFinding | undefined {
  if (act.operation !== "delete" || act.key === undefined || act.shape === undefined || act.effect) return undefined;
  const { values } = context;
  const gets = values.fn.events.flatMap((event, ref): Read[] => {
    const isGet = event.op === "call" && event.method === "get" && event.receiver !== undefined && event.args[0] !== undefined;
    if (!isGet || !values.flow.isReachable(values.fn.blockOf[ref]!)) return [];
    const place = values.resolve(values.of(event.receiver));
    const key = values.resolve(values.of(event.args[0]!));
    return place === act.place && key === act.key ? [{ ref, place, key, how: "entry", gives: true, awaited: false, partly: false, computed: false }] : [];
  });
  return staleAfter(context, act, gets, waitsFor) ?? staleAfter(context, act, ownSets(context, act), waitsForValue);
}

/** `m.set(k, pending); await pending; m.delete(k);` */
function ownSets(context: TaskContext, act: Act): Read[] {
  return context
    .writesTo(act.place, act.key)
    .filter(({ operation, ref, effect }) => operation === "set" && !effect && dominates(context.analysis, ref, act.ref))
    .map(({ ref, place, key }) => ({ ref, place, key, how: "entry" as const, gives: true, awaited: false, partly: false, computed: false }));
}

function waitsForValue({ values, acts }: TaskContext, suspension: Ref, read: Read): boolean {
  const event = values.fn.events[suspension]!;
  const value = acts.find(({ ref }) => ref === read.ref)?.value;
  return event.op === "suspend" && event.value !== undefined && value !== undefined && values.of(event.value) === values.of(value);
}

function staleAfter(
  context: TaskContext,
  act: Act,
  reads: readonly Read[],
  waits: (context: TaskContext, suspension: Ref, read: Read) => boolean,
): TaskFinding | undefined {
  if (act.shape === undefined) return undefined;
  for (const read of reads) {
    const suspension = context.suspensions.between(read.ref, act.ref, new Set(context.writesTo(act.place, act.key).filter(({ ref }) => ref !== act.ref).map(({ ref }) => ref)));
    if (suspension === undefined || !waits(context, suspension, read)) continue;
    const second = context.graph.otherWriter(context.fn, act.shape, suspension, ({ act: other }) => other.operation === "set" && !other.effect);
    if (!second || isRechecked(context, act) || isClaimed(context, suspension) || holdsLock(context, read.ref)) continue;
    const place = placeOf(context, act, read.ref);
    return { fn: context.fn, hazard: "check-then-act-across-await", level: "strict", at: act.ref, first: read.ref, suspension, place, second, form: "stale-delete" };
  }
  return undefined;
}

/** What is awaited has to do with the entry: it is being closed. */
function waitsFor({ values }: TaskContext, suspension: Ref, read: Read): boolean {
  const entry = values.resolve(values.of(read.ref));
  const event = values.fn.events[suspension]!;
  const call = event.op === "suspend" && event.value !== undefined ? values.fn.events[event.value] : undefined;
  if (call?.op !== "call") return false;
  const touched = [call.receiver, ...call.args].filter((ref) => ref !== undefined).map((ref) => values.resolve(values.of(ref)));
  return touched.some((id) => {
    for (let at = id; ; ) {
      if (at === entry) return true;
      const atom = values.atom(at);
      if (atom.tag !== "field") return false;
      at = values.resolve(atom.base);
    }
  });
}
