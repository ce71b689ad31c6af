import { ts } from "ts-morph";
import { planOfClass, planOfEnum } from "./from-class.ts";
import { nameOf, planOfRest, planOfStandIn } from "./from-depth.ts";
import { planOfFunction, planOfObject, planOfTuple } from "./from-object.ts";
import { isPlatform, planOfOtherPlatformClass, planOfPlatformName } from "./from-platform.ts";
import { planOfGoMap } from "./gomap.ts";
import { cast, unconstructable, unionOf } from "./make-plan.ts";
import type { TypePlan, UnconstructableReason } from "./plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { isClass, isClosed, isEmptyObject, isInstanceType, isInstantiation, isUnresolved, planOfLiteral, primitiveOf } from "./type-tests.ts";
import { usedMembers } from "./used-members.ts";

const { TypeFlags } = ts;


/**
 * How to make a value of `type`. Asks the checker for types of declared members and parameters only, never for those of expressions. Large
 * types are planned less deeply.
 *
 * @param at A node of the file in whose eyes the type is seen.
 * @param name What stubs in it are named after.
 */
export function planOfType(type: ts.Type, at: ts.Node, context: PlanContext, name = ""): TypePlan {
  return withPlanner(at, context, (planner) => planner.plan(type, name));
}

/** Runs `plan` with ever less depth until the result is of a size that can be handled. */
export function withPlanner<Result>(at: ts.Node, context: PlanContext, plan: (planner: Planner) => Result): Result {
  for (const depth of DEPTHS) {
    const planner = new Planner(context, at, depth);
    const result = plan(planner);
    if (!planner.isTooLarge) return result;
  }
  return plan(new Planner(context, at, 1));
}

const DEPTHS = [7, 4, 3, 2];
const MAX_NODES = 800;
/** So many stand-ins of one plan get members; as many besides of those of which only is known what the code asks for. */
const MAX_STAND_INS = 60;

const UNKNOWN: TypePlan = { kind: "unknown" };

/** A type that is being planned: met again, it is recursive. */
interface OpenType {
  readonly id: string;
  /** The arguments of the innermost class around it. */
  readonly within: ReadonlyMap<ts.Type, ts.Type> | undefined;
  isReferred: boolean;
}

export class Planner {
  readonly context: PlanContext;
  readonly checker: ts.TypeChecker;
  readonly at: ts.Node;
  readonly #maxDepth: number;
  readonly #open = new Map<ts.Type, OpenType>();
  /** Type parameters of the classes being planned -> their arguments, innermost class last. */
  readonly #substitutions: ReadonlyMap<ts.Type, ts.Type>[] = [];
  #nodes = 0;
  #standIns = 0;
  #unresolved = 0;
  #depth = 0;

  constructor(context: PlanContext, at: ts.Node, maxDepth: number) {
    this.context = context;
    this.checker = context.checker;
    this.at = at;
    this.#maxDepth = maxDepth;
  }

  get isTooLarge(): boolean {
    return this.#nodes > MAX_NODES;
  }

  /** Whether one more stand-in may get members. */
  mayGoOn(): boolean {
    return this.#standIns++ < MAX_STAND_INS;
  }

  /** @param name What a stub is named after if the type is one of a function. */
  plan(type: ts.Type, name = ""): TypePlan {
    this.#nodes++;
    const known = this.planKnown(type);
    if (known) return known;
    const simple = this.planSimple(type);
    if (simple) return simple;
    const replaced = this.#substitutions.findLast((map) => map.has(type))?.get(type);
    if (replaced && replaced !== type) return this.plan(replaced, name);
    const outer = this.#open.get(type);
    if (outer && this.#isSame(outer, type)) {
      outer.isReferred = true;
      return { kind: "reference", id: outer.id };
    }
    if (this.#depth >= this.#maxDepth || this.isTooLarge) return planOfRest(type, this, name);
    const entry = { id: this.#idOf(type), within: this.#substitutions.at(-1), isReferred: false };
    this.#open.set(type, entry);
    this.#depth++;
    try {
      const plan = this.#planComposite(type, name);
      return entry.isReferred ? { kind: "define", id: entry.id, plan } : plan;
    } finally {
      this.#depth--;
      if (outer) this.#open.set(type, outer);
      else this.#open.delete(type);
    }
  }

  /** In another class, or with other arguments of the same one, a type that names type parameters is another type. */
  #isSame(open: OpenType, type: ts.Type): boolean {
    return open.within === this.#substitutions.at(-1) || isClosed(type, this.checker);
  }

  unconstructable(reason: UnconstructableReason, type: ts.Type): TypePlan {
    return unconstructable(reason, this.checker.typeToString(type));
  }

  /** Runs `plan` with the type parameters of a class standing for its arguments. */
  withArguments<Result>(type: ts.Type, plan: () => Result): Result {
    const { target } = type as ts.TypeReference;
    const parameters = target?.typeParameters ?? [];
    const args = parameters.length > 0 ? this.checker.getTypeArguments(type as ts.TypeReference) : [];
    this.#substitutions.push(new Map(parameters.flatMap((parameter, index) => (args[index] ? [[parameter, args[index]]] : []))));
    try {
      return plan();
    } finally {
      this.#substitutions.pop();
    }
  }

  /** A type that the project's hooks make. What a class is as a value has the symbol of the class, too. */
  planKnown(type: ts.Type): TypePlan | undefined {
    const { types } = this.context.custom;
    if (types.size === 0) return undefined;
    const alias = type.aliasSymbol?.name;
    if (alias !== undefined && types.has(alias)) return { kind: "custom", name: alias };
    const { symbol } = type as { readonly symbol?: ts.Symbol };
    if (!symbol || !types.has(symbol.name) || (isClass(symbol) && !isInstanceType(type as ts.ObjectType))) return undefined;
    return { kind: "custom", name: symbol.name };
  }

  #idOf(type: ts.Type): string {
    const { ids } = this.context;
    let id = ids.get(type);
    if (id === undefined) {
      id = `${(type.aliasSymbol ?? type.symbol)?.name ?? "type"}-${this.context.nextId++}`;
      ids.set(type, id);
    }
    const frame = this.#substitutions.at(-1);
    return frame === undefined || frame.size === 0 || isClosed(type, this.checker) ? id : `${id} in ${this.#substitutions.length}`;
  }

