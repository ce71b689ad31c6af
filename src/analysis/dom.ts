import type { CallEvent, Event, Ref } from "../ir/types.ts";
import { mutatorMethods, mutatorProperties } from "../semantics/methods.ts";
import type { CollectionKind, KeyRelation, Operation } from "../semantics/types.ts";
import type { AtomId } from "./atoms.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import { domEntries } from "./mutations.ts";
import type { Values } from "./values.ts";

/** A change of the tree (or of a class) that a live collection of nodes follows. */
export interface DomEffect {
  readonly ref: Ref;
  readonly operation: Operation;
  readonly relation: KeyRelation;
}

const outerPositions: ReadonlySet<unknown> = new Set(["beforebegin", "afterend"]);

/** Changes that event `ref` makes to the live collection of nodes that `iteration` walks. */
export function domEffectsOf(analysis: FunctionAnalysis, ref: Ref, iteration: Iteration, kind: CollectionKind): DomEffect[] {
  const { values } = analysis;
  const effects: DomEffect[] = [];
  for (const { entry, receiver, args, method } of domEntries(values, ref)) {
    if (entry.kind !== kind || entry.receiver === "collection") continue;
    const node = values.resolve(values.of(receiver));
    const nodes = { values, node, iteration, isItem: (value: AtomId): boolean => isItemOf(values, iteration, value) };
    if (entry.operation === "tree-insert" && isOtherTag(nodes, args)) continue;
    const relation = relationFor(nodes, entry.receiver, args, method);
    if (relation) effects.push({ ref, operation: entry.operation, relation });
  }
  return effects;
}

const domOnly: ReadonlySet<string> = new Set([
  ...["removeChild", "appendChild", "insertBefore", "replaceChild", "replaceChildren", "insertAdjacentElement", "insertAdjacentHTML"],
  ...["innerHTML", "outerHTML", "textContent", "innerText"],
]);

const nameOf = (event: Event): string | undefined => {
  const name = event.op === "call" ? event.method : event.op === "put" ? event.key : undefined;
  return typeof name === "string" ? name : undefined;
};

/** By its name, may the event change a tree of nodes, or a class? */
export function isDomChange(event: Event): boolean {
  const name = nameOf(event);
  const entries = name === undefined ? undefined : event.op === "put" ? mutatorProperties.get(name) : mutatorMethods.get(name);
  return entries?.some(({ receiver }) => receiver !== "collection") ?? false;
}

/** Does nothing but a node have a method or property of that name? */
export function isDomOnly(event: Event): boolean {
  const name = nameOf(event);
  return name !== undefined && domOnly.has(name);
}

interface Nodes {
  readonly values: Values;
  /** What the method is called on. */
  readonly node: AtomId;
  readonly iteration: Iteration;
  /** Is the value the node that the loop is at? */
  readonly isItem: (value: AtomId) => boolean;
}

function isItemOf(values: Values, iteration: Iteration, value: AtomId): boolean {
  const atom = values.atom(value);
  if (iteration.index === undefined) return atom.tag === "item" && atom.iteration === iteration.ref;
  return atom.tag === "entry" && atom.base === values.of(iteration.source) && atom.key === iteration.index;
}

function relationFor(nodes: Nodes, receiver: string, args: readonly Ref[], method: string): KeyRelation | undefined {
  const { values, node, isItem } = nodes;
  const takesItem = args.some((arg) => isItem(values.resolve(values.of(arg))));
  if (putsInPlace(nodes, args, method)) return undefined;
  switch (receiver) {
    case "element":
      if (!isItem(node) || !matchesArguments(values, method, args)) return undefined;
      return "current";
    case "element-tokens": {
      const tokens = values.atom(node);
      const isOwn = tokens.tag === "field" && tokens.name === "classList" && isItem(tokens.base);
      return isOwn && losesClass(nodes, method, args) ? "current" : undefined;
    }
    case "parent":
      if (!isOwner(nodes) || matchesOuterPosition(values, method, args)) return undefined;
      if (takesItem) return method.startsWith("remove") || method === "replaceChild" ? "current" : undefined;
      return method === "appendChild" || method === "append" ? "absent" : "unknown";
    case "elsewhere":
      // In a list by tag or class the node stays, wherever in the document it goes.
      return takesItem && !isOwner(nodes) && values.atom(values.of(nodes.iteration.source)).tag === "field" ? "current" : undefined;
    default:
      return undefined;
  }
}

