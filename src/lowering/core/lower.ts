import { FunctionBuilder } from "../../ir/builder.ts";
import type { Binding, Site } from "../../ir/types.ts";
import type { Export, FunctionInfo, Home, Unit, UnitFunction } from "../../ir/unit.ts";
import { enginePackage } from "../../semantics/engine.ts";
import { Context, type Pending, type Request, type UnitContext } from "./context.ts";
import { FileTypes } from "./declared-types.ts";
import { declareParameters, lowerFunctionBody } from "./inline.ts";
import { bindPattern } from "./patterns.ts";
import { declareLexical, declareVars, Names, Scope } from "./scope.ts";
import { lowerStatements } from "./statements.ts";
import type { FunctionNode, LazyType, Pattern, Program } from "./syntax.ts";

/**
 * Lowers a file to the IR, scopes and control flow included.
 *
 * @param wanted - Tells for a function's range whether it is worth lowering at once; others are lowered when they are asked for.
 *   The module's own code is always lowered.
 * @throws RangeError when the source is nested too deeply for the stack; so may the methods of the unit.
 */
export function lowerProgram(program: Program, wanted: (site: Site) => boolean = () => true): Unit {
  return new UnitLowering(program, wanted);
}

class UnitLowering implements Unit, UnitContext {
  readonly text: string;
  readonly exports: readonly Export[];
  readonly types: FileTypes;
  readonly functions: readonly UnitFunction[];
  readonly names = new Names();
  readonly usesEngine: boolean;
  readonly #scope: Scope;
  readonly #pending: (Pending | undefined)[] = [undefined];
  readonly #infos: FunctionInfo[];
  readonly #lowered: (UnitFunction | undefined)[] = [];
  readonly #numbers = new Map<FunctionNode, number>();
  readonly #homes = new Map<Binding, Home>();

  constructor(program: Program, wanted: (site: Site) => boolean) {
    this.text = program.text;
    this.exports = program.exports;
    this.usesEngine = program.body.some((statement) => statement.type === "Import" && statement.source === enginePackage);
    this.types = new FileTypes(program, this.names);
    this.#scope = new Scope(this.names, undefined, 0);
    const site = { start: 0, end: program.text.length, origin: undefined };
    this.#infos = [moduleInfo(site)];
    this.#lowered[0] = this.#lowerModule(program, site);
    this.functions = this.select(wanted);
  }

  select(wanted: (site: Site) => boolean): UnitFunction[] {
    const selected = [this.lowered(0)];
    for (let id = 1; id < this.#pending.length; id++) {
      if (wanted(this.#pending[id]!.node)) selected.push(this.lowered(id));
    }
    return selected;
  }

  request(node: FunctionNode, { name = "anonymous", scope, thisClass, thisBinding, role = "function", outer, home, ...rest }: Request): number {
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const id = this.#pending.length;
    this.#numbers.set(node, id);
    const { async, generator, arrow } = node;
    const info = { id, name, site: node, role, async, generator, arrow, outer, home, static: thisBinding !== undefined, private: rest.private ?? false, ...(rest.declares && { declares: rest.declares }) };
    this.#infos.push(info);
    this.#pending.push({ info, node, scope, thisClass, thisBinding });
    return id;
  }

  declareHome(home: Home, binding: Binding | undefined): void {
    if (binding) this.#homes.set(binding, home);
  }

  prototypeOf(binding: Binding): Home {
    let home = this.#homes.get(binding);
    if (!home) {
      home = { name: binding.name, kind: "prototype", base: undefined, members: new Map(), statics: new Map() };
      this.#homes.set(binding, home);
    }
    return home;
  }

  lowered(id: number): UnitFunction {
    return (this.#lowered[id] ??= lowerFunction(this.#pending[id]!, this, this.types));
  }

  info(id: number): FunctionInfo {
    return this.#infos[id]!;
  }

  all(): readonly UnitFunction[] {
    for (let id = 0; id < this.#pending.length; id++) this.lowered(id);
    return this.#lowered as UnitFunction[];
  }

  functionOf(binding: Binding): number | undefined {
    const declaration = this.names.declarations.get(binding);
    if (declaration?.function) return this.#numbers.get(declaration.function);
    let init = binding.kind === "constant" ? declaration?.init : undefined;
    if (init?.type === "Cast") init = init.expression;
    return init?.type === "Function" ? this.#numbers.get(init) : undefined;
  }

  memberOf(binding: Binding, name: string): number | undefined {
    let init = binding.kind === "constant" ? this.names.declarations.get(binding)?.init : undefined;
    if (init?.type === "Cast") init = init.expression;
    if (init?.type !== "Object") return undefined;
    const found = init.properties.findLast((property) => property.type === "Property" && property.key === name && property.kind === "init");
    if (found?.type !== "Property") return undefined;
    if (found.value.type === "Function") return this.#numbers.get(found.value);
    const value = found.value.type === "Name" ? this.names.declarations.get(binding)?.scope.resolve(found.value.name) : undefined;
    return value && this.functionOf(value);
  }

  homeOf(binding: Binding): Home | undefined {
    return this.#homes.get(binding);
  }

  homeNamed(name: string): Home | undefined {
    const binding = this.topLevel(name);
    return binding && this.#homes.get(binding);
  }

  importOf(binding: Binding): { readonly source: string; readonly imported?: string } | undefined {
    return this.names.declarations.get(binding)?.import;
  }

  topLevel(name: string): Binding | undefined {
    return this.#scope.names.get(name);
  }

  #lowerModule(program: Program, site: Site): UnitFunction {
    const builder = new FunctionBuilder(0, "module", site);
    const context = new Context(this, builder, this.#scope);
    declareVars(program.body, this.#scope);
    declareLexical(program.body, this.#scope);
    lowerStatements(context, program.body);
    builder.terminate({ type: "return" });
    return { info: this.#infos[0]!, ir: builder.finish(), parameters: [], thisType: undefined };
  }
}

function moduleInfo(site: Site): FunctionInfo {
  const flags = { async: false, generator: false, arrow: false, static: false, private: false };
  return { id: 0, name: "module", site, role: "module", outer: 0, home: undefined, ...flags };
}

function lowerFunction(pending: Pending, unit: UnitContext, types: FileTypes): UnitFunction {
  const { info, node, scope: outer, thisClass, thisBinding } = pending;
  const builder = new FunctionBuilder(info.id, info.name, node);
  const scope = new Scope(outer.unit, outer, info.id);
  const context = new Context(unit, builder, scope, thisClass, info.home);
  if (thisBinding) context.thisRef = builder.emit({ op: "load", binding: thisBinding }, node);
  if (node.name && !outer.names.has(node.name)) scope.declare(node.name, "function", node, { function: node });
  declareParameters(node, scope);
  node.params.forEach((pattern, index) => {
    const rest = pattern.type === "RestPattern";
    const value = builder.emit({ op: "parameter", index, rest }, pattern);
    bindPattern(context, pattern, value);
  });
  lowerFunctionBody(context, node);
  builder.terminate({ type: "return" });
  const thisType = thisClass && types.ofClass(thisClass);
  return { info, ir: builder.finish(), parameters: node.params.map(annotationOf), thisType };
}

function annotationOf(pattern: Pattern): LazyType | undefined {
  switch (pattern.type) {
    case "BindingName":
    case "ObjectPattern":
    case "ArrayPattern":
      return pattern.annotation;
    case "DefaultPattern":
    case "RestPattern":
      return annotationOf(pattern.target);
    default:
      return undefined;
  }
}
