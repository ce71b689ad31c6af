import { ts } from "ts-morph";
import { hasModifier, memberOf } from "./declared.ts";
import { membersOfStandIn, planOfStandIn } from "./from-depth.ts";
import { planOfObject, planOfParameters, planOfProperty } from "./from-object.ts";
import { isPlatform } from "./from-platform.ts";
import type { Planner } from "./from-type.ts";
import { cast } from "./make-plan.ts";
import type { ElementPlan, InstancePlan, ModuleMember, TypePlan } from "./plan.ts";
import { seedsOfInstance } from "./state.ts";

const { ModifierFlags } = ts;

/** An instance, made by the constructor. Of a class without code (a declaration file's) an object with its public members. */
export function planOfClass(type: ts.ObjectType, planner: Planner): TypePlan {
  const declaration = type.symbol.valueDeclaration;
  if (!declaration || !ts.isClassLike(declaration) || !hasCode(declaration)) return cast(planOfObject(type, planner));
  const declared = memberOf(declaration, type.symbol, planner.context);
  if (!declared) return planOfStandIn(type, planner);
  return planner.withArguments(type, () => planOfInstance(type, declaration, declared, planner));
}

function planOfInstance(type: ts.ObjectType, declaration: ts.ClassLikeDeclaration, declared: ModuleMember, planner: Planner): TypePlan {
  const { checker, at } = planner;
  const statics = checker.getTypeOfSymbolAtLocation(type.symbol, at);
  const signature = constructorOf(checker.getSignaturesOfType(statics, ts.SignatureKind.Construct));
  const isHidden = hasModifier(signature?.declaration, ModifierFlags.Private | ModifierFlags.Protected);
  const abstractMembers = hasModifier(declaration, ModifierFlags.Abstract)
    ? checker.getPropertiesOfType(type).flatMap((symbol) => (isAbstract(symbol) ? (planOfProperty(symbol, planner) ?? []) : []))
    : [];
  // What is needed first comes first: there is a limit to the members of stand-ins.
  const parameters = signature ? constructorParameters(signature, planner) : [];
  const otherwise = membersOfStandIn(type, planner);
  const seeds = seedsOfInstance(type, planner);
  const plan: InstancePlan = {
    kind: "instance",
    class: declared,
    parameters,
    ...(isHidden && { isHidden }),
    ...(abstractMembers.length > 0 && { abstractMembers }),
    ...(seeds.length > 0 && { seeds }),
    ...(otherwise.length > 0 && { otherwise }),
  };
  return isHidden ? cast(plan) : plan;
}

/** Of the program's own overloads the first; of the platform's (`class Registry extends Map`) the last, which takes an iterable. */
function constructorOf(signatures: readonly ts.Signature[]): ts.Signature | undefined {
  const isOfPlatform = (signature: ts.Signature): boolean => {
    const parent = (signature.declaration as ts.Node | undefined)?.parent;
    const symbol = parent && (parent as unknown as { symbol?: ts.Symbol }).symbol;
    return symbol !== undefined && isPlatform(symbol);
  };
  return signatures.find((signature) => !isOfPlatform(signature)) ?? signatures.at(-1);
}

/** `new Registry(null)` tells no more than `new Registry()`. */
function constructorParameters(signature: ts.Signature, planner: Planner): ElementPlan[] {
  return planOfParameters(signature, planner).map((element) => {
    if (!element.isOptional || element.plan.kind !== "union") return element;
    const rest = element.plan.of.filter((part) => part.kind !== "null");
    return { ...element, plan: rest.length === 1 ? rest[0]! : { kind: "union", of: rest } };
  });
}

export function planOfEnum(type: ts.Type, planner: Planner): TypePlan {
  const { symbol } = type;
  const isMember = (symbol.flags & ts.SymbolFlags.EnumMember) !== 0;
  const declaration = isMember ? symbol.valueDeclaration?.parent : symbol.valueDeclaration;
  if (!declaration || !ts.isEnumDeclaration(declaration)) return planner.unconstructable("unresolved", type);
  const owner = isMember ? planner.checker.getSymbolAtLocation(declaration.name)! : symbol;
  const declared = memberOf(declaration, owner, planner.context) ?? {
    module: planner.context.moduleOf(declaration.getSourceFile().fileName),
    name: owner.name,
    isExported: false,
    localName: owner.name,
  };
  const members = (isMember ? [symbol.valueDeclaration as ts.EnumMember] : declaration.members).flatMap((member) => {
    const value = planner.checker.getConstantValue(member);
    return value === undefined ? [] : [{ name: (member.name as ts.Identifier | ts.StringLiteral).text, value }];
  });
  if (members.length === 0) return planner.unconstructable("unresolved", type);
  return { kind: "enum", declared, isConst: hasModifier(declaration, ModifierFlags.Const), members };
}

function hasCode(declaration: ts.ClassLikeDeclaration): boolean {
  return !declaration.getSourceFile().isDeclarationFile && !hasModifier(declaration, ModifierFlags.Ambient);
}

function isAbstract(symbol: ts.Symbol): boolean {
  return hasModifier(symbol.valueDeclaration, ModifierFlags.Abstract);
}
