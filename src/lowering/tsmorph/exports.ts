import { ts } from "ts-morph";
import type { Export } from "../core/syntax.ts";
import { hasModifier, textOf } from "./source.ts";

const { SyntaxKind } = ts;

/** The names that a module exports. */
export function exportsOf(statements: readonly ts.Statement[]): Export[] {
  return statements.flatMap((node): Export[] => {
    if (ts.isExportDeclaration(node)) return ofDeclaration(node);
    if (ts.isExportAssignment(node)) {
      const isDefault = !node.isExportEquals && ts.isIdentifier(node.expression);
      return isDefault ? [{ exported: "default", local: (node.expression).text }] : [];
    }
    if (!ts.canHaveModifiers(node) || !hasModifier(node, SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => names(name));
    const { name } = node as ts.DeclarationStatement;
    if (!name || !ts.isIdentifier(name)) return [];
    return [{ exported: hasModifier(node, SyntaxKind.DefaultKeyword) ? "default" : name.text, local: name.text }];
  });
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
