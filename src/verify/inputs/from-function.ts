import { ts } from "ts-morph";
import { memberOf } from "./declared.ts";
import { elementOf } from "./from-object.ts";
import { withPlanner } from "./from-type.ts";
import type { PlanContext } from "./plan-context.ts";
import { planOfUsage } from "./from-usage.ts";
import { unconstructable, withoutUndefined } from "./make-plan.ts";
import { withoutWrappers } from "./plan-walk.ts";
import type { ElementPlan, SeedPlan, TypePlan } from "./plan.ts";
import { seedsOfModule, seedsOfStatics } from "./state.ts";

/** How to make one argument of a call. */
export interface ParameterPlan extends ElementPlan {
  /** Empty for a destructured parameter. */
  readonly name: string;
  /** Nothing declares the type: the plan is a guess from how the function uses the parameter. */
  readonly isGuess?: boolean;
}

/** The parameters of a function, as its declaration and its documentation comment give them; else guessed from its body. */
export function planOfParametersOf(declaration: ts.FunctionLikeDeclaration, context: PlanContext): ParameterPlan[] {
  return declaration.parameters
    .filter(({ name }) => !(ts.isIdentifier(name) && name.text === "this"))
    .map((parameter) => planOfParameter(parameter, declaration, context));
}

function planOfParameter(parameter: ts.ParameterDeclaration, owner: ts.FunctionLikeDeclaration, context: PlanContext): ParameterPlan {
  const name = ts.isIdentifier(parameter.name) ? parameter.name.text : "";
  const type = context.checker.getTypeAtLocation(parameter);
  const isRest = parameter.dotDotDotToken !== undefined;
  const isOptional = parameter.questionToken !== undefined || parameter.initializer !== undefined || ts.getJSDocParameterTags(parameter).some((tag) => tag.isBracketed);
  const isUntyped = (type.flags & ts.TypeFlags.Any) !== 0 && parameter.type === undefined;
  const guess = isUntyped ? planOfUsage(name, owner.body) : undefined;
  const declared = guess ?? withPlanner(parameter, context, (planner) => planner.plan(type, name));
  const plan = isRest ? elementOf(declared) : isOptional ? withoutUndefined(declared) : declared;
  return { name, plan, ...(isOptional && { isOptional }), ...(isRest && { isRest }), ...(isUntyped && { isGuess: true }) };
}

/** How to make an instance of a class, its fields seeded: the receiver of a call. */
export function planOfReceiver(declaration: ts.ClassLikeDeclaration, context: PlanContext): TypePlan {
  const { checker } = context;
  // The type of a class expression is that of the constructor.
  const { symbol } = declaration as { readonly symbol?: ts.Symbol };
  const isValue = ts.isClassExpression(declaration) && symbol !== undefined;
  const type = isValue ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeAtLocation(declaration);
  const plan = withPlanner(declaration, context, (planner) => planner.plan(type));
  // The methods of what stands in for it are not those of the class.
  if (withoutWrappers(plan).kind === "stand-in") return unconstructable("class-in-function", checker.typeToString(type));
  return plan.kind === "instance" ? { ...plan, otherwise: undefined } : plan;
}

/** What the static fields of a class may hold when a run starts. */
export function planOfStatics(declaration: ts.ClassLikeDeclaration, context: PlanContext): SeedPlan[] {
  const symbol = declaration.name && context.checker.getSymbolAtLocation(declaration.name);
  const declared = symbol && memberOf(declaration, symbol, context);
  return declared ? withPlanner(declaration, context, (planner) => seedsOfStatics(declaration, declared, planner)) : [];
}

/** What the variables at the top of a module may hold when a run starts. */
export function planOfModuleState(file: ts.SourceFile, context: PlanContext): SeedPlan[] {
  return withPlanner(file, context, (planner) => seedsOfModule(file, planner));
}
