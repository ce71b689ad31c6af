import { ts } from "ts-morph";
import { hasModifier, memberOf } from "./declared.ts";
import { planOfRest } from "./from-depth.ts";
import { isHidden } from "./from-object.ts";
import { isPlatform } from "./from-platform.ts";
import type { Planner } from "./from-type.ts";
import { cast, standInOfAny, unionOf } from "./make-plan.ts";
import type { ModuleMember, SeedPlace, SeedPlan, TypePlan } from "./plan.ts";
import { withoutWrappers } from "./plan-walk.ts";
import { isUnresolved } from "./type-tests.ts";

const { ModifierFlags, SymbolFlags } = ts;

/** Where the collections of nested plain objects are looked for: `this.state.items`, no deeper. */
const MAX_PATH = 2;

type Place = (path: readonly string[]) => SeedPlace;

/** The fields of an instance that may hold something when a run starts: own and inherited, private ones too. */
export function seedsOfInstance(type: ts.Type, planner: Planner): SeedPlan[] {
  const seeds = planner.checker.getPropertiesOfType(type).flatMap((symbol) => {
    const declaration = symbol.valueDeclaration;
    if (!isField(symbol) || isPlatform(symbol) || hasModifier(declaration, ModifierFlags.Abstract)) return [];
    const place = placeOfField(symbol);
    const seeds = seedsOfVariable(symbol, place, planner);
    return seeds.length > 0 ? seeds : objectOf(symbol, place, planner);
  });
  const base = platformBase(type, planner);
  return base ? [{ place: { in: "self" }, how: "entries", plan: base, isEmptyAtFirst: true }, ...seeds] : seeds;
}

/** A field without an initializer that holds an object, which others may have to put there: an injector, a method that connects. */
function objectOf(symbol: ts.Symbol, place: Place, planner: Planner): SeedPlan[] {
  const declaration = symbol.valueDeclaration;
  if (!declaration || !ts.isPropertyDeclaration(declaration) || declaration.initializer) return [];
  const type = planner.checker.getTypeOfSymbolAtLocation(symbol, planner.at);
  const plan = planOfRest(type, planner, symbol.name);
  const isAny = (type.flags & ts.TypeFlags.Any) !== 0 && !isUnresolved(type);
  if (withoutWrappers(plan).kind !== "stand-in" && !isAny) return [];
  const filled: TypePlan = isAny ? unionOf([{ kind: "undefined" }, standInOfAny]) : plan;
  return [{ place: place([symbol.name]), how: "object", plan: filled, isEmptyAtFirst: true }];
}

/** The static fields of a class. */
export function seedsOfStatics(declaration: ts.ClassLikeDeclaration, declared: ModuleMember, planner: Planner): SeedPlan[] {
  return declaration.members.flatMap((member) => {
    if (!ts.isPropertyDeclaration(member) || !hasModifier(member, ModifierFlags.Static) || ts.isPrivateIdentifier(member.name)) return [];
    const symbol = planner.checker.getSymbolAtLocation(member.name);
    const access = symbol && isHidden(symbol) ? { access: "private" as const } : {};
    return symbol ? seedsOfVariable(symbol, (path) => ({ in: "static", class: declared, path, ...access }), planner) : [];
  });
}

/** The variables at the top of a module that hold a collection or a nullable resource. */
export function seedsOfModule(file: ts.SourceFile, planner: Planner): SeedPlan[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement) || hasModifier(statement, ModifierFlags.Ambient)) return [];
    const isConst = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    return statement.declarationList.declarations.flatMap(({ name }) => {
      if (!ts.isIdentifier(name)) return [];
      const symbol = planner.checker.getSymbolAtLocation(name);
      const declared = symbol?.valueDeclaration && memberOf(symbol.valueDeclaration, symbol, planner.context);
      if (!symbol || !declared) return [];
      return seedsOfVariable(symbol, ([, ...path]) => ({ in: "module", declared, path, isConst }), planner);
    });
  });
}

function seedsOfVariable(symbol: ts.Symbol, place: Place, planner: Planner): SeedPlan[] {
  const type = planner.checker.getTypeOfSymbolAtLocation(symbol, planner.at);
  const declaration = symbol.valueDeclaration as { readonly initializer?: ts.Expression } | undefined;
  const initializer = declaration?.initializer;
  const plan = isEmptyObject(initializer) ? cacheOf(planner.plan(type, symbol.name)) : planner.plan(type, symbol.name);
  const isOptional = (symbol.flags & SymbolFlags.Optional) !== 0;
  return seedsOf(isOptional ? { kind: "union", of: [{ kind: "undefined" }, plan] } : plan, [symbol.name], place, isEmpty(initializer));
}

