import { ts } from "ts-morph";
import type { PlanContext } from "./from-type.ts";
import type { ModuleMember } from "./plan.ts";

/** What the module that declares it calls it; undefined if it is not declared at the top of a module. */
export function memberOf(declaration: ts.Declaration, symbol: ts.Symbol, context: PlanContext): ModuleMember | undefined {
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
