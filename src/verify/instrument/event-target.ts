import { ts } from "ts-morph";
import { isAssignment, isNoCode, withWrappers } from "./nodes.ts";

const { SyntaxKind } = ts;

/**
 * The node whose evaluation is the event: an expression that can stand as an operand, a function, a statement. Names, callees,
 * targets of assignments and the links of an optional chain are parts of something larger, which is then taken.
 *
 * @returns A reason where there is nothing to hook.
 */
export function eventTarget(node: ts.Node): ts.Node | string {
  if (isNoCode(node) || ts.isExportDeclaration(node)) return "it is no code that runs";
  if (ts.isShorthandPropertyAssignment(node)) return assignmentTarget(node) ?? node;
  if (ts.isFunctionLike(node)) return node;
  if (ts.isVariableDeclaration(node)) return node.initializer ? eventTarget(node.initializer) : "the declaration has no value";
  if (ts.isSpreadElement(node)) return eventTarget(node.expression);
  if (ts.isExpression(node)) return operandTarget(node);
  if (ts.isStatement(node)) return statementTarget(node);
  return node.parent && !ts.isSourceFile(node.parent) ? eventTarget(node.parent) : "there is no expression";
}

function statementTarget(node: ts.Statement): ts.Node | string {
  if (ts.isBlock(node) && ts.isFunctionLike(node.parent)) return node.parent;
  if (ts.isVariableStatement(node)) return eventTarget(node.declarationList.declarations[0]!);
  const { expression } = node as Partial<ts.ExpressionStatement>;
  const isIteration = ts.isForOfStatement(node) || ts.isForInStatement(node);
  return expression && !isIteration && !ts.isStringLiteral(expression) ? eventTarget(expression) : node;
}

function operandTarget(node: ts.Expression): ts.Node | string {
  const outer = withWrappers(node);
  const { parent } = outer;
  if (isPartOf(outer, parent)) return eventTarget(parent);
  if (ts.isJsxElement(parent) || ts.isJsxFragment(parent) || isJsxPart(parent)) return eventTarget(parent);
  if (isNameOfDeclaration(node, parent)) {
    let declaration = parent;
    while (ts.isBindingElement(declaration) || ts.isBindingName(declaration)) declaration = declaration.parent;
    return ts.isVariableDeclaration(declaration) ? eventTarget(declaration) : "it declares a name";
  }
  const assignment = assignmentTarget(outer);
  if (assignment) return assignment;
  if (ts.isExpressionStatement(parent) && ts.isStringLiteral(node)) return "it is a directive";
  return ts.isOmittedExpression(node) ? "there is no expression" : node;
}

/** Whether `parent` needs the node as it stands. */
function isPartOf(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isPrivateIdentifier(node) || isInName(node, parent)) return true;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return true;
  if (node.kind === SyntaxKind.SuperKeyword || node.kind === SyntaxKind.ImportKeyword) return true;
  if (ts.isDeleteExpression(parent) || ts.isTypeOfExpression(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    return parent.operator === SyntaxKind.PlusPlusToken || parent.operator === SyntaxKind.MinusMinusToken;
  }
  if (isAssignment(parent) && parent.left === node) return true;
  if (ts.isShorthandPropertyAssignment(parent) || (ts.isTaggedTemplateExpression(parent) && parent.template === node)) return true;
  if (ts.isOptionalChain(node) && isLink(parent) && parent.expression === node) return true;
  return isCallee(node, parent) && !ts.isCallExpression(node);
}

/** `o` and `o.p` of `new o.p.C()`, where a call would be what is constructed, and of `<o.p.C />`, where none can be. */
function isInName(node: ts.Node, parent: ts.Node): boolean {
  let [inner, outer] = [node, parent];
  while ((ts.isPropertyAccessExpression(outer) || ts.isElementAccessExpression(outer)) && outer.expression === inner) [inner, outer] = [outer, outer.parent];
  if (ts.isJsxOpeningLikeElement(outer) || ts.isJsxClosingElement(outer)) return true;
  return ts.isNewExpression(outer) && outer.expression === inner && !ts.isParenthesizedExpression(node);
}

function isCallee(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === node;
  return ts.isTaggedTemplateExpression(parent) && parent.tag === node;
}

function isLink(node: ts.Node): node is ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression | ts.NonNullExpression {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node) || ts.isNonNullExpression(node);
}

function isJsxPart(node: ts.Node): boolean {
  return ts.isJsxOpeningLikeElement(node) || ts.isJsxClosingElement(node) || ts.isJsxAttribute(node) || ts.isJsxAttributes(node);
}

function isNameOfDeclaration(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return true;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isMetaProperty(parent)) return true;
  return (parent as { readonly name?: ts.Node }).name === node || (ts.isBindingElement(parent) && parent.propertyName === node);
}

function assignmentTarget(node: ts.Node): ts.Node | string | undefined {
  const assignment = assignmentTo(node);
  if (assignment) return ts.isExpression(assignment) ? eventTarget(assignment) : "it is the variable of a loop";
  return undefined;
}

/** The assignment, or the loop, that writes to the node as a part of its destructuring pattern. */
function assignmentTo(node: ts.Node): ts.Node | undefined {
  let inner = node;
  for (let outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (isAssignment(outer)) return outer.left === inner ? outer : undefined;
    if (ts.isForOfStatement(outer) || ts.isForInStatement(outer)) return outer.initializer === inner ? outer : undefined;
    const isPattern =
      ts.isArrayLiteralExpression(outer) || ts.isObjectLiteralExpression(outer) || ts.isSpreadElement(outer) || ts.isSpreadAssignment(outer) ||
      ts.isParenthesizedExpression(outer) || ts.isShorthandPropertyAssignment(outer) || (ts.isPropertyAssignment(outer) && outer.initializer === inner);
    if (!isPattern) return undefined;
  }
  return undefined;
}
