import type { BlockId, Ref, Site } from "../../ir/types.ts";
import type { FunctionRole, Home } from "../../ir/unit.ts";
import { lowerCall, lowerNew } from "./calls.ts";
import { lowerClass } from "./classes.ts";
import type { Context } from "./context.ts";
import { afterThrowingEvent } from "./jumps.ts";
import { bindPattern, lowerKey, lowerPlace } from "./patterns.ts";
import type {
  ArrayLiteral,
  Assign,
  Await,
  Binary,
  Chain,
  Conditional,
  Expression,
  FunctionNode,
  Logical,
  Member,
  ObjectLiteral,
  ObjectProperty,
  Spread,
  Unary,
  Update,
  Yield,
} from "./syntax.ts";

/** Lowers an expression to the events that compute it; `name` is what a function or class in this place is called. */
export function lowerExpression(context: Context, node: Expression, name?: string): Ref {
  const { builder } = context;
  switch (node.type) {
    case "Literal":
      // A regular expression or bigint has no value that matters here, and is not a collection.
      return builder.emit(
        node.value === undefined
          ? { op: "compute", operator: "literal", operands: [] }
          : { op: "constant", value: node.value },
        node,
      );
    case "Name":
      return lowerName(context, node);
    case "This":
      return context.thisRef ?? builder.emit({ op: "this" }, node);
    case "Super":
      return builder.emit({ op: "this", super: true }, node);
    case "Array":
      return lowerArray(context, node);
    case "Object":
      return lowerObject(context, node, name);
    case "Function":
      return lowerClosure(context, node, name);
    case "Class":
      return lowerClass(context, node);
    case "Unary":
      return lowerUnary(context, node);
    case "Update":
      return lowerUpdate(context, node);
    case "Binary":
      return lowerBinary(context, node);
    case "Logical":
      return lowerLogical(context, node);
    case "Conditional":
      return lowerConditional(context, node);
    case "Assign":
      return lowerAssign(context, node);
    case "Member":
      return lowerMember(context, node);
    case "Call":
      return lowerCall(context, node);
    case "New":
      return lowerNew(context, node);
    case "Chain":
      return lowerChain(context, node);
    case "Template":
      return lowerTemplate(context, node);
    case "TaggedTemplate": {
      const callee = lowerExpression(context, node.tag);
      const args = node.expressions.map((expression) => lowerExpression(context, expression));
      const result = builder.emit({ op: "call", callee, args, spreadFrom: -1, construct: false }, node);
      afterThrowingEvent(context, node);
      return result;
    }
    case "Sequence":
      return node.expressions.reduce((_, expression) => lowerExpression(context, expression), -1);
    case "Await":
      return lowerSuspension(context, node, "await");
    case "Yield":
      return lowerSuspension(context, node, "yield");
    case "Cast":
      return lowerExpression(context, node.expression, name);
    case "Unknown": {
      const operands = node.children.map((child) => lowerExpression(context, child));
      return builder.emit({ op: "unknown", operands }, node);
    }
  }
}

function lowerName(context: Context, node: Expression & { type: "Name" }): Ref {
  if (node.name === "undefined") return context.undefinedAt(node);
  return context.builder.emit({ op: "load", binding: context.scope.resolve(node.name) }, node);
}

/** @param home - What `this` is in a function that is no arrow function. */
function lowerClosure(context: Context, node: FunctionNode, name?: string, home?: Home, role?: FunctionRole): Ref {
  const id = context.unit.request(node, {
    name: node.name ?? name,
    scope: context.scope,
    ...(node.arrow && { thisClass: context.thisClass }),
    outer: context.builder.id,
    home: node.arrow ? context.home : home,
    ...(role && { role }),
  });
  return context.builder.emit({ op: "closure", function: id }, node);
}

