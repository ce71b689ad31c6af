import { ts } from "ts-morph";
import { methodName } from "../instrument/iteration-calls.ts";
import { isAssignment, withoutParentheses } from "../instrument/nodes.ts";
import type { FileFacts, Place } from "./facts.ts";
import { nodesIn } from "./syntax.ts";

/** A place in the code that changes something. */
export interface Change {
  /** The call, the assignment, the deletion. */
  readonly node: ts.Expression;
  /** What is changed: the property or element that is written, and the collection that it is a part of. */
  readonly places: readonly Place[];
  /** The expression of the collection; of a variable or property that is written, that itself. */
  readonly target: ts.Expression;
  /** A value is stored that may have been computed from the old one. */
  readonly isWrite: boolean;
  /** Nothing of the collection is left, or the place gets an empty one. */
  readonly isClear: boolean;
}

/** Methods that change the collection that they are called on. */
export const changingMethods: ReadonlySet<string> = new Set([
  ...["set", "getOrInsert", "getOrInsertComputed", "add", "delete", "clear", "append"],
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "copyWithin", "fill"],
]);

/** What the node itself changes. A method of that name counts where the receiver's type may be a collection. */
export function changeAt(node: ts.Node, facts: FileFacts): Change | undefined {
  if (ts.isCallExpression(node)) return changeOfCall(node, facts);
  if (isAssignment(node)) return changeOfWrite(node, node.left, facts, isEmptyValue(node.right), isZero(node.right));
  if (ts.isDeleteExpression(node)) return changeOfWrite(node, node.expression, facts);
  const isUnary = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
  if (!isUnary || (node.operator !== ts.SyntaxKind.PlusPlusToken && node.operator !== ts.SyntaxKind.MinusMinusToken)) return undefined;
  return changeOfWrite(node, node.operand, facts);
}

/** All changes in the file, in the order of the text. */
export function changesIn(facts: FileFacts): Change[] {
  return [...nodesIn(facts.file)].flatMap((node) => changeAt(node, facts) ?? []);
}

function changeOfCall(node: ts.CallExpression, facts: FileFacts): Change | undefined {
  const { expression: callee, arguments: args } = node;
  const name = methodName(callee);
  if (name === "assign" && callee.getText(facts.file) === "Object.assign" && args[0]) return changeOf(node, args[0], facts);
  if (name === undefined || !changingMethods.has(name)) return undefined;
  const receiver = (callee as ts.PropertyAccessExpression).expression;
  if (!facts.mayBeCollection(receiver)) return undefined;
  const isClear = name === "clear" || (name === "splice" && args[0] !== undefined && isZero(args[0]) && takesAll(args[1]));
  return changeOf(node, receiver, facts, { isClear, isWrite: name === "set" });
}

/** The second argument of `splice`: none, or a length. */
function takesAll(count: ts.Expression | undefined): boolean {
  return count === undefined || (ts.isPropertyAccessExpression(count) && count.name.text === "length");
}

function changeOf(node: ts.Expression, target: ts.Expression, facts: FileFacts, flags: Partial<Change> = {}): Change | undefined {
  const place = facts.collectionOf(target);
  return place && { node, places: [place], target, isWrite: false, isClear: false, ...flags };
}

function changeOfWrite(node: ts.Expression, target: ts.Expression, facts: FileFacts, isEmpty = false, isNought = false): Change | undefined {
  const left = withoutParentheses(target);
  if (ts.isPropertyAccessExpression(left) && left.name.text === "length") return changeOf(node, left.expression, facts, { isClear: isNought });
  const place = facts.placeOf(left);
  if (!place || left.kind === ts.SyntaxKind.ThisKeyword || ts.isCallExpression(left)) return undefined;
  const owner = ts.isElementAccessExpression(left) || ts.isDeleteExpression(node) ? (left as ts.ElementAccessExpression).expression : undefined;
  const collection = owner && facts.collectionOf(owner);
  return {
    node,
    places: collection ? [place, collection] : [place],
    target: owner ?? left,
    isWrite: !ts.isDeleteExpression(node),
    isClear: isEmpty && !owner,
  };
}

/** `[]`, `{}`, `new Set()`. */
function isEmptyValue(node: ts.Expression): boolean {
  const value = withoutParentheses(node);
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
  if (ts.isObjectLiteralExpression(value)) return value.properties.length === 0;
  return ts.isNewExpression(value) && (value.arguments?.length ?? 0) === 0;
}

function isZero(node: ts.Expression): boolean {
  const value = withoutParentheses(node);
  return ts.isNumericLiteral(value) && Number(value.text) === 0;
}
