import { ts } from "ts-morph";
import type { Expression, Import, LazyType, Statement, TypeDeclaration } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import { convertClass, convertFunction } from "./functions.ts";
import { declarationStart, endOf, hasModifier, type Source, startOf, textOf } from "./source.ts";
import { convertStatements } from "./statements.ts";
import { lazyObject, lazyType, otherType } from "./types.ts";

const { NodeFlags, SyntaxKind } = ts;

export function convertFunctionDeclaration(node: ts.FunctionDeclaration, source: Source): Statement | undefined {
  // Overload signatures and ambient functions have no body.
  if (!node.body || hasModifier(node, SyntaxKind.DeclareKeyword)) return undefined;
  const start = declarationStart(node, source);
  const converted = convertFunction(node, source, start);
  return { type: "FunctionDeclaration", start, end: converted.end, origin: node, function: converted };
}

export function convertClassDeclaration(node: ts.ClassDeclaration, source: Source): Statement | undefined {
  if (hasModifier(node, SyntaxKind.DeclareKeyword)) {
    return node.name ? typeDeclaration(node, node.name.text, lazyObject(node), source) : undefined;
  }
  const start = declarationStart(node, source);
  const converted = convertClass(node, source, start);
  return { type: "ClassDeclaration", start, end: converted.end, origin: node, class: converted };
}

export function convertTypeAlias(node: ts.TypeAliasDeclaration, source: Source): TypeDeclaration {
  return typeDeclaration(node, node.name.text, lazyType(node.type), source);
}

export function convertInterface(node: ts.InterfaceDeclaration, source: Source): TypeDeclaration {
  return typeDeclaration(node, node.name.text, lazyObject(node), source);
}

function typeDeclaration(node: ts.DeclarationStatement, name: string, annotation: LazyType, source: Source): TypeDeclaration {
  return {
    type: "TypeDeclaration",
    start: declarationStart(node, source),
    end: endOf(node, source),
    origin: node,
    name,
    annotation,
  };
}

export function convertEnum(node: ts.EnumDeclaration, source: Source): readonly Statement[] {
  const name = node.name.text;
  const type = typeDeclaration(node, name, otherType, source);
  if (hasModifier(node, SyntaxKind.DeclareKeyword)) return [type];
  const children: Expression[] = [];
  for (const member of node.members) if (member.initializer) children.push(convertExpression(member.initializer, source));
  return [type, { type: "UnknownStatement", start: type.start, end: type.end, origin: node, declares: [name], children }];
}

export function convertNamespace(node: ts.ModuleDeclaration, source: Source): Statement | undefined {
  const isAmbient = hasModifier(node, SyntaxKind.DeclareKeyword) || (node.flags & NodeFlags.GlobalAugmentation) !== 0;
  if (isAmbient || !ts.isIdentifier(node.name)) return undefined;
  let { body } = node;
  while (body && ts.isModuleDeclaration(body)) body = body.body;
  if (!body || !ts.isModuleBlock(body)) return undefined;
  const block: Statement = {
    type: "Block",
    start: startOf(body, source),
    end: endOf(body, source),
    origin: body,
    body: convertStatements(body.statements, source),
  };
  return {
    type: "UnknownStatement",
    start: declarationStart(node, source),
    end: endOf(node, source),
    origin: node,
    declares: [node.name.text],
    children: [block],
  };
}

export function convertImport(node: ts.ImportDeclaration, source: Source): Import {
  const names: { local: string; imported?: string }[] = [];
  const { importClause } = node;
  if (importClause?.name) names.push({ local: importClause.name.text, imported: "default" });
  const bindings = importClause?.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) names.push({ local: bindings.name.text });
  else if (bindings) {
    for (const { name, propertyName } of bindings.elements) {
      names.push({ local: name.text, imported: (propertyName ?? name).text });
    }
  }
  return importOf(node, node.moduleSpecifier, startOf(node, source), names, source);
}

export function convertImportEquals(node: ts.ImportEqualsDeclaration, source: Source): Statement {
  const start = declarationStart(node, source);
  const local = node.name.text;
  const reference = node.moduleReference;
  if (ts.isExternalModuleReference(reference)) return importOf(node, reference.expression, start, [{ local }], source);
  // `import A = B.C` declares a name and evaluates nothing that could have an effect.
  return { type: "UnknownStatement", start, end: endOf(node, source), origin: node, declares: [local], children: [] };
}

function importOf(
  node: ts.Node,
  specifier: ts.Expression,
  start: number,
  names: Import["names"],
  source: Source,
): Import {
  return { type: "Import", start, end: endOf(node, source), origin: node, source: textOf(specifier) ?? "", names };
}

/** `export default x` and `export = x`. */
export function convertExportAssignment(node: ts.ExportAssignment, source: Source): Statement {
  return {
    type: "Expression",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    expression: convertExpression(node.expression, source),
  };
}
