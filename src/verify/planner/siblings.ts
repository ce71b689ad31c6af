import { ts } from "ts-morph";
import { type FunctionNode, isFunction, walk } from "./nodes.ts";
import type { PlannedProject } from "./project.ts";
import type { Reached } from "./reach.ts";
import type { Way } from "./ways.ts";

/** What is offered beside an entry: the other methods of its object, the other functions that its module exports. In the order of the text. */
export function siblingsOf({ fn, way }: Reached, project: PlannedProject): Reached[] {
  return functionsBeside(fn, way).flatMap((each) => project.reach.of(each).reached.filter((reached) => reached.fn === each && isBeside(reached.way, way)));
}

function functionsBeside(fn: FunctionNode, way: Way): FunctionNode[] {
  if (way.kind === "instance") return way.class.members.flatMap(functionOf);
  if (way.kind === "function") return fn.getSourceFile().statements.flatMap((each) => (ts.isVariableStatement(each) ? each.declarationList.declarations.flatMap(functionOf) : functionOf(each)));
  const found: FunctionNode[] = [];
  walk(way.by, (node) => void (node !== way.by && isFunction(node) && found.push(node)));
  return found;
}

/** The function that a declaration is, or gives a name to. */
function functionOf(node: ts.Node): FunctionNode[] {
  if (isFunction(node)) return ts.isConstructorDeclaration(node) ? [] : [node];
  const { initializer } = node as { readonly initializer?: ts.Node };
  return initializer && isFunction(initializer) ? [initializer] : [];
}

function isBeside(a: Way, b: Way): boolean {
  if (a.kind === "instance" && b.kind === "instance") return a.class === b.class;
  if (a.kind === "made" && b.kind === "made") return a.by === b.by && a.path.length > 0;
  return a.kind === "function" && b.kind === "function";
}
