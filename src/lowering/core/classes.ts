import type { Key, Ref } from "../../ir/types.ts";
import type { Home } from "../../ir/unit.ts";
import type { Context } from "./context.ts";
import { lowerExpression } from "./expressions.ts";
import { lowerFunctionBody } from "./inline.ts";
import { lowerKey } from "./patterns.ts";
import { Scope } from "./scope.ts";
import type { ClassMember, ClassNode, FunctionNode, Statement } from "./syntax.ts";

/** A class: static parts run here, methods and instance fields become functions of their own. */
export function lowerClass(context: Context, node: ClassNode): Ref {
  const { builder } = context;
  const parts = node.superClass ? [lowerExpression(context, node.superClass)] : [];
  const value = builder.emit({ op: "allocate", kind: "Class", parts }, node);
  const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
  const home = homeOf(context, node);
  if (node.name) {
    const binding = scope.declare(node.name, "class", node, { class: node });
    builder.emit({ op: "store", binding, value }, node);
    context.unit.declareHome(home, binding);
    const outer = context.scope.names.get(node.name);
    if (outer?.kind === "class") context.unit.declareHome(home, outer);
  }
  context.inScope(scope, () => {
    const fields = node.members.filter((member) => member.kind === "field" && !member.static && member.value);
    if (fields.length > 0) {
      const initializer = fieldInitializer(node, fields);
      const name = `${node.name ?? "class"}.<fields>`;
      const id = context.unit.request(initializer, { name, scope, thisClass: node, role: "fields", outer: builder.id, home });
      home.members.set("<fields>", { kind: "fields", private: true, function: id });
    }
    for (const member of node.members) lowerMember(context, node, home, member, value);
  });
  return value;
}

function homeOf(context: Context, node: ClassNode): Home {
  const base = node.superClass?.type === "Name" ? context.scope.resolve(node.superClass.name) : undefined;
  return { name: node.name ?? "class", kind: "class", base, members: new Map(), statics: new Map() };
}

const roles = { method: "method", get: "getter", set: "setter", constructor: "constructor" } as const;

function lowerMember(context: Context, node: ClassNode, home: Home, member: ClassMember, value: Ref): void {
  const { builder } = context;
  const key = member.key === undefined ? undefined : lowerKey(context, member.key);
  const name = `${node.name ?? "class"}.${typeof key === "string" ? key : member.kind}`;
  const saved = context.thisRef;
  switch (member.kind) {
    case "static-block":
      if (member.value?.type === "Function") lowerStaticBlock(context, member.value, value);
      return;
    case "field":
      if (!member.static) return registerField(context, node, home, member, key, name);
      if (!member.value || key === undefined) return;
      context.thisRef = value;
      builder.emit({ op: "put", object: value, key, value: lowerExpression(context, member.value, name) }, member);
      context.thisRef = saved;
      return;
    default:
      if (member.value?.type === "Function") requestMethod(context, node, home, { ...member, value: member.value, kind: member.kind }, key, name);
  }
}

function lowerStaticBlock(context: Context, block: FunctionNode, value: Ref): void {
  const saved = context.thisRef;
  context.thisRef = value;
  const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
  context.inScope(scope, () => lowerFunctionBody(context, block));
  context.thisRef = saved;
}

function requestMethod(
  context: Context,
  node: ClassNode,
  home: Home,
  member: ClassMember & { readonly value: FunctionNode; readonly kind: keyof typeof roles },
  key: Key | undefined,
  name: string,
): void {
  const role = roles[member.kind];
  const self = member.static && node.name ? context.scope.resolve(node.name) : undefined;
  const { scope } = context;
  const thisClass = member.static ? undefined : node;
  const id = context.unit.request(member.value, {
    ...{ name, scope, thisClass, role, outer: context.builder.id, private: member.private },
    ...(self && { thisBinding: self }),
    home: member.static ? undefined : home,
  });
  if (typeof key !== "string") return;
  const table = member.static ? home.statics : home.members;
  table.set(role === "setter" ? `set ${key}` : key, { kind: role, private: member.private, function: id });
}

/** An instance field; what it is initialized with can be called as a method, when that is a function. */
function registerField(context: Context, node: ClassNode, home: Home, member: ClassMember, key: Key | undefined, name: string): void {
  if (typeof key !== "string" || home.members.has(key)) return;
  const { value } = member;
  const id =
    value?.type === "Function"
      ? context.unit.request(value, { name, scope: context.scope, thisClass: node, outer: context.builder.id, home, private: member.private })
      : undefined;
  home.members.set(key, { kind: "field", private: member.private, function: id });
}

/** The initializers of a class's instance fields, as one function that runs when an instance is made. */
function fieldInitializer(node: ClassNode, fields: readonly ClassMember[]): FunctionNode {
  const statements = fields.map((member): Statement => {
    const { start, end, origin, key, value } = member;
    const site = { start, end, origin };
    const object = { type: "This", ...site } as const;
    const target = { type: "Member", object, property: key!, propertyStart: start, optional: false, ...site } as const;
    const assign = { type: "Assign", operator: "=", target: { type: "Target", expression: target, ...site }, value: value!, ...site } as const;
    return { type: "Expression", expression: assign, ...site };
  });
  return {
    type: "Function",
    start: node.start,
    end: node.end,
    origin: node.origin,
    params: [],
    body: () => statements,
    arrow: false,
    async: false,
    generator: false,
  };
}
