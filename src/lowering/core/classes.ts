import type { Ref } from "../../ir/types.ts";
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
  if (node.name) {
    const binding = scope.declare(node.name, "class", node, { class: node });
    builder.emit({ op: "store", binding, value }, node);
  }
  context.inScope(scope, () => {
    const fields = node.members.filter((member) => member.kind === "field" && !member.static && member.value);
    if (fields.length > 0) {
      const initializer = fieldInitializer(node, fields);
      context.unit.request(initializer, `${node.name ?? "class"}.<fields>`, scope, node);
    }
    for (const member of node.members) lowerMember(context, node, member, value);
  });
  return value;
}

function lowerMember(context: Context, node: ClassNode, member: ClassMember, value: Ref): void {
  const { builder } = context;
  const key = member.key === undefined ? undefined : lowerKey(context, member.key);
  const name = `${node.name ?? "class"}.${typeof key === "string" ? key : member.kind}`;
  if (member.kind === "static-block" && member.value?.type === "Function") {
    const saved = context.thisRef;
    context.thisRef = value;
    const scope = new Scope(context.scope.unit, context.scope, context.scope.owner);
    const block = member.value;
    context.inScope(scope, () => lowerFunctionBody(context, block));
    context.thisRef = saved;
    return;
  }
  if (member.kind === "field") {
    if (!member.static || !member.value || key === undefined) return;
    const saved = context.thisRef;
    context.thisRef = value;
    builder.emit({ op: "put", object: value, key, value: lowerExpression(context, member.value, name) }, member);
    context.thisRef = saved;
    return;
  }
  if (member.value?.type === "Function") {
    const self = member.static && node.name ? context.scope.resolve(node.name) : undefined;
    context.unit.request(member.value, name, context.scope, member.static ? undefined : node, self);
  }
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
