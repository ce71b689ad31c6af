import { ts } from "ts-morph";
import { isOfEngine } from "../inputs/gomap.ts";
import { withoutParentheses } from "../instrument/nodes.ts";
import { functionAround, isWithin } from "./nodes.ts";
import { meaningOf } from "./references.ts";

/** What a case is about: the variable or member that holds the collection, where others than the flagged function can have it, too. */
export interface Subject {
  readonly name: string;
  /** Undefined for a member that no type declares. */
  readonly symbol: ts.Symbol | undefined;
  readonly declaration: ts.Declaration | undefined;
}

/** How many aliases are followed. */
const MAX_ALIASES = 4;

/**
 * The subject of an expression that iterates, asks or changes: `this.jobs` of `this.jobs.get(k)!.items`, behind the local names that the function gives it.
 * Undefined for a collection that is a parameter, or is made by the function itself.
 */
export function subjectOf(node: ts.Node, checker: ts.TypeChecker): Subject | undefined {
  return ofNode(node, checker, MAX_ALIASES);
}

function ofNode(node: ts.Node, checker: ts.TypeChecker, aliases: number): Subject | undefined {
  for (const link of linksOf(node)) {
    const symbol = meaningOf(link, checker);
    const declaration = symbol?.valueDeclaration;
    const isMember = !ts.isIdentifier(link) || (ts.isPropertyAccessExpression(link.parent) && link.parent.name === link);
    if (isMember && !isCalled(link) && !isOfPlatform(declaration)) return { name: link.text, symbol, declaration };
    if (isMember || !declaration) continue;
    if (isOuter(declaration, node)) return { name: link.text, symbol, declaration };
    const alias = aliases > 0 ? ofAlias(declaration, checker, aliases - 1) : undefined;
    if (alias) return alias;
  }
  return undefined;
}

/** The names on the way to the value of an expression, from the outside in. */
function linksOf(node: ts.Node): (ts.Identifier | ts.PrivateIdentifier)[] {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return [node];
  if (!ts.isExpression(node)) return [];
  const inner = withoutParentheses(node);
  if (inner !== node) return linksOf(inner);
  if (ts.isPropertyAccessExpression(node)) return [...linksOf(node.name), ...linksOf(node.expression)];
  if (ts.isElementAccessExpression(node)) return linksOf(node.expression);
  if (ts.isCallExpression(node)) return [...linksOf(node.expression), ...node.arguments.flatMap(linksOf)];
  if (ts.isBinaryExpression(node)) return [...linksOf(node.left), ...linksOf(node.right)];
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return linksOf(node.operand);
  if (ts.isAwaitExpression(node) || ts.isDeleteExpression(node) || ts.isSpreadElement(node) || ts.isTypeOfExpression(node)) return linksOf(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(linksOf);
  return ts.isConditionalExpression(node) ? [node.condition, node.whenTrue, node.whenFalse].flatMap(linksOf) : [];
}

function isCalled(name: ts.Node): boolean {
  const access = name.parent;
  return ts.isPropertyAccessExpression(access) && access.name === name && ts.isCallExpression(access.parent) && access.parent.expression === access;
}

/** `size` of a Set: declared by a typing. */
function isOfPlatform(declaration: ts.Declaration | undefined): boolean {
  const file = declaration?.getSourceFile();
  return file !== undefined && (file.isDeclarationFile || isOfEngine(file.fileName));
}

/** Whether a variable is declared outside of the outermost function around the node that could have made it for itself. */
function isOuter(declaration: ts.Declaration, node: ts.Node): boolean {
  if (ts.isParameter(declaration) || isOfPlatform(declaration)) return false;
  const owner = functionAround(declaration);
  return owner === undefined || functionAround(node) !== owner;
}

/** What a local variable stands for: its first value, or the member that a pattern takes. */
function ofAlias(declaration: ts.Declaration, checker: ts.TypeChecker, aliases: number): Subject | undefined {
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) return ofNode(declaration.initializer, checker, aliases);
  if (!ts.isBindingElement(declaration) || declaration.dotDotDotToken) return undefined;
  const name = declaration.propertyName ?? declaration.name;
  if (!ts.isIdentifier(name)) return undefined;
  const symbol = checker.getPropertyOfType(checker.getTypeAtLocation(declaration.parent), name.text);
  return isOfPlatform(symbol?.valueDeclaration) ? undefined : { name: name.text, symbol, declaration: symbol?.valueDeclaration };
}

export function isDeclaredIn(subject: Subject, node: ts.Node): boolean {
  return subject.declaration !== undefined && isWithin(subject.declaration, node);
}
