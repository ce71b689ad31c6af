import { ts } from "ts-morph";
import type { HazardId } from "../../hazards/types.ts";
import { methodName } from "../instrument/iteration-calls.ts";
import type { Change } from "./changes.ts";
import type { FileFacts } from "./facts.ts";
import { mayFeed } from "./feeds.ts";
import { type FlowEvent, flowOf } from "./flow.ts";
import { Reach } from "./reach.ts";
import { type Spot, snippetOf, type Step } from "./spot.ts";
import { type FunctionNode, isWithin } from "./syntax.ts";

/** So many pairs of one function are tried: those with a wait in between first, then those closest to one another. */
const MAX_PAIRS = 30;
/** So many looks at one place are paired with a change of it. */
const MAX_LOOKS = 8;
/** So many waits between them are watched. */
const MAX_SUSPENSIONS = 6;
/** So many other changes of the same thing are watched. */
const MAX_CHANGES = 20;

interface Form {
  /** With a wait in between, and without one. */
  readonly kinds: readonly [across: string, beside: string];
  readonly looks: FlowEvent["kind"];
  readonly hazard: HazardId;
  readonly roles: readonly [look: "check" | "read", change: "act" | "write"];
  readonly accepts: (change: Change) => boolean;
}

/** Two roles at one node would be taken for one another, so that a write that is an act is in pairs of its own. */
const forms: readonly Form[] = [
  {
    kinds: ["check before an await and act after it", "check and act of a function that waits"],
    looks: "look",
    hazard: "check-then-act-across-await",
    roles: ["check", "act"],
    accepts: () => true,
  },
  {
    kinds: ["read before an await and write after it", "read and write of a function that waits"],
    looks: "read",
    hazard: "lost-update-across-await",
    roles: ["read", "write"],
    accepts: ({ isWrite }) => isWrite,
  },
  {
    kinds: ["read of a whole before an await and clearing after it", "read of a whole and clearing in a function that waits"],
    looks: "whole",
    hazard: "clear-after-await",
    roles: ["read", "act"],
    accepts: ({ isClear }) => isClear,
  },
];

interface Pair {
  readonly form: Form;
  readonly look: FlowEvent;
  readonly act: FlowEvent;
  readonly suspensions: readonly FlowEvent[];
  /** The function waits between the two. */
  readonly isAcross: boolean;
  readonly distance: number;
}

/** Where the function looks at something, waits, and changes it. `changes` are those of the whole file. */
export function pairsIn(fn: FunctionNode, facts: FileFacts, changes: readonly Change[]): Spot[] {
  const events = flowOf(fn, facts);
  const suspensions = events.filter(({ kind }) => kind === "suspend");
  if (suspensions.length === 0) return [];
  const reach = new Reach(fn, events);
  const byKey = groupByKey(events);
  const acts = events.filter((event) => event.kind === "change" && outlives(event, fn));
  const pairs = forms.flatMap((form) => acts.filter(({ change }) => form.accepts(change!)).flatMap((act) => pairsOf(form, act, byKey, suspensions, reach, fn)));
  pairs.sort((a, b) => Number(b.isAcross) - Number(a.isAcross) || a.distance - b.distance);
  return pairs.slice(0, MAX_PAIRS).map((pair) => spotOf(pair, byKey, changes, fn));
}

type ByKey = ReadonlyMap<string, readonly FlowEvent[]>;

function groupByKey(events: readonly FlowEvent[]): ByKey {
  const groups = new Map<string, FlowEvent[]>();
  for (const event of events) {
    for (const { key } of event.places) {
      const group = groups.get(key);
      if (group) group.push(event);
      else groups.set(key, [event]);
    }
  }
  return groups;
}

/** A variable of the function itself is nobody else's; what is in it may be. */
function outlives({ places: [place], node }: FlowEvent, fn: FunctionNode): boolean {
  const isOwn = place?.isVariable === true && place.declaration !== undefined && isWithin(place.declaration, fn);
  return !isOwn || ts.isCallExpression(node);
}