/** Values of list elements; `spreadFrom` is the index of the first spread, or -1. */
export function lowerList(
  context: Context,
  list: readonly (Expression | Spread | null)[],
): { refs: Ref[]; spreadFrom: number } {
  const refs: Ref[] = [];
  let spreadFrom = -1;
  for (const element of list) {
    if (!element) continue;
    if (element.type === "Spread") {
      if (spreadFrom < 0) spreadFrom = refs.length;
      refs.push(lowerExpression(context, element.argument));
    } else {
      refs.push(lowerExpression(context, element));
    }
  }
  return { refs, spreadFrom };
}

function lowerArray(context: Context, node: ArrayLiteral): Ref {
  const { refs: parts } = lowerList(context, node.elements);
  const isPlain = node.elements.every((element) => element !== null && element.type !== "Spread");
  const names = isPlain ? parts.map((_, index) => String(index)) : undefined;
  return context.builder.emit({ op: "allocate", kind: "Array", parts, names }, node);
}

const accessors = { init: "method", get: "getter", set: "setter" } as const;

function lowerProperty(context: Context, { value, kind }: ObjectProperty, name: string, home: Home): Ref {
  if (value.type !== "Function") return lowerExpression(context, value, name);
  const role = accessors[kind];
  const part = lowerClosure(context, value, name, home, value.arrow ? "function" : role);
  const closure = context.builder.events[part];
  if (closure?.op === "closure") home.members.set(kind === "set" ? `set ${name}` : name, { kind: role, private: false, function: closure.function });
  return part;
}

function lowerObject(context: Context, node: ObjectLiteral, hint?: string): Ref {
  const parts: Ref[] = [];
  const names: string[] = [];
  const home: Home = { name: hint ?? "object", kind: "object", base: undefined, members: new Map(), statics: new Map() };
  for (const property of node.properties) {
    if (property.type === "Spread") {
      parts.push(lowerExpression(context, property.argument));
      names.push("...");
      continue;
    }
    const key = lowerKey(context, property.key);
    const name = typeof key === "string" ? key : "[]";
    const part = lowerProperty(context, property, name, home);
    if (property.kind !== "init") continue;
    parts.push(part);
    names.push(name);
  }
  return context.builder.emit({ op: "allocate", kind: "Object", parts, names }, node);
}

/** Names for those that a binary operator is written like. */
const unaryOperators: ReadonlyMap<string, string> = new Map([
  ["-", "negate"],
  ["+", "to-number"],
]);

function lowerUnary(context: Context, node: Unary): Ref {
  const { builder } = context;
  const { operator, argument } = node;
  if (operator === "delete") {
    const target = argument.type === "Chain" ? argument.expression : argument;
    if (target.type === "Member") {
      return inChain(context, argument, node, () => {
        const object = lowerExpression(context, target.object);
        if (target.optional) skipWhenNullish(context, object, node);
        const key = lowerKey(context, target.property);
        return builder.emit({ op: "remove", object, key }, node);
      });
    }
  }
  const operand = lowerExpression(context, argument);
  if (operator === "void") return context.undefinedAt(node);
  return builder.emit({ op: "compute", operator: unaryOperators.get(operator) ?? operator, operands: [operand] }, node);
}

function lowerUpdate(context: Context, node: Update): Ref {
  const { builder } = context;
  const place = lowerPlace(context, node.target);
  const before = place.read();
  const one = builder.emit({ op: "constant", value: 1 }, node);
  const operator = node.operator === "++" ? "+" : "-";
  const after = builder.emit({ op: "compute", operator, operands: [before, one] }, node);
  place.write(after, node);
  return node.prefix ? after : before;
}

function lowerBinary(context: Context, node: Binary): Ref {
  // Sums of thousands of terms lean to the left.
  const spine: Binary[] = [];
  let left: Expression = node;
  while (left.type === "Binary") {
    spine.push(left);
    left = left.left;
  }
  let result = lowerExpression(context, left);
  for (const binary of spine.reverse()) {
    const right = lowerExpression(context, binary.right);
    result = context.builder.emit({ op: "compute", operator: binary.operator, operands: [result, right] }, binary);
  }
  return result;
}

