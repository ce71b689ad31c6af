import { ts } from "ts-morph";
import { isHidden, planOfProperty } from "./from-object.ts";
import { planOfOtherPlatformClass, planOfPlatformName } from "./from-platform.ts";
import type { Planner } from "./from-type.ts";
import { cast, standInOfAny, unionOf } from "./make-plan.ts";
import type { FunctionPlan, PropertyPlan, TypePlan } from "./plan.ts";
import { isUnresolved } from "./type-tests.ts";

const { TypeFlags } = ts;

/** How far the type of a member is followed: `Promise<Map<string, Job>[]>`. */
const MAX_NESTING = 5;
/** Stand-ins in stand-ins have members, too. */
const MAX_LEVEL = 2;
const MAX_MEMBERS = 60;

/**
 * The plan of a type that is not made in full: what is no object stays what it is, collections hold such values, and an object becomes a stand-in
 * with the members that the file in whose eyes the type is seen names. Of the others nobody asks but code of other files, which gets stand-ins.
 */
export function planOfRest(type: ts.Type, planner: Planner, name = ""): TypePlan {
  return new RestPlanner(planner).plan(type, name);
}

/** As `planOfRest`, for a type of objects, whatever its form. */
export function planOfStandIn(type: ts.Type, planner: Planner): TypePlan {
  return new RestPlanner(planner).standIn(type);
}

/** What is known of what stands in for an object of this type. */
export function membersOfStandIn(type: ts.Type, planner: Planner): readonly PropertyPlan[] {
  const plan = planOfStandIn(type, planner);
  return plan.kind === "stand-in" ? (plan.members ?? []) : [];
}

class RestPlanner {
  readonly #planner: Planner;
  readonly #checker: ts.TypeChecker;
  #nesting = 0;
  #level = 0;

  constructor(planner: Planner) {
    this.#planner = planner;
    this.#checker = planner.checker;
  }

  plan(type: ts.Type, name: string): TypePlan {
    const simple = this.#planner.planKnown(type) ?? this.#planner.planSimple(type);
    if (simple) return simple;
    if (this.#nesting >= MAX_NESTING) return this.#bare(type);
    this.#nesting++;
    try {
      return this.#composite(type, name);
    } finally {
      this.#nesting--;
    }
  }

  standIn(type: ts.Type): TypePlan {
    const members = this.#level < MAX_LEVEL && this.#planner.mayGoOn() ? this.#members(type) : [];
    return { kind: "stand-in", type: nameOf(type, this.#checker), ...(members.length > 0 && { members }) };
  }

  #members(type: ts.Type): PropertyPlan[] {
    const names = namesIn(this.#planner.at.getSourceFile());
    const open = this.#checker.getPropertiesOfType(type).filter((symbol) => names.has(symbol.name) && !isHidden(symbol));
    const nesting = this.#nesting;
    this.#level++;
    this.#nesting = 0;
    const members = open.slice(0, MAX_MEMBERS).flatMap((symbol) => planOfProperty(symbol, this.#planner, (of, name) => (isAny(of) ? standInOfAny : this.plan(of, name))) ?? []);
    this.#level--;
    this.#nesting = nesting;
    return members;
  }

  #composite(type: ts.Type, name: string): TypePlan {
    if (type.isUnion()) return unionOf(type.types.map((part) => this.plan(part, name)));
    if (type.isIntersection()) return this.#intersection(type, name);
    if (type.flags & TypeFlags.Object) return this.#object(type as ts.ObjectType, name);
    if (type.flags & (TypeFlags.TemplateLiteral | TypeFlags.StringMapping)) return this.#planner.unconstructable("too-deep", type);
    const constraint = this.#checker.getBaseConstraintOfType(type);
    return constraint && constraint !== type ? this.plan(constraint, name) : this.standIn(type);
  }

  #intersection(type: ts.IntersectionType, name: string): TypePlan {
    const branded = type.types.find(({ flags }) => !(flags & (TypeFlags.Object | TypeFlags.NonPrimitive | TypeFlags.TypeParameter)));
    return branded ? cast(this.plan(branded, name)) : this.standIn(type);
  }

  #object(type: ts.ObjectType, name: string): TypePlan {
    const checker = this.#checker;
    const args = checker.getTypeArguments(type as ts.TypeReference);
    const argument = (index: number): TypePlan => (args[index] ? this.plan(args[index], "") : { kind: "unknown" });
    if (checker.isArrayType(type)) return { kind: "array", element: argument(0) };
    if (checker.isTupleType(type)) return this.standIn(type);
    const { symbol } = type as { readonly symbol?: ts.Symbol };
    const platform = symbol && (planOfPlatformName(symbol)?.(argument) ?? planOfOtherPlatformClass(symbol, checker.typeToString(type)));
    if (platform) return platform;
    const [signature] = checker.getSignaturesOfType(type, ts.SignatureKind.Call);
    return signature ? this.#function(signature, name) : this.standIn(type);
  }

  #function(signature: ts.Signature, name: string): TypePlan {
    const returns = this.plan(this.#checker.getReturnTypeOfSignature(signature), name);
    const plan: FunctionPlan = { kind: "function", name, parameters: [], returns };
    return cast(plan);
  }

  #bare(type: ts.Type): TypePlan {
    if (type.isUnion()) return unionOf(type.types.map((part) => this.#planner.planSimple(part) ?? this.#bare(part)));
    if (!(type.flags & TypeFlags.Object)) return this.#planner.unconstructable("too-deep", type);
    return { kind: "stand-in", type: nameOf(type, this.#checker) };
  }
}

function isAny(type: ts.Type): boolean {
  return (type.flags & TypeFlags.Any) !== 0 && !isUnresolved(type);
}

/** What a hook would be named for, where the type has a name. */
export function nameOf(type: ts.Type, checker: ts.TypeChecker): string {
  const name = (type.aliasSymbol ?? type.getSymbol())?.name;
  const isPlain = name === undefined || name.startsWith("__") || checker.isTupleType(type);
  return isPlain ? checker.typeToString(type) : name;
}

const known = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** All names in the text of a file. */
function namesIn(file: ts.SourceFile): ReadonlySet<string> {
  let names = known.get(file);
  if (!names) known.set(file, (names = new Set(file.text.match(/(?<=\.\s*)[\p{ID_Start}$_][\p{ID_Continue}$]*/gu))));
  return names;
}
