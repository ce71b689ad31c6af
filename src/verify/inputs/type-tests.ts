import { ts } from "ts-morph";
import type { PrimitiveKind, TypePlan } from "./plan.ts";

const { TypeFlags } = ts;

const primitives: readonly (readonly [ts.TypeFlags, PrimitiveKind])[] = [
  [TypeFlags.String, "string"],
  [TypeFlags.Number, "number"],
  [TypeFlags.BigInt, "bigint"],
  [TypeFlags.Boolean, "boolean"],
  [TypeFlags.VoidLike, "undefined"],
  [TypeFlags.Null, "null"],
  [TypeFlags.ESSymbol, "symbol"],
];

export function primitiveOf(type: ts.Type): PrimitiveKind | undefined {
  return primitives.find(([flag]) => type.flags & flag)?.[1];
}

/** A class or interface that names no type parameters. */
export function isClosed(type: ts.Type, checker: ts.TypeChecker): boolean {
  if (type.flags & TypeFlags.TypeParameter) return (type as { isThisType?: boolean }).isThisType === true;
  if (!(type.flags & TypeFlags.Object) || !isInstantiation(type as ts.ObjectType)) return type.isClassOrInterface() || isPrimitive(type);
  return checker.getTypeArguments(type as ts.TypeReference).every((argument) => isClosed(argument, checker));
}

function isPrimitive(type: ts.Type): boolean {
  return (type.flags & (TypeFlags.Object | TypeFlags.UnionOrIntersection | TypeFlags.Instantiable)) === 0;
}

export function isInstantiation(type: ts.ObjectType): boolean {
  return (type.objectFlags & ts.ObjectFlags.Reference) !== 0;
}

export function isClass(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Class) !== 0;
}

export function isEmptyObject(type: ts.Type, checker: ts.TypeChecker): boolean {
  return (type.flags & TypeFlags.Object) !== 0 && checker.typeToString(type) === "{}";
}

export function planOfLiteral(type: ts.Type): TypePlan | undefined {
  if (type.isStringLiteral() || type.isNumberLiteral()) return { kind: "literal", value: type.value };
  if (type.flags & TypeFlags.BooleanLiteral) {
    return { kind: "literal", value: (type as unknown as { intrinsicName: string }).intrinsicName === "true" };
  }
  if (!(type.flags & TypeFlags.BigIntLiteral)) return undefined;
  const { negative, base10Value } = (type as ts.BigIntLiteralType).value;
  return { kind: "literal", value: { bigint: `${negative ? "-" : ""}${base10Value}` } };
}

/** An object of a class; `typeof Class` has the same symbol. */
export function isInstanceType(type: ts.ObjectType): boolean {
  return type.isClassOrInterface() || isInstantiation(type);
}

/** A type of what is not installed: the compiler takes it for `any`, while it is most often a class or an interface. */
export function isUnresolved(type: ts.Type): boolean {
  return (type.flags & TypeFlags.Any) !== 0 && (type as { readonly intrinsicName?: string }).intrinsicName === "error";
}