/** Where the function waits between no look and the act, the nearest look alone: such code is right for just that reason. */
function pairsOf(form: Form, act: FlowEvent, byKey: ByKey, suspensions: readonly FlowEvent[], reach: Reach, fn: FunctionNode): Pair[] {
  const feeds = (look: FlowEvent): boolean => form.looks !== "read" || mayFeed(look.node, act.change!.node, fn);
  const nearest = looksFor(form, act, byKey).filter(feeds).sort((a, b) => reach.distance(a, act) - reach.distance(b, act));
  const pairs: Pair[] = [];
  for (const look of nearest) {
    const between = suspensions.filter((suspension) => reach.leads(look, suspension) && reach.leads(suspension, act));
    if (between.length === 0) continue;
    pairs.push({ form, look, act, suspensions: between.slice(0, MAX_SUSPENSIONS), isAcross: true, distance: reach.distance(look, act) });
    if (pairs.length >= MAX_LOOKS) break;
  }
  const [look] = nearest;
  if (pairs.length > 0 || !look) return pairs;
  return [{ form, look, act, suspensions: suspensions.slice(0, MAX_SUSPENSIONS), isAcross: false, distance: reach.distance(look, act) }];
}

/** A value is read from the place that is written, and by a method where it is written by one; what counts besides is about the collection, too. */
function looksFor({ looks }: Form, { node, places }: FlowEvent, byKey: ByKey): FlowEvent[] {
  const relevant = looks === "read" ? places.slice(0, 1) : places;
  const found = new Set(relevant.flatMap(({ key }) => byKey.get(key) ?? []).filter((event) => event.kind === looks && event.node !== node));
  const isSameWay = (look: FlowEvent): boolean => looks !== "read" || ts.isCallExpression(look.node) === ts.isCallExpression(node);
  return [...found].filter((look) => isSameWay(look) && !areOtherKeys(look.node, node));
}

/** `m.get("a")` and `m.set("b", 1)`. */
function areOtherKeys(a: ts.Node, b: ts.Node): boolean {
  const [first, second] = [literalKeyOf(a), literalKeyOf(b)];
  return first !== undefined && second !== undefined && first !== second;
}

const keyed: ReadonlySet<string> = new Set(["has", "get", "set", "add", "delete"]);

function literalKeyOf(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || !keyed.has(methodName(node.expression) ?? "")) return undefined;
  const [key] = node.arguments;
  return key && (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key)) ? key.text : undefined;
}

function spotOf({ form, look, act, suspensions, isAcross }: Pair, byKey: ByKey, changes: readonly Change[], fn: FunctionNode): Spot {
  const [lookRole, actRole] = form.roles;
  const [lookText, actText] = texts[form.hazard]!;
  const others = otherChanges(act, changes);
  const steps: Step[] = [
    { role: lookRole, node: look.node, text: lookText },
    ...suspensions.map(({ node }): Step => ({ role: "suspend", node, text: "the function waits here" })),
    ...others.filter((node) => !isWithin(node, fn)).map((node): Step => ({ role: "mutate", node, text: "this can change it meanwhile" })),
    { role: actRole, node: act.node, text: actText },
  ];
  const own = others.filter((node) => isWithin(node, fn)).map((node) => ({ role: "mutate", node }) as const);
  return {
    kind: form.kinds[isAcross ? 0 : 1],
    hazards: [form.hazard],
    steps,
    extras: [...otherLooks(form, look, act, byKey), ...own],
    primary: look.node,
    place: act.node,
    collection: act.change!.target,
    span: [look.node, act.node],
    message: `\`${snippetOf(act.node)}\` and \`${snippetOf(look.node)}\`, with \`${snippetOf(suspensions[0]!.node)}\` ${isAcross ? "in between" : "elsewhere"}`,
  };
}

const texts: Readonly<Partial<Record<HazardId, readonly [look: string, act: string]>>> = {
  "check-then-act-across-await": ["the check", "the act that may rely on it"],
  "lost-update-across-await": ["the value is read here", "a value is written here"],
  "clear-after-await": ["all of it is read here", "all of it goes"],
};

/** What else looks at the same place: a second check after the wait, or a second read, makes the act right. */
function otherLooks(form: Form, look: FlowEvent, act: FlowEvent, byKey: ByKey): Spot["extras"] {
  const [role] = form.roles;
  const looks = looksFor(form, act, byKey);
  // A value that is taken once more may be tested later; a collection that is taken is not asked about anything.
  const rereads = form.looks === "look" && !ts.isCallExpression(act.node) ? looksFor({ ...form, looks: "read" }, act, byKey) : [];
  const nodes = new Set([...looks, ...rereads].map(({ node }) => node));
  nodes.delete(look.node);
  return [...nodes].map((node) => ({ role, node }));
}

/** Other changes of the same thing anywhere in the file. */
function otherChanges({ places, node }: FlowEvent, changes: readonly Change[]): ts.Node[] {
  const members = new Set(places.map(({ member }) => member));
  const others = changes.filter((change) => change.node !== node && change.places.some(({ member }) => members.has(member)));
  return others.slice(0, MAX_CHANGES).map((change) => change.node);
}
