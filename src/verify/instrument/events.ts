import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import type { Context } from "./context.ts";
import { eventTarget } from "./event-target.ts";
import { isAssignment, isUnnamedFunction, pathArguments, pathOf, type PathText, suspends, withoutParentheses } from "./nodes.ts";

/**
 * Places the event of a site that is no iteration: in front of an expression; where something is called or assigned, after the
 * arguments or the right-hand side, since these may wait.
 *
 * @returns Why there is none, if so.
 */
export function placeEvent(site: Site, node: ts.Node, context: Context): string | undefined {
  const target = eventTarget(node);
  if (typeof target === "string") return target;
  if (ts.isFunctionLike(target)) return atFunctionStart(site, target, context);
  if (ts.isShorthandPropertyAssignment(target)) return atShorthand(site, target, context);
  if (!ts.isExpression(target)) return beforeStatement(site, target as ts.Statement, context);
  const suspension = site.role === "suspend" ? suspensionIn(target) : undefined;
  return atExpression(site, suspension ?? target, context);
}

function atExpression(site: Site, node: ts.Expression, context: Context): string | undefined {
  if (ts.isAwaitExpression(node)) return withValue(site, node.expression, context);
  if (ts.isYieldExpression(node)) return atYield(site, node, context);
  if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && !isSpecialCall(node)) return atCall(site, node, context);
  if (isAssignment(node) && writesLater(site, node)) return withValue(site, node.right, context, pathOf(node.left));
  if (isUnnamedFunction(node)) return "it is a function without a name, which a hook would change";
  return before(site, node, context);
}

function before(site: Site, node: ts.Expression, context: Context): undefined {
  const isComma = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.CommaToken;
  const [open, close] = isComma ? ["(", ")"] : ["", ""];
  context.wrap(node, `${context.hooks}.seq(${context.event(site, accessedPath(node))}, ${open}`, `${close})`);
}

/** The place that is read or written, where it can be named. */
function accessedPath(node: ts.Expression): PathText | undefined {
  const inner = withoutParentheses(node);
  if (ts.isTypeOfExpression(inner)) return undefined;
  if (ts.isDeleteExpression(inner)) return pathOf(inner.expression);
  if (ts.isPrefixUnaryExpression(inner) || ts.isPostfixUnaryExpression(inner)) return pathOf(inner.operand);
  return isAssignment(inner) ? pathOf(inner.left) : pathOf(inner);
}

function withValue({ id, role }: Site, operand: ts.Expression, context: Context, path?: PathText): undefined {
  const value = ts.isSpreadElement(operand) ? operand.expression : operand;
  context.wrap(value, `${context.hooks}.value(${id}, "${role}", `, `${pathArguments(path)})`);
}

function atYield(site: Site, node: ts.YieldExpression, context: Context): undefined {
  if (node.expression) return withValue(site, node.expression, context);
  if (context.done.has(node)) return before(site, node, context);
  context.done.set(node, "operand");
  context.wrap(node, "", ` ${context.hooks}.value(${site.id}, "${site.role}", void 0)`);
}

/** `import()` takes no spread; a call of `eval` with one is no direct eval. */
function isSpecialCall({ expression }: ts.CallExpression | ts.NewExpression): boolean {
  return expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "eval");
}

function atCall(site: Site, node: ts.CallExpression | ts.NewExpression, context: Context): undefined {
  const callee = withoutParentheses(node.expression);
  const isMember = ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee);
  const path = isMember && ts.isCallExpression(node) ? pathOf(callee.expression) : undefined;
  const last = node.arguments?.at(-1);
  if (last) return withValue(site, last, context, path);
  const list = `...${context.hooks}.args(${site.id}, "${site.role}"${pathArguments(path)})`;
  if (node.arguments) context.edits.insert(node.arguments.pos, `${list},`);
  else if (context.done.has(node)) return before(site, node, context);
  else {
    context.done.set(node, "arguments");
    context.wrap(node, "", `(${list})`);
  }
}

/** Whether the event belongs after the right-hand side. An unnamed function on the right would lose the name that it gets here. */
function writesLater({ role }: Site, node: ts.BinaryExpression): boolean {
  if (role === "read" || role === "check") return false;
  return !(ts.isIdentifier(withoutParentheses(node.left)) && isUnnamedFunction(node.right));
}

function suspensionIn(node: ts.Node): ts.Expression | undefined {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return node;
  if (ts.isFunctionLike(node) || !suspends(node)) return undefined;
  return ts.forEachChild(node, suspensionIn);
}

function atFunctionStart(site: Site, node: ts.SignatureDeclaration, context: Context): string | undefined {
  const { body } = node as ts.FunctionLikeDeclaration;
  if (!body) return "the function has no body";
  if (!ts.isBlock(body)) return before({ ...site, role: site.role }, body, context);
  const directives = body.statements.filter((each, index) => isDirective(each) && body.statements.slice(0, index).every(isDirective));
  const at = directives.at(-1)?.end ?? body.getStart(context.file) + 1;
  context.edits.insert(at, `;${context.event(site)};`);
  return undefined;
}

function isDirective(node: ts.Statement): boolean {
  return ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression);
}

function atShorthand(site: Site, node: ts.ShorthandPropertyAssignment, context: Context): undefined {
  const name = node.name.text;
  context.wrap(node.name, `${name}: ${context.hooks}.seq(${context.event(site, { root: name, keys: [] })}, `, ")");
}

function beforeStatement(site: Site, node: ts.Statement, context: Context): string | undefined {
  if (ts.isLabeledStatement(node.parent)) return beforeStatement(site, node.parent, context);
  if (isDirective(node) || ts.isClassDeclaration(node) || ts.isFunctionDeclaration(node)) return "it is a declaration";
  const { parent } = node;
  const isInList = ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent) || ts.isModuleBlock(parent);
  if (isInList) context.edits.insert(context.start(node), `${context.event(site)};`);
  else context.wrap(node, `{${context.event(site)};`, "}");
  return undefined;
}
