import { ts } from "ts-morph";
import { callbackMethods } from "../../semantics/methods.ts";
import { methodName } from "../instrument/iteration-calls.ts";
import { isAssignment, withoutParentheses } from "../instrument/nodes.ts";
import { changeAt, changingMethods, type Change } from "./changes.ts";
import type { FileFacts, Place } from "./facts.ts";
import { isTested } from "./tested.ts";
import { type FunctionNode, isFunction, isKeptForLater, thenMethods } from "./syntax.ts";

/**
 * Something that a call of a function does with a place, or where it waits. `look`: asks whether something is there, how much, what; `read`:
 * takes the value; `whole`: takes all that is in a collection.
 */
export interface FlowEvent {
  readonly kind: "look" | "read" | "whole" | "change" | "suspend";
  readonly node: ts.Node;
  readonly places: readonly Place[];
  readonly change?: Change;
  /** The collection, or the place itself; where the function waits, all of it. */
  readonly target: ts.Node;
}

/** Methods that ask about a collection. */
const queries: ReadonlySet<string> = new Set([
  ...["has", "get", "at", "find", "findIndex", "findLast", "findLastIndex", "some", "every", "includes", "indexOf", "lastIndexOf"],
]);

/** Those that give the value which is stored. */
const getters: ReadonlySet<string> = new Set(["get", "at"]);

/** Methods that go over all of a collection, or copy it. */
const wholeReads: ReadonlySet<string> = new Set([...callbackMethods.keys(), "values", "keys", "entries", "slice", "concat", "join", "toSorted", "toReversed"]);

/**
 * What a call of the function does, in the order in which it is evaluated when no branch is left out: what its callbacks do comes where they
 * are handed over, and after a wait for those of `.then` and the like. What timers and listeners do is left out.
 */
export function flowOf(fn: FunctionNode, facts: FileFacts): readonly FlowEvent[] {
  const flow = new Flow(facts);
  flow.function(fn);
  return flow.events;
}

class Flow {
  readonly events: FlowEvent[] = [];
  readonly #facts: FileFacts;

  constructor(facts: FileFacts) {
    this.#facts = facts;
  }

  function(fn: FunctionNode): void {
    for (const { initializer } of fn.parameters) if (initializer) this.#visit(initializer);
    this.#visit(fn.body);
  }

  readonly #visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || isFunction(node) || ts.isClassLike(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) return this.#call(node);
    if (isAssignment(node)) return this.#assignment(node);
    if (ts.isBinaryExpression(node)) return this.#binary(node);
    if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return this.#after(node, "suspend");
    if (ts.isForOfStatement(node)) return this.#forOf(node);
    if (ts.isDeleteExpression(node) || ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return this.#unary(node);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return this.#access(node);
    if (ts.isIdentifier(node)) return isName(node) ? undefined : this.#value(node);
    ts.forEachChild(node, this.#visit);
  };

  #after(node: ts.Node, kind: "suspend"): void {
    ts.forEachChild(node, this.#visit);
    this.#add(kind, node, []);
  }

  #add(kind: FlowEvent["kind"], of: ts.Node, places: readonly (Place | undefined)[], node = of): void {
    const known = places.filter((place) => place !== undefined);
    if (known.length === 0 && kind !== "suspend") return;
    this.events.push({ kind, node, places: known, target: withoutWrappers(of) });
  }

  #change(node: ts.Node): void {
    const change = changeAt(node, this.#facts);
    if (change) this.events.push({ kind: "change", node, places: change.places, change, target: change.target });
  }

