import type { TSESTree } from "@typescript-eslint/utils";
import type { Expression, Import, LazyType, Statement } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import { convertClass, convertFunction } from "./functions.ts";
import { convertStatements, pushStatement } from "./statements.ts";
import { lazyClassType, lazyInterface, lazyType, otherType } from "./types.ts";
import { unknownStatement } from "./unknown.ts";

/** Declarations, imports and exports; any other node becomes an `UnknownStatement`. */
export function pushDeclaration(node: TSESTree.Node, out: Statement[]): void {
  const [start, end] = node.range;
  switch (node.type) {
    case "FunctionDeclaration":
      out.push({ type: "FunctionDeclaration", start, end, origin: node, function: convertFunction(node) });
      break;
    case "ClassDeclaration":
      if (!node.declare) out.push({ type: "ClassDeclaration", start, end, origin: node, class: convertClass(node) });
      else if (node.id) pushType(node, node.id.name, lazyClassType(node), out);
      break;
    case "ImportDeclaration":
      out.push(convertImport(node));
      break;
    case "ExportNamedDeclaration":
      if (node.declaration) pushStatement(node.declaration, out);
      break;
    case "ExportDefaultDeclaration":
      pushDefaultExport(node, out);
      break;
    case "TSExportAssignment":
      out.push({ type: "Expression", start, end, origin: node, expression: convertExpression(node.expression) });
      break;
    case "TSTypeAliasDeclaration":
      pushType(node, node.id.name, lazyType(node.typeAnnotation), out);
      break;
    case "TSInterfaceDeclaration":
      pushType(node, node.id.name, lazyInterface(node), out);
      break;
    case "TSEnumDeclaration":
      pushEnum(node, out);
      break;
    case "TSModuleDeclaration":
      pushNamespace(node, out);
      break;
    case "TSImportEqualsDeclaration":
      out.push(convertImportEquals(node));
      break;
    case "ExportAllDeclaration":
    case "TSDeclareFunction":
    case "TSNamespaceExportDeclaration":
      break;
    default:
      out.push(unknownStatement(node));
  }
}

function pushType(node: TSESTree.Node, name: string, annotation: LazyType, out: Statement[]): void {
  out.push({ type: "TypeDeclaration", start: node.range[0], end: node.range[1], origin: node, name, annotation });
}

function convertImport(node: TSESTree.ImportDeclaration): Import {
  const names = node.specifiers.map((specifier) => ({ local: specifier.local.name, imported: importedName(specifier) }));
  return { type: "Import", start: node.range[0], end: node.range[1], origin: node, source: node.source.value, names };
}

function importedName(node: TSESTree.ImportClause): string | undefined {
  if (node.type === "ImportDefaultSpecifier") return "default";
  if (node.type === "ImportNamespaceSpecifier") return undefined;
  return node.imported.type === "Identifier" ? node.imported.name : node.imported.value;
}

function convertImportEquals(node: TSESTree.TSImportEqualsDeclaration): Statement {
  const [start, end] = node.range;
  const reference = node.moduleReference;
  const local = node.id.name;
  // `import A = B.C` declares a name and evaluates nothing that could have an effect.
  if (reference.type !== "TSExternalModuleReference") {
    return { type: "UnknownStatement", start, end, origin: node, declares: [local], children: [] };
  }
  const source = reference.expression.type === "Literal" ? String(reference.expression.value) : "";
  return { type: "Import", start, end, origin: node, source, names: [{ local }] };
}

function pushDefaultExport(node: TSESTree.ExportDefaultDeclaration, out: Statement[]): void {
  const { declaration } = node;
  switch (declaration.type) {
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSInterfaceDeclaration":
    case "TSDeclareFunction":
      pushStatement(declaration, out);
      break;
    default: {
      const [start, end] = node.range;
      out.push({ type: "Expression", start, end, origin: node, expression: convertExpression(declaration) });
    }
  }
}

function pushEnum(node: TSESTree.TSEnumDeclaration, out: Statement[]): void {
  const { name } = node.id;
  pushType(node, name, otherType, out);
  if (node.declare) return;
  const children: Expression[] = [];
  for (const member of node.body.members) if (member.initializer) children.push(convertExpression(member.initializer));
  out.push({ type: "UnknownStatement", start: node.range[0], end: node.range[1], origin: node, declares: [name], children });
}

function pushNamespace(node: TSESTree.TSModuleDeclaration, out: Statement[]): void {
  const { body, id } = node;
  if (node.declare || node.kind === "global" || id.type === "Literal" || !body) return;
  let name: TSESTree.EntityName = id;
  while (name.type === "TSQualifiedName") name = name.left;
  const block: Statement = {
    type: "Block",
    start: body.range[0],
    end: body.range[1],
    origin: body,
    body: convertStatements(body.body),
  };
  out.push({
    type: "UnknownStatement",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    declares: name.type === "Identifier" ? [name.name] : [],
    children: [block],
  });
}
