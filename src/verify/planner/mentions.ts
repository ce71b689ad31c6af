import { ts } from "ts-morph";
import { mutatorMethods } from "../../semantics/methods.ts";
import { isAssignment, withoutParentheses, withWrappers } from "../instrument/nodes.ts";
import { type FunctionNode, functionAround, walk } from "./nodes.ts";
import { isSameSymbol, meaningOf, referencesTo } from "./references.ts";
import type { Subject } from "./subject.ts";

/** What a function does to a collection, strongest first. */
export type Use = "adds" | "removes" | "reads";

export interface Mention {
  readonly fn: FunctionNode;
  readonly use: Use;
}

const strength: Readonly<Record<Use, number>> = { adds: 0, removes: 1, reads: 2 };

const adding = new Set(["set", "add", "append", "push", "unshift", "splice", "getOrInsert", "getOrInsertComputed"]);

/** Methods that give an element, which is a collection itself in `index.get(key).add(x)`. */
const giving = new Set(["get", "at", "find", "findLast"]);

/** The functions of a file that use the collection, each with the strongest of its uses, in the order of the text. */
export function mentionsIn(file: ts.SourceFile, subject: Subject, checker: ts.TypeChecker): Mention[] {
  if (!file.text.includes(subject.name)) return [];
  const found = new Map<FunctionNode, Use>();
  walk(file, (node) => {
    if (!isMention(node, subject, checker)) return;
    const fn = functionAround(node);
    if (!fn) return;
    const known = found.get(fn);
    found.set(fn, strongest([useBehindNames(node, fn, checker), ...(known ? [known] : [])]));
  });
  return [...found].map(([fn, use]) => ({ fn, use }));
}

/** Whether something of this name is changed somewhere within a node. */
export function isChangedIn(within: ts.Node, name: string): boolean {
  if (within.forEachChild((child) => isChangedIn(child, name) || undefined)) return true;
  return ts.isIdentifier(within) && within.text === name && isUse(within) && useOf(within) !== "reads";
}

/** Not the name of a declaration. */
function isUse(node: ts.Identifier | ts.PrivateIdentifier): boolean {
  const { parent } = node;
  const isName = (parent as { readonly name?: ts.Node }).name === node;
  return !isName || ts.isPropertyAccessExpression(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isBindingElement(parent);
}

function isMention(node: ts.Node, { name, symbol }: Subject, checker: ts.TypeChecker): node is ts.Identifier | ts.PrivateIdentifier {
  if (!(ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) || node.text !== name) return false;
  const { parent } = node;
  const isAccess = ts.isPropertyAccessExpression(parent) && parent.name === node;
  if (!isUse(node)) return false;
  const meant = ts.isBindingElement(parent) ? memberOfPattern(parent, name, checker) : meaningOf(node, checker);
  if (meant !== undefined && symbol !== undefined) return isSameSymbol(meant, symbol);
  return isAccess;
}

/** The property that `{ jobs }` of `const { jobs } = this` takes. */
function memberOfPattern(element: ts.BindingElement, name: string, checker: ts.TypeChecker): ts.Symbol | undefined {
  return checker.getPropertyOfType(checker.getTypeAtLocation(element.parent), name);
}

function strongest(uses: readonly Use[]): Use {
  return uses.reduce((a, b) => (strength[b] < strength[a] ? b : a), "reads");
}

/** What becomes of the collection, also behind the name of a local variable. */
function useBehindNames(node: ts.Identifier | ts.PrivateIdentifier, fn: FunctionNode, checker: ts.TypeChecker): Use {
  const name = localNameOf(node);
  const symbol = name && checker.getSymbolAtLocation(name);
  if (!symbol) return useOf(node);
  return strongest(referencesTo(symbol, symbol.name, fn, checker).map(useOf));
}

/** `xs` of `const xs = this.jobs` and of `const { jobs: xs } = this`. */
function localNameOf(node: ts.Identifier | ts.PrivateIdentifier): ts.Identifier | undefined {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return ts.isIdentifier(parent.name) ? parent.name : undefined;
  const outer = withWrappers(ts.isPropertyAccessExpression(parent) && parent.name === node ? parent : node);
  const isInitial = ts.isVariableDeclaration(outer.parent) && outer.parent.initializer === outer;
  return isInitial && ts.isIdentifier(outer.parent.name) ? outer.parent.name : undefined;
}

/** What becomes of the collection that an identifier names. */
function useOf(node: ts.Identifier | ts.PrivateIdentifier): Use {
  const { parent } = node;
  let outer = withWrappers(ts.isPropertyAccessExpression(parent) && parent.name === node ? parent : node);
  for (;;) {
    const direct = directUse(outer);
    if (direct) return direct;
    const element = elementOf(outer);
    if (!element) return "reads";
    outer = withWrappers(element);
  }
}

function directUse(node: ts.Node): Use | undefined {
  const { parent } = node;
  if (ts.isDeleteExpression(parent)) return "removes";
  if (isAssignment(parent) && parent.left === node) return "adds";
  if (ts.isPostfixUnaryExpression(parent)) return "adds";
  if (ts.isPrefixUnaryExpression(parent) && (parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken)) return "adds";
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return undefined;
  if (parent.name.text === "length") return isAssigned(parent) ? "removes" : undefined;
  if (!ts.isCallExpression(parent.parent) || parent.parent.expression !== parent) return undefined;
  if (adding.has(parent.name.text)) return "adds";
  return mutatorMethods.get(parent.name.text)?.some(({ receiver }) => receiver === "collection") ? "removes" : undefined;
}

function isAssigned(node: ts.Expression): boolean {
  const outer = withWrappers(node);
  return isAssignment(outer.parent) && outer.parent.left === outer;
}

/** `index[key]` and `index.get(key)`, of `index`; the left side of `index.get(key) ?? []`. */
function elementOf(node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  if (ts.isElementAccessExpression(parent) && parent.expression === node) return parent;
  if (ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) return parent;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return undefined;
  const call = withoutParentheses(parent).parent;
  return giving.has(parent.name.text) && ts.isCallExpression(call) && call.expression === parent ? call : undefined;
}
