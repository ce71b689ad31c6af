import { ts } from "ts-morph";
import type { AmbientPlan } from "../case.ts";
import { planOfType } from "../inputs/from-type.ts";
import type { PlanContext } from "../inputs/plan-context.ts";
import { obstacleOf } from "../inputs/plan-walk.ts";

/**
 * What a file declares to be there at run time without saying where: `declare function save(...)`, `declare const limit: number`. A run
 * gives it values of the declared types, as it does for parameters. Classes are left out: their types say nothing of their constructors' work.
 */
export function ambientsOf(file: ts.SourceFile, context: PlanContext): AmbientPlan[] {
  if (file.isDeclarationFile) return [];
  const names = file.statements.filter(isAmbient).flatMap(namesOf);
  const unique = new Map(names.map((name) => [name.text, name]));
  return [...unique].flatMap(([name, node]) => {
    const plan = planOfType(context.checker.getTypeAtLocation(node), node, context, name);
    return obstacleOf(plan) === undefined ? [{ name, plan }] : [];
  });
}

function isAmbient(node: ts.Statement): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
}

function namesOf(node: ts.Statement): ts.Identifier[] {
  if (ts.isFunctionDeclaration(node)) return node.name ? [node.name] : [];
  if (!ts.isVariableStatement(node)) return [];
  return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name] : []));
}
