import type { TSESTree } from "@typescript-eslint/utils";
import type { Export } from "../core/syntax.ts";

/** The names that a module exports. */
export function exportsOf(body: readonly TSESTree.Node[]): Export[] {
  return body.flatMap((node): Export[] => {
    switch (node.type) {
      case "ExportAllDeclaration":
        return [node.exported ? { exported: nameOf(node.exported), source: node.source.value } : { source: node.source.value }];
      case "ExportDefaultDeclaration": {
        const { declaration } = node;
        if (declaration.type === "Identifier") return [{ exported: "default", local: declaration.name }];
        const named = declared(declaration).map(({ local }) => ({ exported: "default", local }));
        return named.length > 0 ? named : [{ exported: "default", value: declaration.range[0] }];
      }
      case "TSExportAssignment":
        return [{ exported: "default", ...(node.expression.type === "Identifier" ? { local: node.expression.name } : { value: node.expression.range[0] }) }];
      case "ExportNamedDeclaration":
        return node.declaration ? declared(node.declaration) : node.specifiers.map((each) => specifier(each, node.source?.value));
      default:
        return [];
    }
  });
}

const nameOf = (node: TSESTree.Identifier | TSESTree.StringLiteral): string => (node.type === "Identifier" ? node.name : node.value);

function specifier({ local, exported }: TSESTree.ExportSpecifier, source: string | undefined): Export {
  const name = nameOf(exported);
  return source === undefined ? { exported: name, local: nameOf(local) } : { exported: name, source, imported: nameOf(local) };
}

function declared(node: TSESTree.Node): { exported: string; local: string }[] {
  if (node.type === "VariableDeclaration") return node.declarations.flatMap(({ id }) => names(id));
  const isNamed = "id" in node && node.id && "type" in node.id && node.id.type === "Identifier";
  return isNamed ? [{ exported: (node.id as TSESTree.Identifier).name, local: (node.id as TSESTree.Identifier).name }] : [];
}

function names(pattern: TSESTree.Node | null): { exported: string; local: string }[] {
  switch (pattern?.type) {
    case "Identifier":
      return [{ exported: pattern.name, local: pattern.name }];
    case "AssignmentPattern":
      return names(pattern.left);
    case "RestElement":
      return names(pattern.argument);
    case "ArrayPattern":
      return pattern.elements.flatMap(names);
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => names(property.type === "Property" ? property.value : property.argument));
    default:
      return [];
  }
}
