import { ts } from "ts-morph";
import type { Entry, EntryRole } from "../case.ts";
import { withoutWrappers } from "../inputs/plan-walk.ts";
import type { TypePlan } from "../inputs/plan.ts";
import type { EntryList } from "./entry-list.ts";
import { listenersOf } from "./events.ts";
import { type Mention, mentionsIn } from "./mentions.ts";
import { type FunctionNode, functionAround, functionAt } from "./nodes.ts";
import { isObstacle, type Obstacle } from "./obstacles.ts";
import type { PlannedProject } from "./project.ts";
import type { Reached } from "./reach.ts";
import { siblingsOf } from "./siblings.ts";
import type { Spot } from "./sites.ts";
import { isDeclaredIn, type Subject, subjectOf } from "./subject.ts";

/** With fewer than so many ways to change the state, those that only register callbacks are tried as well. */
const FEW = 3;

/**
 * Adds what leads to the primary place.
 *
 * @param isConcurrent It takes calls at the same time: of functions that are offered to others, since only these need to stand it.
 * @returns Why there is nothing, if so.
 */
export function addMain(primary: Spot, list: EntryList, project: PlannedProject, isConcurrent: boolean): Obstacle | undefined {
  const fn = functionAt(primary.node);
  if (!fn) return { reason: "closure-not-exported", detail: "It is code at the top of its module, which runs once, while the module is loaded." };
  const { reached, internal } = project.reach.of(fn);
  if (reached.every((each) => ts.isConstructorDeclaration(each.fn))) addListeners(fn, "main", list, project);
  const usable = isConcurrent ? reached.filter((each) => project.reach.offers(each)) : reached;
  const obstacles = list.add(usable, "main");
  if (list.all.length === 0 && isConcurrent && reached.length + internal.length > 0) return obstacles[0] ?? kept;
  if (list.all.length === 0) obstacles.push(...list.add(internal, "main"));
  if (list.all.length > 0) return undefined;
  return obstacles[0] ?? { reason: "closure-not-exported", detail: "It lies in a function that nothing leads to which the module declares at its top." };
}

/** Adds what leads to a call: where tasks are started, which no task does by itself. */
export function addCaller(call: ts.Node, list: EntryList, project: PlannedProject): void {
  const fn = functionAt(call);
  if (fn) list.add(project.reach.of(fn).reached, "main");
}

const kept: Obstacle = {
  reason: "closure-not-exported",
  detail: "Only functions that the module or class keeps to itself lead there: whether they can be called at the same time is not known.",
};

/** Adds what changes the collection from elsewhere, and what may bring about a state. */
export function addOthers(primary: Spot, spots: readonly Spot[], list: EntryList, project: PlannedProject): void {
  const { checker } = project.context;
  const subject = subjectOf(primary.node, checker);
  const named = spots.flatMap(({ isSecondWriter, node }) => (isSecondWriter ? (functionAt(node) ?? []) : []));
  for (const fn of named) addFunction(fn, "writer", subject, list, project);
  if (subject) {
    const owner = subject.declaration && functionAround(subject.declaration);
    const mentions = filesOf(primary, subject).flatMap((file) => mentionsIn(file, subject, checker).filter(({ fn }) => fn !== owner));
    mentions.sort((a, b) => rank(a, primary) - rank(b, primary));
    for (const { fn, use } of mentions) if (use !== "reads") addFunction(fn, "writer", subject, list, project);
    for (const { fn, use } of mentions) if (use === "reads") addFunction(fn, "helper", subject, list, project);
  }
  if (!subject || list.of("writer").length + list.of("helper").length >= FEW) return;
  for (const { reached } of list.of("main")) list.add(siblingsOf(reached, project), "helper", takesCallback);
}

function filesOf({ file }: Spot, { declaration }: Subject): ts.SourceFile[] {
  const other = declaration?.getSourceFile();
  return other && other !== file && !other.isDeclarationFile ? [file, other] : [file];
}

/** Those that add come first, then the nearest. */
function rank({ fn, use }: Mention, { node }: Spot): number {
  return (use === "adds" ? 0 : 1e9) + Math.abs(fn.pos - node.pos);
}

function addFunction(fn: FunctionNode, role: EntryRole, subject: Subject | undefined, list: EntryList, project: PlannedProject): void {
  addListeners(fn, role, list, project);
  list.add(callable(fn, subject, project), role);
}

function addListeners(fn: FunctionNode, role: EntryRole, list: EntryList, project: PlannedProject): void {
  for (const listener of listenersOf(fn, project)) {
    const entry = list.builder.buildListener(listener, role);
    if (!isObstacle(entry)) list.put({ entry, reached: listener.emitter });
  }
}

/**
 * Without constructors: what they make is not what the other entries use. A function that another one returns is left to the calls of what a call has
 * returned, except where each call of that other one makes a collection of its own.
 */
function callable(fn: FunctionNode, subject: Subject | undefined, { reach }: PlannedProject): Reached[] {
  return reach.of(fn).reached.filter((each) => reach.offers(each)).flatMap((each): readonly Reached[] => {
    const { way } = each;
    if (ts.isConstructorDeclaration(each.fn)) return [];
    const isReturned = way.kind === "made" && way.path.length === 0 && !(subject && isDeclaredIn(subject, way.by));
    return isReturned && way.kind === "made" ? reach.of(way.by).reached : [each];
  });
}

function takesCallback({ parameters }: Entry): boolean {
  return parameters.some(({ plan }) => isCallback(plan));
}

function isCallback(plan: TypePlan): boolean {
  const inner = withoutWrappers(plan);
  return inner.kind === "function" || (inner.kind === "union" && inner.of.some(isCallback));
}
