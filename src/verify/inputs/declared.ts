import { ts } from "ts-morph";
import type { PlanContext } from "./plan-context.ts";
import type { ModuleMember } from "./plan.ts";

/** What the module that declares it calls it; undefined if it is not declared at the top of a module. */
export function memberOf(declaration: ts.Declaration, symbol: ts.Symbol, context: PlanContext): ModuleMember | undefined {
  const assigned = ts.isClassExpression(declaration) ? exportedAs(declaration) : undefined;
  if (assigned !== undefined) return exportedMember(declaration.getSourceFile(), assigned, context);
  const variable = variableOf(declaration);
  const statement = variable ? variable.parent.parent : declaration;
  const file = statement.parent;
  if (!ts.isSourceFile(file)) return undefined;
  const own = variable ? context.checker.getSymbolAtLocation(variable.name) : symbol;
  const exported = exportedName(file, [symbol, own], context.checker);
  const name = variable?.name ?? (declaration as ts.NamedDeclaration).name;
  const localName = name && ts.isIdentifier(name) ? name.text : "";
  const module = context.moduleOf(file.fileName);
  return { module, name: exported ?? localName, isExported: exported !== undefined, localName: localName || "Default" };
}

/**
 * The name under which a module exports the value of an expression: `default`, `x` for `exports.x = ...`, and `export=` for what a module is as a
 * whole (`module.exports = ...`).
 */
export function exportedAs(value: ts.Expression): string | undefined {
  const { parent } = value;
  if (ts.isExportAssignment(parent)) return parent.isExportEquals ? "export=" : "default";
  const isAssigned = ts.isBinaryExpression(parent) && parent.right === value && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  if (!isAssigned || !ts.isPropertyAccessExpression(parent.left) || !ts.isExpressionStatement(parent.parent)) return undefined;
  const { expression, name } = parent.left;
  const owner = expression.getText();
  if (owner === "module" && name.text === "exports") return "export=";
  return owner === "exports" || owner === "module.exports" ? name.text : undefined;
}

/** What a module exports without declaring it. */
export function exportedMember(file: ts.SourceFile, name: string, { moduleOf }: PlanContext): ModuleMember {
  const localName = name === "default" || name === "export=" ? "Default" : name;
  return { module: moduleOf(file.fileName), name, isExported: true, localName };
}

/** `const Name = class {}` and `const name = ...` are declared by the variable. */
function variableOf(declaration: ts.Declaration): ts.VariableDeclaration | undefined {
  const variable = ts.isClassExpression(declaration) ? declaration.parent : declaration;
  return ts.isVariableDeclaration(variable) ? variable : undefined;
}

function exportedName(file: ts.SourceFile, symbols: readonly (ts.Symbol | undefined)[], checker: ts.TypeChecker): string | undefined {
  const module = checker.getSymbolAtLocation(file);
  const found = module && checker.getExportsOfModule(module).find((each) => {
    const target = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
    return symbols.includes(target);
  });
  return found?.name;
}

export function hasModifier(declaration: ts.Node | undefined, flags: ts.ModifierFlags): boolean {
  return declaration !== undefined && (ts.getCombinedModifierFlags(declaration as ts.Declaration) & flags) !== 0;
}