  #call(node: ts.CallExpression | ts.NewExpression): void {
    const name = methodName(node.expression);
    const isOfCollection = name !== undefined && (queries.has(name) || changingMethods.has(name) || wholeReads.has(name));
    if (isOfCollection) this.#receiver((node.expression as ts.PropertyAccessExpression).expression, name);
    else if (!isFunction(withoutWrappers(node.expression))) this.#visit(node.expression);
    const functions = [node.expression, ...(node.arguments ?? [])].map(withoutWrappers);
    for (const argument of node.arguments ?? []) this.#visit(argument);
    if (name !== undefined && thenMethods.has(name)) this.#add("suspend", node, []);
    for (const each of functions) if (isFunction(each) && !isKeptForLater(each)) this.function(each);
    if (isOfCollection) this.#asked(node, name);
    this.#change(node);
  }

  /** What is asked of a collection by a method is no value of it. */
  #receiver(node: ts.Expression, name: string): void {
    this.#inside(node);
    if (wholeReads.has(name) && this.#facts.mayBeCollection(node)) this.#add("whole", node, [this.#facts.collectionOf(node)]);
  }

  #asked(node: ts.CallExpression | ts.NewExpression, name: string): void {
    const receiver = (node.expression as ts.PropertyAccessExpression).expression;
    if (!queries.has(name) || !this.#facts.mayBeCollection(receiver)) return;
    const place = this.#facts.collectionOf(receiver);
    this.#add("look", receiver, [place], node);
    if (getters.has(name)) this.#add("read", receiver, [place], node);
  }

  #assignment(node: ts.BinaryExpression): void {
    const { operatorToken, left, right } = node;
    this.#inside(left);
    const place = this.#facts.placeOf(left);
    const { kind } = operatorToken;
    if (kind !== ts.SyntaxKind.EqualsToken) {
      if (isConditional(kind)) this.#add("look", left, [place]);
      this.#add("read", left, [place]);
    }
    this.#visit(right);
    this.#change(node);
  }

  /** From the innermost left operand on: sums in generated code nest thousands deep. */
  #binary(node: ts.BinaryExpression): void {
    const spine = [node];
    for (let { left } = node; ts.isBinaryExpression(left) && !isAssignment(left); { left } = left) spine.push(left);
    this.#visit(spine.at(-1)!.left);
    for (const each of spine.reverse()) {
      if (each.operatorToken.kind === ts.SyntaxKind.InKeyword) this.#add("look", each.right, [this.#facts.collectionOf(each.right)], each);
      this.#visit(each.right);
    }
  }

  #unary(node: ts.DeleteExpression | ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
    const operand = ts.isDeleteExpression(node) ? node.expression : node.operand;
    const isChange = changeAt(node, this.#facts) !== undefined;
    if (isChange) this.#inside(operand);
    else this.#visit(operand);
    this.#change(node);
  }

  #forOf(node: ts.ForOfStatement): void {
    this.#visit(node.expression);
    if (node.awaitModifier) this.#add("suspend", node, []);
    this.#visit(node.statement);
  }

  #access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): void {
    const isCount = ts.isPropertyAccessExpression(node) && (node.name.text === "length" || node.name.text === "size");
    this.#inside(node);
    if (!isCount || !this.#facts.mayBeCollection(node.expression)) return this.#value(node);
    const place = this.#facts.collectionOf(node.expression);
    this.#add("look", node.expression, [place], node);
    this.#add("whole", node.expression, [place]);
  }

  /** The calls and keys that lead to a place. */
  #inside(node: ts.Expression): void {
    const inner = withoutParentheses(node);
    if (ts.isElementAccessExpression(inner)) this.#visit(inner.argumentExpression);
    if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner)) this.#inside(inner.expression);
    else if (!ts.isIdentifier(inner) && inner.kind !== ts.SyntaxKind.ThisKeyword) this.#visit(inner);
  }

  #value(node: ts.Expression): void {
    const place = this.#facts.placeOf(node);
    if (isTested(node)) this.#add("look", node, [place]);
    this.#add("read", node, [place]);
    if (isTaken(node)) this.#add("whole", node, [this.#facts.collectionOf(node)]);
  }
}

function isConditional(kind: ts.SyntaxKind): boolean {
  const { QuestionQuestionEqualsToken, BarBarEqualsToken, AmpersandAmpersandEqualsToken } = ts.SyntaxKind;
  return kind === QuestionQuestionEqualsToken || kind === BarBarEqualsToken || kind === AmpersandAmpersandEqualsToken;
}

function withoutWrappers(node: ts.Node): ts.Node {
  return ts.isExpression(node) ? withoutParentheses(node) : node;
}

/** A name that declares something, or that of a property or label. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return true;
  return (parent as { readonly name?: ts.Node }).name === node || (ts.isBindingElement(parent) && parent.propertyName === node);
}

/** Whether what is in the collection is taken: by a loop, a spread, a call, or under another name. */
function isTaken(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent)) return true;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.expression === node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node;
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== node;
}