/** A node made here with another tag name than the collection was asked for never enters it. */
function isOtherTag({ values, iteration }: Nodes, args: readonly Ref[]): boolean {
  const source = callThatGave(values, values.of(iteration.source));
  const asked = source?.method === "getElementsByTagName" ? constantOf(values, source.args[0]) : undefined;
  if (typeof asked !== "string" || asked === "*" || args.length === 0) return false;
  return args.every((arg) => {
    const made = callThatGave(values, values.resolve(values.of(arg)));
    const tag = made?.method === "createElement" ? constantOf(values, made.args[0]) : undefined;
    const isItself = isItemOf(values, iteration, values.resolve(values.of(arg)));
    return isItself || (typeof tag === "string" && tag.toLowerCase() !== asked.toLowerCase());
  });
}

function callThatGave(values: Values, value: AtomId): CallEvent | undefined {
  const atom = values.atom(value);
  const event = atom.tag === "result" ? values.fn.events[atom.ref]! : undefined;
  return event?.op === "call" ? event : undefined;
}

/** One node for the current one, at the same place: `parent.replaceChild(next, item)`, `item.replaceWith(next)`. */
function putsInPlace({ values, isItem, node, iteration }: Nodes, args: readonly Ref[], method: string): boolean {
  // A list by tag or class name need not take the new node.
  if (values.atom(values.of(iteration.source)).tag !== "field") return false;
  if (method === "replaceWith") return isItem(node) && args.length === 1;
  return method === "replaceChild" && args[1] !== undefined && isItem(values.of(args[1]));
}

/** Can this change of an element's class list take from it a class that the collection was asked for? */
function losesClass({ values, iteration }: Nodes, method: string, args: readonly Ref[]): boolean {
  if (method === "add") return false;
  const source = values.atom(values.of(iteration.source));
  const call = source.tag === "result" ? values.fn.events[source.ref] : undefined;
  const asked = call?.op === "call" ? constantOf(values, call.args[0]) : undefined;
  if (typeof asked !== "string") return true;
  const classes = asked.split(/\s+/);
  const lost = method === "remove" ? args : args.slice(0, 1);
  return lost.some((arg) => {
    const name = constantOf(values, arg);
    return typeof name !== "string" || classes.includes(name);
  });
}

/** `setAttribute` changes the class only when that is the attribute; `insertAdjacent*` reaches siblings only from outside. */
function matchesArguments(values: Values, method: string, args: readonly Ref[]): boolean {
  if (method.endsWith("Attribute")) return constantOf(values, args[0]) === "class";
  return method.startsWith("insertAdjacent") ? outerPositions.has(constantOf(values, args[0])) : true;
}

const matchesOuterPosition = (values: Values, method: string, args: readonly Ref[]): boolean =>
  method.startsWith("insertAdjacent") && outerPositions.has(constantOf(values, args[0]));

function constantOf(values: Values, ref: Ref | undefined): unknown {
  const event = ref === undefined ? undefined : values.fn.events[ref];
  return event?.op === "constant" ? event.value : undefined;
}

/** Is the node the one whose children or descendants the iterated collection lists? */
function isOwner({ values, node, iteration, isItem }: Nodes): boolean {
  const parent = values.atom(node);
  if (parent.tag === "field" && (parent.name === "parentNode" || parent.name === "parentElement") && isItem(parent.base)) return true;
  const source = values.atom(values.of(iteration.source));
  if (source.tag === "field") return source.base === node;
  const event = source.tag === "result" ? values.fn.events[source.ref]! : undefined;
  return event?.op === "call" && event.receiver !== undefined && values.of(event.receiver) === node;
}
