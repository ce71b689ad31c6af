import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import { hoisted } from "./collection.ts";
import type { Context } from "./context.ts";
import { pathArguments, pathOf } from "./nodes.ts";

/** `for (const x of m.keys())` becomes `for (const x of pass(m, (c) => loop(1, c.keys(), c)))`, where `m` is the marked collection. */
export function placeForOf(site: Site, loop: ts.ForOfStatement, marked: ts.Node, context: Context): undefined {
  const hook = `${context.hooks}.${loop.awaitModifier ? "asyncLoop" : "loop"}`;
  hoisted(loop.expression, marked, context, (iterable, collection) => `${hook}(${site.id}, ${iterable}${collection ? `, ${collection}` : ""})`);
}

export function placeForIn(site: Site, loop: ts.ForInStatement, context: Context): undefined {
  const frame = frameName(site, context);
  const { expression } = loop;
  const isComma = ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.CommaToken;
  context.wrap(expression, `${frame}.over(${isComma ? "(" : ""}`, isComma ? "))" : ")");
  wrapBody(loop, `${frame}.step(${keyOf(loop.initializer)});`, context);
  wrapInFrame(site, loop, "", context);
}

function keyOf(head: ts.ForInitializer): string {
  const name = ts.isVariableDeclarationList(head) ? head.declarations[0]?.name : head;
  return name && ts.isIdentifier(name) ? name.text : "";
}

export function frameName({ id }: Site, context: Context): string {
  return `${context.name}_${id}`;
}

/** In a block of its own around the body, whose own names may be those of the head. */
export function wrapBody(loop: ts.IterationStatement, code: string, context: Context): void {
  context.wrap(loop.statement, `{${code}`, "}");
}

/** Puts the loop, with its labels, into a block that opens a frame and closes it, however the loop is left. */
export function wrapInFrame(site: Site, loop: ts.Statement, collection: string, context: Context): void {
  const opened = `const ${frameName(site, context)} = ${context.hooks}.enter(${site.id}${collection});`;
  wrapInTry(loop, opened, `${frameName(site, context)}.leave()`, context);
}

export function wrapInTry(loop: ts.Statement, opened: string, closed: string, context: Context): void {
  let labelled: ts.Statement = loop;
  while (ts.isLabeledStatement(labelled.parent)) labelled = labelled.parent;
  const { parent } = labelled;
  const isInList = ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent) || ts.isModuleBlock(parent);
  // To the parser, `(a = b)` without a semicolon and a block in the next line are an arrow function that lacks its arrow.
  context.wrap(labelled, `${isInList ? ";" : ""}{${opened}try{`, `}finally{${closed}}}`);
}

/** The arguments of `enter` for a collection that can be named: a function, since the loop's head may be where it fails. */
export function enterArguments(collection: ts.Expression): string {
  return pathArguments(pathOf(collection), (root) => `() => ${root}`);
}
