import { ts } from "ts-morph";
import type { FileInput } from "../../scanner/analyser.ts";
import { type ParameterPlan, planOfModuleState, planOfParametersOf, planOfReceiver, planOfStatics } from "../inputs/from-function.ts";
import { createPlanContext, type CustomNames, type PlanContext } from "../inputs/plan-context.ts";
import type { SeedPlan, TypePlan } from "../inputs/plan.ts";
import type { FunctionNode } from "./nodes.ts";
import { ReachFinder } from "./reach.ts";
import { symbolOf } from "./references.ts";
import { WayFinder } from "./ways.ts";

/** What the cases of one project share, as long as its type checker lives. */
export class PlannedProject {
  readonly context: PlanContext;
  readonly ways: WayFinder;
  readonly reach: ReachFinder;
  readonly #seeds = new WeakMap<ts.Node, readonly SeedPlan[]>();
  readonly #parameters = new WeakMap<ts.Node, readonly ParameterPlan[]>();
  readonly #receivers = new WeakMap<ts.Node, TypePlan>();

  constructor(checker: ts.TypeChecker, custom: CustomNames | undefined) {
    this.context = createPlanContext(checker, undefined, custom);
    this.ways = new WayFinder(this.context);
    this.reach = new ReachFinder(this.context, this.ways);
  }

  /** Of an overloaded function those of the first overload, whose types are more to the point than those of the body. */
  parametersOf(fn: FunctionNode): readonly ParameterPlan[] {
    return cached(this.#parameters, fn, () => planOfParametersOf(firstOverload(fn, this.context.checker), this.context));
  }

  receiverOf(declaration: ts.ClassLikeDeclaration): TypePlan {
    return cached(this.#receivers, declaration, () => planOfReceiver(declaration, this.context));
  }

  moduleSeeds(file: ts.SourceFile): readonly SeedPlan[] {
    return cached(this.#seeds, file, () => planOfModuleState(file, this.context));
  }

  staticSeeds(declaration: ts.ClassLikeDeclaration): readonly SeedPlan[] {
    return cached(this.#seeds, declaration, () => planOfStatics(declaration, this.context));
  }
}

function cached<Value>(known: WeakMap<ts.Node, Value>, node: ts.Node, make: () => Value): Value {
  let value = known.get(node);
  if (value === undefined) known.set(node, (value = make()));
  return value;
}

function firstOverload(fn: FunctionNode, checker: ts.TypeChecker): FunctionNode {
  if (!ts.isFunctionDeclaration(fn) && !ts.isMethodDeclaration(fn) && !ts.isConstructorDeclaration(fn)) return fn;
  const overloads = symbolOf(fn, checker)?.declarations?.filter((each) => each.kind === fn.kind) ?? [];
  return overloads.length > 1 ? (overloads[0] as FunctionNode) : fn;
}

const projects = new WeakMap<ts.TypeChecker, PlannedProject>();

/** Binds the whole program of the file's project, if nobody has done so: from then on nodes know their parents. */
export function projectOf(input: FileInput, custom?: CustomNames): PlannedProject {
  const checker = input.checker();
  let project = projects.get(checker);
  if (!project) projects.set(checker, (project = new PlannedProject(checker, custom)));
  return project;
}
