import type { Key, Ref, Site } from "../../ir/types.ts";
import type { Context } from "./context.ts";
import { lowerExpression } from "./expressions.ts";
import type { DefaultPattern, Expression, Pattern, PropertyKey } from "./syntax.ts";

export function lowerKey(context: Context, key: PropertyKey): Key {
  if (typeof key === "string") return key;
  return wellKnownKey(key) ?? lowerExpression(context, key);
}

/** Computed keys that are static all the same: `["x"]`, `[0]`, `[Symbol.iterator]`. */
function wellKnownKey(key: Expression): string | undefined {
  if (key.type === "Literal" && (typeof key.value === "string" || typeof key.value === "number")) return String(key.value);
  if (key.type === "Template" && key.expressions.length === 0) return key.quasis[0];
  if (key.type === "Member" && key.object.type === "Name" && key.object.name === "Symbol") {
    if (typeof key.property === "string") return `@@${key.property}`;
  }
  return undefined;
}

/** Binds (or assigns) the names and members of `pattern` to the parts of `value`. */
export function bindPattern(context: Context, pattern: Pattern, value: Ref): void {
  const { builder } = context;
  switch (pattern.type) {
    case "BindingName":
      builder.emit({ op: "store", binding: context.scope.resolve(pattern.name), value }, pattern);
      return;
    case "Target":
      assignTarget(context, pattern.expression, value);
      return;
    case "RestPattern":
      bindPattern(context, pattern.target, value);
      return;
    case "DefaultPattern":
      bindPattern(context, pattern.target, lowerDefault(context, pattern, value));
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        const key = lowerKey(context, property.key);
        bindPattern(context, property.value, builder.emit({ op: "field", object: value, key }, property.value));
      }
      if (pattern.rest) {
        bindPattern(context, pattern.rest, builder.emit({ op: "allocate", kind: "Object", parts: [value] }, pattern.rest));
      }
      return;
    case "ArrayPattern":
      pattern.elements.forEach((element, index) => {
        if (!element) return;
        bindPattern(context, element, builder.emit({ op: "field", object: value, key: String(index) }, element));
      });
      if (pattern.rest) {
        bindPattern(context, pattern.rest, builder.emit({ op: "allocate", kind: "Array", parts: [value] }, pattern.rest));
      }
      return;
  }
}

function lowerDefault(context: Context, pattern: DefaultPattern, value: Ref): Ref {
  const { builder } = context;
  const missing = builder.newBlock();
  const end = builder.newBlock();
  const nothing = context.undefinedAt(pattern);
  const condition = builder.emit({ op: "compute", operator: "===", operands: [value, nothing] }, pattern);
  builder.terminate({ type: "branch", condition, then: missing, else: end });
  builder.startAt(missing);
  const fallback = lowerExpression(context, pattern.value);
  builder.jump(end);
  builder.startAt(end);
  return builder.emit({ op: "choose", operands: [value, fallback] }, pattern);
}

/** A place that can be written: evaluated once, then read and written. */
export interface Place {
  read(): Ref;
  /** `site` is the whole expression that writes. */
  write(value: Ref, site: Site): void;
}

/** Evaluates the object and key of an assignment target, in source order. */
export function lowerPlace(context: Context, target: Expression): Place {
  const { builder } = context;
  if (target.type === "Name") {
    const binding = context.scope.resolve(target.name);
    return {
      read: () => builder.emit({ op: "load", binding }, target),
      write: (value, site) => void builder.emit({ op: "store", binding, value }, site),
    };
  }
  if (target.type === "Member") {
    const object = lowerExpression(context, target.object);
    const key = lowerKey(context, target.property);
    return {
      read: () => builder.emit({ op: "field", object, key }, target),
      write: (value, site) => void builder.emit({ op: "put", object, key, value }, site),
    };
  }
  if (target.type === "Cast") return lowerPlace(context, target.expression);
  const value = lowerExpression(context, target);
  return { read: () => value, write: (written, site) => void builder.emit({ op: "unknown", operands: [written] }, site) };
}

function assignTarget(context: Context, target: Expression, value: Ref): void {
  lowerPlace(context, target).write(value, target);
}
