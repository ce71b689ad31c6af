import { ts } from "ts-morph";
import type { Entry, EntryRole, FunctionTarget, MethodTarget, Receiver } from "../case.ts";
import type { ParameterPlan } from "../inputs/from-function.ts";
import type { TypePlan } from "../inputs/plan.ts";
import { obstacleOf, withoutWrappers } from "../inputs/plan-walk.ts";
import type { Listener } from "./events.ts";
import type { FunctionNode } from "./nodes.ts";
import { isObstacle, type Obstacle, obstacle } from "./obstacles.ts";
import type { PlannedProject } from "./project.ts";
import type { Reached } from "./reach.ts";
import { releaseMethodOf } from "./release.ts";
import type { Way } from "./ways.ts";

/** Makes the entries of one case, and the receivers that they share. */
export class EntryBuilder {
  readonly receivers: Receiver[] = [];
  readonly #project: PlannedProject;
  readonly #known = new Map<ts.Node, number | Obstacle>();

  constructor(project: PlannedProject) {
    this.#project = project;
  }

  build({ fn, way }: Reached, role: EntryRole): Entry | Obstacle {
    const label = this.#labelOf(way);
    const parameters = this.#parametersOf(fn, ts.isConstructorDeclaration(fn) ? `new ${label}` : label);
    const target = obstacleOfParameters(parameters, label) ?? this.#targetOf(way);
    if (isObstacle(target)) return target;
    const release = releaseMethodOf(fn, this.#project.context.checker);
    const accessor = ts.isGetAccessor(fn) ? "get" : ts.isSetAccessor(fn) ? "set" : undefined;
    return {
      role,
      label: ts.isConstructorDeclaration(fn) ? `new ${label}` : label,
      target,
      parameters,
      ...(accessor && { accessor }),
      ...(release !== undefined && { release }),
      ...(ts.isConstructorDeclaration(fn) && { isConstructor: true }),
      ...(fn.asteriskToken && { isGenerator: isAsync(fn) ? ("async" as const) : ("sync" as const) }),
    };
  }

  /** A call of what calls the listeners of an event. */
  buildListener({ emitter, method, eventType }: Listener, role: EntryRole): Entry | Obstacle {
    const label = `${this.#labelOf(emitter.way)}(${JSON.stringify(eventType)})`;
    const parameters = method === "emit" ? this.#project.parametersOf(emitter.fn) : [];
    const target = obstacleOfParameters(parameters, label) ?? this.#targetOf(emitter.way);
    if (isObstacle(target)) return target;
    const first: TypePlan = method === "emit" ? { kind: "literal", value: eventType } : { kind: "platform", name: "Event", eventType };
    return { role, label, target, parameters: [{ plan: first }, ...parameters] };
  }

  #targetOf(way: Way): FunctionTarget | MethodTarget | Obstacle {
    if (way.kind === "function") return { kind: "function", declared: way.declared, path: way.path };
    const node = way.kind === "instance" ? way.class : way.by;
    let receiver = this.#known.get(node);
    if (receiver === undefined) {
      const made = way.kind === "instance" ? this.#instance(way.class) : this.#made(way.by);
      receiver = isObstacle(made) ? made : this.receivers.push(made) - 1;
      this.#known.set(node, receiver);
    }
    return typeof receiver === "number" ? { kind: "method", receiver, path: way.path } : receiver;
  }

  #instance(declaration: ts.ClassLikeDeclaration): Receiver | Obstacle {
    const plan = this.#project.receiverOf(declaration);
    const label = this.#nameOf(declaration);
    if (withoutWrappers(plan).kind === "stand-in") return { reason: "unconstructable-receiver", detail: `The class \`${label}\` cannot be reached from outside of its module.` };
    const found = obstacleOf(plan);
    return found ? obstacle(`What the constructor of \`${label}\` needs`, found, "unconstructable-receiver") : { kind: "instance", label, plan };
  }

  /** The object that a function returns, where that function is one that can be called by itself. */
  #made(by: FunctionNode): Receiver | Obstacle {
    const way = this.#project.ways.of(by).find(({ kind }) => kind === "function");
    if (way?.kind !== "function") return { reason: "closure-not-exported", detail: "It lies in what a function returns that cannot be called by itself." };
    const label = `${this.#labelOf(way)}()`;
    const parameters = this.#parametersOf(by, label);
    const found = obstacleOfParameters(parameters, label);
    if (found) return found.reason === "needs-browser" ? found : { ...found, reason: "unconstructable-receiver" };
    return { kind: "made", label, by: { kind: "function", declared: way.declared, path: way.path }, parameters };
  }

  /** The project's hooks may give them. */
  #parametersOf(fn: FunctionNode, label: string): readonly ParameterPlan[] {
    const isCustom = this.#project.context.custom.arguments.has(label);
    return isCustom ? [{ name: "", plan: { kind: "custom", name: label, isList: true }, isRest: true }] : this.#project.parametersOf(fn);
  }

  #labelOf(way: Way): string {
    return [this.#ownerOf(way), ...way.path].join(".");
  }

  #ownerOf(way: Way): string {
    if (way.kind === "instance") return this.#nameOf(way.class);
    if (way.kind === "function") return way.declared.localName === "Default" ? "default" : way.declared.localName;
    const outer = this.#project.ways.of(way.by).find(({ kind }) => kind === "function");
    return `${outer ? this.#labelOf(outer) : "anonymous"}()`;
  }

  #nameOf(declaration: ts.ClassLikeDeclaration): string {
    const { parent } = declaration;
    if (!declaration.name && ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
    return declaration.name?.text ?? "default";
  }
}

function obstacleOfParameters(parameters: readonly ParameterPlan[], label: string): Obstacle | undefined {
  for (const { plan, name, isOptional, isRest } of parameters) {
    const found = isOptional || isRest ? undefined : obstacleOf(plan);
    if (found) return obstacle(name === "" ? `A parameter of \`${label}\`` : `The parameter \`${name}\` of \`${label}\``, found, "unconstructable-parameter");
  }
  return undefined;
}

function isAsync(fn: FunctionNode): boolean {
  return (ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) !== 0;
}
