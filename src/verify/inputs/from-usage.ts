import { ts } from "ts-morph";
import type { PropertyPlan, TypePlan } from "./plan.ts";

const UNKNOWN: TypePlan = { kind: "unknown" };
const IDS: TypePlan = { kind: "array", element: { kind: "string" } };
const MAX_DEPTH = 3;

const arrayMembers = new Set(
  "push pop shift unshift splice length forEach map filter find findIndex indexOf includes some every reduce slice concat join sort reverse at flatMap".split(" "),
);
const textMembers = new Set("charAt charCodeAt startsWith endsWith toLowerCase toUpperCase trim split replace replaceAll match substring substr padStart".split(" "));

/** How a function uses one of its parameters, or a member of it. */
interface Usage {
  isCalled: boolean;
  isIterated: boolean;
  isIndexed: boolean;
  isCounted: boolean;
  readonly members: Map<string, Usage>;
}

/**
 * A guess at what a parameter without a type is, from the body of its function. The first that holds:
 * - it is called: a function;
 * - `set` or `get` is called on it: a Map; `add`, or `has` and `delete`: a Set;
 * - a method of strings is called on it, and it is not iterated: a string;
 * - it is iterated, indexed, or a method or the length of an array is used: an array of ids;
 * - other members of it are read: an object with those members, each guessed the same way;
 * - it is compared or calculated with: a number;
 * - else `unknown`.
 */
export function planOfUsage(name: string, body: ts.Node | undefined): TypePlan {
  if (!body || name === "") return UNKNOWN;
  const usage = emptyUsage();
  collect(body, name, usage);
  return planOf(usage, name, 0);
}

function emptyUsage(): Usage {
  return { isCalled: false, isIterated: false, isIndexed: false, isCounted: false, members: new Map() };
}

function planOf(usage: Usage, name: string, depth: number): TypePlan {
  const { members } = usage;
  const has = (member: string): boolean => members.get(member)?.isCalled === true;
  if (usage.isCalled) return { kind: "function", name, parameters: [], returns: UNKNOWN };
  if (has("set") || has("get")) return { kind: "map", key: { kind: "string" }, value: UNKNOWN };
  if (has("add") || (has("has") && has("delete"))) return { kind: "set", element: { kind: "string" } };
  const names = [...members.keys()];
  if (names.some((member) => textMembers.has(member) && has(member)) && !usage.isIterated) return { kind: "string" };
  if (usage.isIterated || usage.isIndexed || names.some((member) => arrayMembers.has(member))) return IDS;
  if (members.size > 0 && depth < MAX_DEPTH) {
    const properties = [...members].map(([member, inner]): PropertyPlan => ({ name: member, plan: planOf(inner, member, depth + 1) }));
    return { kind: "object", properties };
  }
  return usage.isCounted ? { kind: "number" } : UNKNOWN;
}

/** Every mention of the name below `node`, except where an inner function takes it for a parameter of its own. */
function collect(node: ts.Node, name: string, usage: Usage): void {
  if (ts.isFunctionLike(node) && node.parameters.some((parameter) => ts.isIdentifier(parameter.name) && parameter.name.text === name)) return;
  if (ts.isIdentifier(node) && node.text === name && isMention(node)) record(node, usage);
  ts.forEachChild(node, (child) => collect(child, name, usage));
}

function isMention(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  return !(ts.isPropertyAssignment(parent) && parent.name === node);
}

function record(node: ts.Expression, usage: Usage): void {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    const member = parent.name.text;
    const inner = usage.members.get(member) ?? emptyUsage();
    usage.members.set(member, inner);
    record(parent, inner);
  } else if (ts.isElementAccessExpression(parent) && parent.expression === node) usage.isIndexed = true;
  else if (ts.isCallExpression(parent) && parent.expression === node) usage.isCalled = true;
  else if ((ts.isForOfStatement(parent) && parent.expression === node) || ts.isSpreadElement(parent)) usage.isIterated = true;
  else if (isCalculation(parent)) usage.isCounted = true;
}

const { SyntaxKind } = ts;
const calculations = new Set([
  SyntaxKind.MinusToken, SyntaxKind.AsteriskToken, SyntaxKind.SlashToken, SyntaxKind.PercentToken, SyntaxKind.LessThanToken,
  SyntaxKind.GreaterThanToken, SyntaxKind.LessThanEqualsToken, SyntaxKind.GreaterThanEqualsToken,
]);

function isCalculation(node: ts.Node): boolean {
  return ts.isBinaryExpression(node) && calculations.has(node.operatorToken.kind);
}
