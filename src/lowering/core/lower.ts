import { FunctionBuilder } from "../../ir/builder.ts";
import type { Site } from "../../ir/types.ts";
import type { Unit, UnitFunction } from "../../ir/unit.ts";
import { Context, type Pending, type UnitContext } from "./context.ts";
import { FileTypes } from "./declared-types.ts";
import { declareParameters, lowerFunctionBody } from "./inline.ts";
import { bindPattern } from "./patterns.ts";
import { declareLexical, declareVars, Names, Scope } from "./scope.ts";
import { lowerStatements } from "./statements.ts";
import type { FunctionNode, LazyType, Pattern, Program } from "./syntax.ts";

/**
 * Lowers a file to the IR, scopes and control flow included.
 *
 * @param wanted - Tells for a function's range whether it is worth lowering; functions that are not are left out together with
 *   everything inside them. The module's own code is always lowered.
 * @throws RangeError when the source is nested too deeply for the stack.
 */
export function lowerProgram(program: Program, wanted: (site: Site) => boolean = () => true): Unit {
  const names = new Names();
  const queue: Pending[] = [];
  const numbers = new Map<FunctionNode, number>();
  const unit: UnitContext = {
    request(node, name = "anonymous", scope, thisClass, thisBinding) {
      let id = numbers.get(node);
      if (id === undefined) {
        id = numbers.size + 1;
        numbers.set(node, id);
        if (wanted(node)) queue.push({ id, node, name, scope, thisClass, thisBinding });
      }
      return id;
    },
  };
  const types = new FileTypes(program, names);
  const functions = [lowerModule(program, unit, names)];
  for (let next = 0; next < queue.length; next++) functions.push(lowerFunction(queue[next]!, unit, types));
  return { text: program.text, functions, types };
}

function lowerModule(program: Program, unit: UnitContext, names: Names): UnitFunction {
  const site = { start: 0, end: program.text.length, origin: undefined };
  const builder = new FunctionBuilder(0, "module", site);
  const scope = new Scope(names, undefined, 0);
  const context = new Context(unit, builder, scope, undefined);
  declareVars(program.body, scope);
  declareLexical(program.body, scope);
  lowerStatements(context, program.body);
  builder.terminate({ type: "return" });
  return { ir: builder.finish(), parameters: [], thisType: undefined };
}

function lowerFunction(pending: Pending, unit: UnitContext, types: FileTypes): UnitFunction {
  const { id, node, name, scope: outer, thisClass, thisBinding } = pending;
  const builder = new FunctionBuilder(id, name, node);
  const scope = new Scope(outer.unit, outer, id);
  const context = new Context(unit, builder, scope, thisClass);
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
  return { ir: builder.finish(), parameters: node.params.map(annotationOf), thisType: thisClass && types.ofClass(thisClass) };
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
