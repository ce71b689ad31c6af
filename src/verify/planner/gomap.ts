import { ts } from "ts-morph";
import type { Finding } from "../../hazards/finding.ts";
import type { Entry } from "../case.ts";
import { goMapOf } from "../inputs/gomap.ts";
import { withoutParentheses } from "../instrument/nodes.ts";
import { functionAround, walk } from "./nodes.ts";
import type { Spot } from "./sites.ts";

/** Methods of a Go map that have a form in steps. */
const stepped = new Set(["get", "has", "set", "delete", "clear"]);

/** The finding is about tasks that use one Go map, not about a range of one. */
export function isAboutTasks({ collection, trace }: Finding): boolean {
  return collection.kind === "GoMap" && trace.every(({ role }) => role !== "iterate");
}

/**
 * The places of a finding about a Go map with the roles that they have there. Uses by tasks are taken apart into steps, where the map does not make
 * steps by itself; those in functions that could yield none are left out.
 */
export function goMapSpots(spots: readonly Spot[], finding: Finding, checker: ts.TypeChecker): Spot[] {
  if (finding.collection.kind !== "GoMap") return [...spots];
  if (!isAboutTasks(finding)) return spots.map((spot) => (spot.role === "iterate" ? { ...spot, role: "range" } : spot));
  const own = spots.flatMap((spot) => taskSpot(spot, checker));
  const files = new Set(own.filter(({ role }) => role === "step").map(({ file }) => file));
  return [...own, ...[...files].flatMap((file) => plainUsesIn(file, checker))];
}

/** The entries of a case about Go maps: which of them the engine has to run. */
export function goMapEntry(entry: Entry, finding: Finding): Entry {
  if (finding.collection.kind !== "GoMap") return entry;
  const isProgram = entry.isGenerator === "sync" || (entry.role === "main" && entry.isGenerator === undefined && isAboutTasks(finding));
  return isProgram ? { ...entry, isProgram } : entry;
}

/** Why a finding has no place that could be watched. */
export const notInSteps =
  "The map is a GoMap that is used in a function that is no generator: there its operations cannot be taken apart into the steps of Go's map.";

function taskSpot(spot: Spot, checker: ts.TypeChecker): Spot[] {
  const map = mapIn(spot.node);
  if (map === undefined || goMapOf(checker.getTypeAtLocation(map)) !== "plain") return [{ ...spot, role: "use" }];
  return isInGenerator(map) ? [{ ...spot, role: "step" }] : [];
}

/** `m` of `m.set(k, v)`, and of `yield* m.set(k, v)`. */
function mapIn(node: ts.Node): ts.Expression | undefined {
  if (!ts.isExpression(node)) return undefined;
  const inner = withoutParentheses(node);
  if (ts.isYieldExpression(inner)) return inner.expression && mapIn(inner.expression);
  if (!ts.isCallExpression(inner)) return inner;
  return ts.isPropertyAccessExpression(inner.expression) ? inner.expression.expression : undefined;
}

function isInGenerator(node: ts.Node): boolean {
  const fn = functionAround(node);
  return fn?.asteriskToken !== undefined && (ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) === 0;
}

/** All uses of plain maps in generators: the other tasks' operations have to be in steps as well. */
function plainUsesIn(file: ts.SourceFile, checker: ts.TypeChecker): Spot[] {
  const found: Spot[] = [];
  walk(file, (node) => {
    const map = ts.isCallExpression(node) ? calledMap(node) : ts.isForOfStatement(node) ? loopedMap(node) : undefined;
    if (map === undefined || !isInGenerator(map) || goMapOf(checker.getTypeAtLocation(map)) !== "plain") return;
    const place = ts.isForOfStatement(node) ? node.expression : node;
    found.push({ role: "step", file, start: place.getStart(file), end: place.end, node: place, isSecondWriter: true });
  });
  return found;
}

function calledMap({ expression }: ts.CallExpression): ts.Expression | undefined {
  return ts.isPropertyAccessExpression(expression) && stepped.has(expression.name.text) ? expression.expression : undefined;
}

function loopedMap({ expression }: ts.ForOfStatement): ts.Expression | undefined {
  return mapIn(expression);
}
