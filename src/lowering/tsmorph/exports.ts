import { ts } from "ts-morph";
import type { Export } from "../core/syntax.ts";
import { declarationStart, hasModifier, type Source, startOf, textOf } from "./source.ts";

const { SyntaxKind } = ts;

/** The names that a module exports. */
export function exportsOf(statements: readonly ts.Statement[], source: Source): Export[] {
  return statements.flatMap((node): Export[] => {
    if (ts.isExportDeclaration(node)) return ofDeclaration(node);
    if (ts.isExportAssignment(node)) return [exportedValue(node.expression, source)];
    if (!ts.canHaveModifiers(node) || !hasModifier(node, SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => names(name));
    const { name } = node as ts.DeclarationStatement;
    const isDefault = hasModifier(node, SyntaxKind.DefaultKeyword);
    if (!name && isDefault) return [{ exported: "default", value: declarationStart(node, source) }];
    if (!name || !ts.isIdentifier(name)) return [];
    return [{ exported: isDefault ? "default" : name.text, local: name.text }];
  });
}

/** `export default x`, `export = x`; parentheses and casts are looked through. */
function exportedValue(node: ts.Expression, source: Source): Export {
  const value = ts.skipPartiallyEmittedExpressions(node);
  let inner: ts.Expression = value;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  return { exported: "default", ...(ts.isIdentifier(inner) ? { local: inner.text } : { value: startOf(inner, source) }) };
}

function ofDeclaration({ exportClause, moduleSpecifier }: ts.ExportDeclaration): Export[] {
  const source = moduleSpecifier && (textOf(moduleSpecifier) ?? "");
  if (!exportClause) return source === undefined ? [] : [{ source }];
  if (ts.isNamespaceExport(exportClause)) return [{ exported: exportClause.name.text, source: source ?? "" }];
  return exportClause.elements.map(({ name, propertyName }) => {
    const local = (propertyName ?? name).text;
    return source === undefined ? { exported: name.text, local } : { exported: name.text, source, imported: local };
  });
}

function names(name: ts.BindingName): Export[] {
  if (ts.isIdentifier(name)) return [{ exported: name.text, local: name.text }];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? names(element.name) : []));
}
