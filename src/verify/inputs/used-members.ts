import { ts } from "ts-morph";
import { cast, standInOfAny } from "./make-plan.ts";
import type { PropertyPlan, TypePlan } from "./plan.ts";

const ofPromises = /^(?:then|catch|finally)$/;
const MAX_MEMBERS = 24;
const known = new WeakMap<ts.SourceFile, readonly PropertyPlan[]>();

/**
 * What the code of a file tells of the members of objects of which nothing else is known: those whose `then` it calls are promises, or functions
 * that give one; those that it asks for whether they are there may be lacking.
 */
export function usedMembers(file: ts.SourceFile): readonly PropertyPlan[] {
  let members = known.get(file);
  if (!members) known.set(file, (members = [...membersIn(file).values()].slice(0, MAX_MEMBERS)));
  return members;
}

function membersIn(file: ts.SourceFile): ReadonlyMap<string, PropertyPlan> {
  const promised = new Map<string, PropertyPlan>();
  const tested = new Map<string, PropertyPlan>();
  const visit = (node: ts.Node): void => {
    // An object with a `then` would be a promise itself.
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.name) && !ofPromises.test(node.name.text)) {
      const name = node.name.text;
      const plan = promiseOf(node);
      if (plan) promised.set(name, { name, plan });
      else if (isTested(node)) tested.set(name, { name, plan: standInOfAny, isOptional: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Map([...tested, ...promised]);
}

/** Of `x.ready.then(...)` and `x.load().then(...)`. */
function promiseOf(node: ts.PropertyAccessExpression): TypePlan | undefined {
  const { parent } = node;
  const isCalled = ts.isCallExpression(parent) && parent.expression === node;
  const value = isCalled ? parent : node;
  const outer = value.parent;
  const isAwaited = ts.isPropertyAccessExpression(outer) && outer.expression === value && ofPromises.test(outer.name.text);
  if (!isAwaited || !ts.isCallExpression(outer.parent) || outer.parent.expression !== outer) return undefined;
  const promise: TypePlan = { kind: "promise", value: standInOfAny };
  return isCalled ? cast({ kind: "function", name: node.name.text, parameters: [], returns: promise }) : promise;
}

const { SyntaxKind } = ts;
const logical = new Set([SyntaxKind.AmpersandAmpersandToken, SyntaxKind.BarBarToken, SyntaxKind.QuestionQuestionToken]);

function isTested(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return isTested(parent);
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === SyntaxKind.ExclamationToken;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (ts.isBinaryExpression(parent) && logical.has(parent.operatorToken.kind)) return parent.left === node || isTested(parent);
  return ts.isPropertyAccessExpression(parent) && parent.expression === node && parent.questionDotToken !== undefined;
}
