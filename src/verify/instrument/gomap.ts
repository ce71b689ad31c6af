import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import type { Context } from "./context.ts";
import { methodName } from "./iteration-calls.ts";
import { isNoCode, withoutParentheses } from "./nodes.ts";

/** Methods of a Go map that give an iteration of it. */
const iterating = new Set(["range", "keys", "values", "entries"]);

/** Methods of a Go map whose receiver is the map. */
const methods = new Set([...iterating, "forEach", "get", "has", "set", "delete", "clear", "size"]);

/** Methods of a Go map that have a form in steps. */
const steppedMethods = new Set(["get", "has", "set", "delete", "clear"]);

/**
 * Places the hook at a use of a Go map. `range` and `use`: around the map. `step`: the use becomes one whose steps the generator around it yields.
 *
 * @returns Why there is none, if so.
 */
export function placeGoMap(site: Site, node: ts.Node, context: Context): string | undefined {
  if (isNoCode(node)) return "it is no code that runs";
  const use = useAt(node);
  if (use === undefined) return "there is no use of a map here";
  if (site.role !== "step") return wrapMap(site, use, context);
  const fn = ts.findAncestor(use.map.parent, ts.isFunctionLike) as ts.FunctionLikeDeclaration | undefined;
  if (fn?.asteriskToken === undefined || isInParameter(use.map, fn)) return "it is in no generator function";
  if (use.loop !== undefined) return stepLoop(site, use.loop, use, context);
  return use.call === undefined ? "it is no call of a method that has steps" : stepCall(site, use.call, use, context);
}

interface GoMapUse {
  readonly map: ts.Expression;
  /** The method that is called on it. */
  readonly method?: string;
  readonly call?: ts.CallExpression;
  /** The loop over the map, or over what the method gives. */
  readonly loop?: ts.ForOfStatement;
}

function useAt(node: ts.Node): GoMapUse | undefined {
  if (ts.isForOfStatement(node)) return useAt(node.expression);
  if (ts.isVariableDeclaration(node)) return node.initializer && useAt(node.initializer);
  if (ts.isExpressionStatement(node)) return useAt(node.expression);
  if (!ts.isExpression(node)) return undefined;
  const inner = withoutParentheses(node);
  if (ts.isYieldExpression(inner) && inner.expression) return useAt(inner.expression);
  const call = ts.isCallExpression(inner) && methods.has(methodName(inner.expression) ?? "") ? inner : callOn(inner);
  if (call === undefined) return { map: inner, ...loopOver(inner) };
  const access = call.expression as ts.PropertyAccessExpression;
  const method = methodName(access)!;
  return { map: access.expression, method, call, ...(iterating.has(method) ? loopOver(call) : {}) };
}

/** `m.set(k, v)`, of `m` and of `m.set`. */
function callOn(node: ts.Expression): ts.CallExpression | undefined {
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.expression === node && methods.has(methodName(node) ?? "")) return parent;
  const isReceiver = ts.isPropertyAccessExpression(parent) && parent.expression === node && methods.has(parent.name.text);
  return isReceiver && ts.isCallExpression(parent.parent) && parent.parent.expression === parent ? parent.parent : undefined;
}

function loopOver(node: ts.Expression): { readonly loop?: ts.ForOfStatement } {
  const { parent } = node;
  return ts.isForOfStatement(parent) && parent.expression === node && parent.awaitModifier === undefined ? { loop: parent } : {};
}

function isInParameter(node: ts.Node, fn: ts.FunctionLikeDeclaration): boolean {
  return fn.body !== undefined && node.pos < fn.body.pos;
}

/** `m.set(k, v)` becomes `value(1, "use", m, "set").set(k, v)`. */
function wrapMap(site: Site, { map, method }: GoMapUse, context: Context): string | undefined {
  if (map.kind === ts.SyntaxKind.SuperKeyword) return "it is a call of a method of `super`";
  if (ts.isOptionalChain(map)) return "it is within an optional chain";
  const isComma = ts.isBinaryExpression(map) && map.operatorToken.kind === ts.SyntaxKind.CommaToken;
  const name = method === undefined ? "" : `, ${JSON.stringify(method)}`;
  context.wrap(map, `${context.hooks}.value(${site.id}, "${site.role}", ${isComma ? "(" : ""}`, `${isComma ? ")" : ""}${name})`);
  return undefined;
}

/** `m.set(k, v)` becomes `(yield* stepped(1, m, "set")(k, v))`. */
function stepCall(site: Site, call: ts.CallExpression, { map, method }: GoMapUse, context: Context): string | undefined {
  if (!steppedMethods.has(method!)) return `\`${method}\` has no form in steps`;
  if (ts.isOptionalChain(call) || ts.isOptionalChain(map)) return "it is within an optional chain";
  if (context.done.has(call)) return "another site has hooked this call";
  context.done.set(call, "steps");
  const access = call.expression;
  const newlines = context.file.text.slice(map.end, access.end).replace(/[^\n]/g, "");
  const [open, close] = ts.isExpressionStatement(call.parent) ? ["", ""] : [`${semicolonBefore(call, context)}(`, ")"];
  const start = context.start(call);
  context.edits.replace(start, call.end, (text) => {
    const stepped = `${context.hooks}.stepped(${site.id}, ${text(start, map.end)}, ${JSON.stringify(method)})`;
    return context.edits.spaced(start, `${open}yield* ${stepped}${newlines}${text(access.end, call.end)}${close}`);
  });
  return undefined;
}

/** A line that begins with a parenthesis goes on with the one before. */
function semicolonBefore(call: ts.CallExpression, context: Context): string {
  const statement = ts.findAncestor(call, ts.isStatement);
  const isFirst = statement !== undefined && ts.isExpressionStatement(statement) && context.start(statement) === context.start(call);
  return isFirst && (ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent) || ts.isCaseOrDefaultClause(statement.parent)) ? ";" : "";
}

/** `for (const x of m.keys()) body` becomes `for (const it = steppedLoop(1, m, "keys"); yield* it.next();) { const x = it.value; body }`. */
function stepLoop(site: Site, loop: ts.ForOfStatement, { map, method = "range" }: GoMapUse, context: Context): string | undefined {
  const { initializer, expression, statement } = loop;
  if (!ts.isVariableDeclarationList(initializer)) return "the loop assigns to a variable that is declared elsewhere";
  if (ts.isOptionalChain(expression) || ts.isOptionalChain(map)) return "it is within an optional chain";
  if (context.done.has(loop)) return "another site has hooked this loop";
  context.done.set(loop, "steps");
  const name = `${context.name}_${site.id}`;
  const { name: head } = initializer.declarations[0]!;
  const [start, end] = [context.start(initializer), expression.end];
  const keyword = context.file.text.slice(start, context.start(head));
  context.edits.replace(start, end, (text) => {
    return `const ${name} = ${context.hooks}.steppedLoop(${site.id}, ${text(context.start(map), map.end)}, ${JSON.stringify(method)}); yield* ${name}.next();`;
  });
  const declared = context.file.text.slice(context.start(head), head.end);
  context.wrap(statement, `{${keyword}${declared} = ${name}.value;`, "}");
  return undefined;
}