/** What of a plan can be seeded, at `path` and in the plain objects below. */
function seedsOf(plan: TypePlan, path: readonly string[], place: Place, isEmptyAtFirst: boolean): SeedPlan[] {
  const inner = withoutWrappers(plan);
  if (isCollection(inner)) return [{ place: place(path), how: "entries", plan: withElements(plan, inner), isEmptyAtFirst }];
  if (inner.kind === "union" && inner === withoutCast(plan)) return resourceOf(inner.of, path, place);
  // Parts of a recursive plan mean nothing outside of it.
  if (inner.kind !== "object" || inner !== withoutCast(plan) || path.length >= MAX_PATH) return [];
  return inner.properties.flatMap((property) => seedsOf(property.plan, [...path, property.name], place, isEmptyAtFirst));
}

function withoutCast(plan: TypePlan): TypePlan {
  return plan.kind === "cast" ? plan.plan : plan;
}

function isCollection(plan: TypePlan): boolean {
  if (plan.kind === "object") return plan.index !== undefined;
  return plan.kind === "map" || plan.kind === "gomap" || plan.kind === "set" || plan.kind === "array" || plan.kind === "pairs";
}

/** `list = []` in a class is inferred as `never[]`: what goes in is not known. */
function withElements(plan: TypePlan, inner: TypePlan): TypePlan {
  if (inner.kind !== "array" || inner.element.kind !== "unconstructable" || inner.element.reason !== "never") return plan;
  return cast({ ...inner, element: { kind: "unknown" } });
}

/** A place that is undefined or null at first, and later holds an object. */
function resourceOf(parts: readonly TypePlan[], path: readonly string[], place: Place): SeedPlan[] {
  const isNullish = (part: TypePlan): boolean => part.kind === "undefined" || part.kind === "null";
  const rest = parts.filter((part) => !isNullish(part));
  if (rest.length === parts.length || !rest.some(isResource)) return [];
  return [{ place: place(path), how: "resource", plan: unionOf(rest), isEmptyAtFirst: true }];
}

function isResource(plan: TypePlan): boolean {
  const { kind } = withoutWrappers(plan);
  return ["promise", "instance", "object", "map", "set", "array", "function", "platform", "iterable", "stand-in", "custom"].includes(kind);
}

function cacheOf(plan: TypePlan): TypePlan {
  const inner = withoutWrappers(plan);
  const isOpen = inner.kind === "unknown" || (inner.kind === "object" && inner.properties.length === 0 && !inner.index);
  return isOpen ? cast({ kind: "object", properties: [], index: [{ key: "string", value: { kind: "unknown" } }] }) : plan;
}

function placeOfField(symbol: ts.Symbol): Place {
  if (symbol.escapedName.toString().startsWith("__#")) {
    const owner = symbol.valueDeclaration?.parent as ts.ClassLikeDeclaration | undefined;
    return (path) => ({ in: "hash-private", className: owner?.name?.text ?? "", path });
  }
  const access = isHidden(symbol) ? "private" : "public";
  return (path) => ({ in: "field", path, access });
}

function isField(symbol: ts.Symbol): boolean {
  return (symbol.flags & SymbolFlags.Property) !== 0;
}

/** The collection that a class extends: `class Registry extends Map<string, number>`. */
function platformBase(type: ts.Type, planner: Planner): TypePlan | undefined {
  const target = (type as ts.TypeReference).target ?? type;
  if (!target.isClassOrInterface()) return undefined;
  for (const base of planner.checker.getBaseTypes(target)) {
    const symbol = base.getSymbol();
    const plan = symbol && isPlatform(symbol) ? planner.plan(base) : base.isClassOrInterface() ? platformBase(base, planner) : undefined;
    if (plan && isCollection(plan)) return plan;
  }
  return undefined;
}

function isEmptyObject(initializer: ts.Expression | undefined): boolean {
  if (!initializer) return false;
  if (ts.isObjectLiteralExpression(initializer)) return initializer.properties.length === 0;
  return ts.isCallExpression(initializer) && initializer.expression.getText() === "Object.create";
}

/** Of what has no initializer the constructor decides: it counts as empty. */
function isEmpty(initializer: ts.Expression | undefined): boolean {
  if (!initializer || isEmptyObject(initializer)) return true;
  if (ts.isArrayLiteralExpression(initializer)) return initializer.elements.length === 0;
  return ts.isNewExpression(initializer) && (initializer.arguments?.length ?? 0) === 0;
}