function lowerLogical(context: Context, node: Logical): Ref {
  const spine: Logical[] = [];
  let left: Expression = node;
  while (left.type === "Logical") {
    spine.push(left);
    left = left.left;
  }
  let result = lowerExpression(context, left);
  for (const logical of spine.reverse()) {
    result = joinLogical(context, logical, result, () => lowerExpression(context, logical.right));
  }
  return result;
}

/** Evaluates `right` only when `left` does not decide; the result is one of the two. */
function joinLogical(context: Context, node: Logical | Assign, left: Ref, right: () => Ref): Ref {
  const { builder } = context;
  const more = builder.newBlock();
  const end = builder.newBlock();
  const operator = node.operator.slice(0, 2);
  if (operator === "??") {
    builder.terminate({ type: "branch", condition: isNullish(context, left, node), then: more, else: end });
  } else {
    const [then, otherwise] = operator === "&&" ? [more, end] : [end, more];
    builder.terminate({ type: "branch", condition: left, then, else: otherwise });
  }
  builder.startAt(more);
  const other = right();
  builder.jump(end);
  builder.startAt(end);
  // What `&&` leaves when it stops early is falsy, so never a collection.
  const operands = operator === "&&" ? [other] : [left, other];
  return builder.emit({ op: "choose", operands }, node);
}

function isNullish(context: Context, value: Ref, site: Site): Ref {
  const nothing = context.builder.emit({ op: "constant", value: null }, site);
  return context.builder.emit({ op: "compute", operator: "==", operands: [value, nothing] }, site);
}

function lowerConditional(context: Context, node: Conditional): Ref {
  const { builder } = context;
  const then = builder.newBlock();
  const otherwise = builder.newBlock();
  const end = builder.newBlock();
  lowerCondition(context, node.test, then, otherwise);
  builder.startAt(then);
  const first = lowerExpression(context, node.consequent);
  builder.jump(end);
  builder.startAt(otherwise);
  const second = lowerExpression(context, node.alternate);
  builder.jump(end);
  builder.startAt(end);
  return builder.emit({ op: "choose", operands: [first, second] }, node);
}

/** Branches on `test`; each `&&`, `||` and `!` becomes control flow, so that every edge carries one plain fact. */
export function lowerCondition(context: Context, test: Expression, then: BlockId, otherwise: BlockId): void {
  const { builder } = context;
  if (test.type === "Unary" && test.operator === "!") return lowerCondition(context, test.argument, otherwise, then);
  if (test.type === "Logical" && test.operator !== "??") {
    const terms: Expression[] = [];
    let left: Expression = test;
    while (left.type === "Logical" && left.operator === test.operator) {
      terms.push(left.right);
      left = left.left;
    }
    terms.push(left);
    while (terms.length > 1) {
      const more = builder.newBlock();
      const [yes, no] = test.operator === "&&" ? [more, otherwise] : [then, more];
      lowerCondition(context, terms.pop()!, yes, no);
      builder.startAt(more);
    }
    return lowerCondition(context, terms.pop()!, then, otherwise);
  }
  const condition = lowerExpression(context, test);
  builder.terminate({ type: "branch", condition, then, else: otherwise });
}

function lowerAssign(context: Context, node: Assign): Ref {
  const { target, operator } = node;
  if (operator === "=" && target.type !== "Target") {
    const value = lowerExpression(context, node.value);
    bindPattern(context, target, value);
    return value;
  }
  if (target.type !== "Target") {
    return context.builder.emit({ op: "unknown", operands: [lowerExpression(context, node.value)] }, node);
  }
  const place = lowerPlace(context, target.expression);
  if (operator === "=") {
    const value = lowerAssigned(context, node.value, target.expression);
    place.write(value, node);
    return value;
  }
  const before = place.read();
  if (operator === "??=" || operator === "||=" || operator === "&&=") {
    return joinLogical(context, node, before, () => {
      const value = lowerExpression(context, node.value);
      place.write(value, node);
      return value;
    });
  }
  const operand = lowerExpression(context, node.value);
  const operands = [before, operand];
  const after = context.builder.emit({ op: "compute", operator: operator.slice(0, -1), operands }, node);
  place.write(after, node);
  return after;
}