  /** A type that is planned whatever lies around it. */
  planSimple(type: ts.Type): TypePlan | undefined {
    const { flags } = type;
    if (flags & TypeFlags.EnumLike) return planOfEnum(type, this);
    const kind = primitiveOf(type);
    if (kind) return { kind };
    if (isUnresolved(type)) return this.#planUnresolved(type);
    if (flags & (TypeFlags.Any | TypeFlags.Unknown)) return UNKNOWN;
    if (flags & TypeFlags.NonPrimitive) return { kind: "object", properties: [] };
    if (flags & TypeFlags.Never) return this.unconstructable("never", type);
    if (flags & TypeFlags.UniqueESSymbol) return this.unconstructable("unique-symbol", type);
    return planOfLiteral(type);
  }

  #planUnresolved(type: ts.Type): TypePlan {
    const members = this.#unresolved++ < MAX_STAND_INS ? usedMembers(this.at.getSourceFile()) : [];
    return { kind: "stand-in", type: unresolvedName(type), ...(members.length > 0 && { members }) };
  }

  #planComposite(type: ts.Type, name: string): TypePlan {
    const { flags } = type;
    if (type.isUnion()) return unionOf(type.types.map((part) => this.plan(part, name)));
    if (type.isIntersection()) return this.#planIntersection(type, name);
    if (flags & TypeFlags.TemplateLiteral) {
      const { texts, types } = type as ts.TemplateLiteralType;
      return { kind: "template", texts, types: types.map((part) => this.plan(part)) };
    }
    if (flags & TypeFlags.StringMapping) return this.unconstructable("unresolved", type);
    if (flags & TypeFlags.Object) return this.#planObjectType(type as ts.ObjectType, name);
    return this.#planParameter(type, name);
  }

  /** A type parameter, or what depends on one: its constraint; a plain key if it has none. */
  #planParameter(type: ts.Type, name: string): TypePlan {
    const constraint = this.checker.getBaseConstraintOfType(type);
    if (constraint && constraint !== type && !(constraint.flags & TypeFlags.Unknown)) return this.plan(constraint, name);
    if (type.isTypeParameter()) return unionOf([{ kind: "string" }, { kind: "number" }]);
    return { kind: "stand-in", type: nameOf(type, this.checker) };
  }

  #planIntersection(type: ts.IntersectionType, name: string): TypePlan {
    const parts = type.types.filter((part) => !isEmptyObject(part, this.checker));
    const branded = parts.find((part) => !(part.flags & (TypeFlags.Object | TypeFlags.NonPrimitive | TypeFlags.TypeParameter)));
    if (branded) return cast(this.plan(branded, name));
    if (parts.length === 1) return this.plan(parts[0]!, name);
    if (!parts.some((part) => this.#isSpecial(part))) return this.#planMembers(type, name);
    const plans = parts.map((part) => this.plan(part, name));
    return plans.some(({ kind }) => kind === "stand-in") ? planOfStandIn(type, this) : cast({ kind: "intersection", of: plans });
  }

  /** Must be made as a whole: members alone do not make it. */
  #isSpecial(type: ts.Type): boolean {
    const symbol = type.getSymbol();
    return type.isTypeParameter() || this.checker.isArrayLikeType(type) || (symbol !== undefined && (isPlatform(symbol) || isClass(symbol)));
  }

  #planObjectType(type: ts.ObjectType, name: string): TypePlan {
    const { checker } = this;
    if (checker.isTupleType(type)) return planOfTuple(type as ts.TupleTypeReference, this);
    if (checker.isArrayType(type)) {
      const isReadonly = type.symbol.name === "ReadonlyArray";
      return { kind: "array", element: this.#argument(type, 0), ...(isReadonly && { isReadonly }) };
    }
    const { symbol } = type as { symbol?: ts.Symbol };
    const goMap = planOfGoMap(type, (index) => this.#argument(type, index), this);
    if (goMap) return goMap;
    const platform = symbol && (planOfPlatformName(symbol)?.((index) => this.#argument(type, index)) ?? planOfOtherPlatformClass(symbol, checker.typeToString(type)));
    if (platform) return platform;
    if (symbol && isClass(symbol) && isInstanceType(type)) return planOfClass(type, this);
    return this.#planMembers(type, name);
  }

  #planMembers(type: ts.Type, name: string): TypePlan {
    if (this.checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0) return planOfFunction(type, name, this);
    if (this.checker.getSignaturesOfType(type, ts.SignatureKind.Construct).length > 0) return this.unconstructable("constructor", type);
    return planOfObject(type, this);
  }

  #argument(type: ts.ObjectType, index: number): TypePlan {
    const argument = isInstantiation(type) ? this.checker.getTypeArguments(type as ts.TypeReference)[index] : undefined;
    return argument ? this.plan(argument) : UNKNOWN;
  }
}

function unresolvedName({ aliasSymbol }: ts.Type): string {
  return aliasSymbol?.name ?? "a type that is not installed";
}