/** The value of `target = value`; functions in members of `F.prototype` have instances of `F` as their `this`. */
function lowerAssigned(context: Context, value: Expression, target: Expression): Ref {
  if (target.type === "Name") return lowerExpression(context, value, target.name);
  if (target.type !== "Member" || typeof target.property !== "string") return lowerExpression(context, value);
  const { object, property } = target;
  const isPrototype = object.type === "Member" && object.property === "prototype" && object.object.type === "Name";
  if (value.type !== "Function" || value.arrow || !isPrototype) return lowerExpression(context, value, property);
  const binding = context.scope.resolve((object.object as { name: string }).name);
  const home = context.unit.prototypeOf(binding);
  const part = lowerClosure(context, value, `${binding.name}.${property}`, home, "method");
  const closure = context.builder.events[part];
  if (closure?.op === "closure") home.members.set(property, { kind: "method", private: false, function: closure.function });
  return part;
}

function lowerMember(context: Context, node: Member): Ref {
  const object = lowerExpression(context, node.object);
  if (node.optional) skipWhenNullish(context, object, node);
  const key = lowerKey(context, node.property);
  return context.builder.emit({ op: "field", object, key }, node);
}

/** `?.`: leaves to the end of the chain when `object` is null or undefined. */
export function skipWhenNullish(context: Context, object: Ref, site: Site): void {
  const end = context.chains.at(-1);
  if (end === undefined) return;
  const { builder } = context;
  const more = builder.newBlock();
  builder.terminate({ type: "branch", condition: isNullish(context, object, site), then: end, else: more });
  builder.startAt(more);
}

function lowerChain(context: Context, node: Chain): Ref {
  return inChain(context, node, node, () => lowerExpression(context, node.expression));
}

function inChain(context: Context, chain: Expression, site: Site, body: () => Ref): Ref {
  if (chain.type !== "Chain") return body();
  const { builder } = context;
  const end = builder.newBlock();
  const nothing = context.undefinedAt(site);
  context.chains.push(end);
  const value = body();
  context.chains.pop();
  builder.jump(end);
  builder.startAt(end);
  return builder.emit({ op: "choose", operands: [value, nothing] }, site);
}

function lowerTemplate(context: Context, node: Expression & { type: "Template" }): Ref {
  if (node.expressions.length === 0) return context.builder.emit({ op: "constant", value: node.quasis[0] ?? "" }, node);
  const operands: Ref[] = [];
  node.quasis.forEach((value, index) => {
    if (value !== "") operands.push(context.builder.emit({ op: "constant", value }, node));
    const expression = node.expressions[index];
    if (expression) operands.push(lowerExpression(context, expression));
  });
  return context.builder.emit({ op: "compute", operator: "template", operands }, node);
}

function lowerSuspension(context: Context, node: Await | Yield, how: "await" | "yield"): Ref {
  const { builder } = context;
  const value = node.argument && lowerExpression(context, node.argument);
  const isDelegate = node.type === "Yield" && node.delegate;
  const result = builder.emit({ op: "suspend", how, value, ...(isDelegate && { delegate: true }) }, node);
  if (how === "await") detach(context, node);
  afterThrowingEvent(context, node);
  return result;
}

/** An `await` in a callback that is inlined here lets its caller go on. */
export function detach(context: Context, site: Site): void {
  let frame = context.frame;
  while (frame && frame.type !== "function") frame = frame.parent;
  if (!frame?.async) return;
  const { builder } = context;
  const now = builder.newBlock();
  const later = builder.newBlock();
  builder.terminate({ type: "detach", now, later, ...(frame.end !== undefined && { end: frame.end }) });
  builder.startAt(now);
  frame.onReturn(undefined, site);
  builder.startAt(later);
}
