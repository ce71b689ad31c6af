import { ts } from "ts-morph";

/** What a module imports from another one. */
export interface ImportedNames {
  readonly specifier: string;
  /** Names that have to be exported for the module to link, and members of `import * as ns` that are used; `default` may be among them. */
  readonly names: readonly string[];
}

/** The imports of a file, without those of types only. `require("x")` and `import("x")` count, if only with their specifier. */
export function importsOf(file: ts.SourceFile): ImportedNames[] {
  const found = new Map<string, Set<string>>();
  const add = (specifier: ts.Node | undefined, names: readonly string[]): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const known = found.get(specifier.text) ?? new Set();
    for (const name of names) known.add(name);
    found.set(specifier.text, known);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      if (node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword) add(node.moduleSpecifier, importedBy(node, file));
    }
    else if (ts.isExportDeclaration(node) && !node.isTypeOnly) add(node.moduleSpecifier, exportedBy(node));
    else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) add(node.moduleReference.expression, []);
    else if (ts.isCallExpression(node) && isLoad(node.expression)) add(node.arguments[0], []);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found].map(([specifier, names]) => ({ specifier, names: [...names] }));
}

function isLoad(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === "require");
}

function importedBy({ importClause }: ts.ImportDeclaration, file: ts.SourceFile): string[] {
  if (!importClause) return [];
  const names = importClause.name ? ["default"] : [];
  const bindings = importClause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) return [...names, ...membersOf(bindings.name.text, file)];
  return [...names, ...(bindings?.elements.filter((each) => !each.isTypeOnly).map((each) => (each.propertyName ?? each.name).text) ?? [])];
}

function exportedBy({ exportClause }: ts.ExportDeclaration): string[] {
  if (!exportClause || !ts.isNamedExports(exportClause)) return [];
  return exportClause.elements.filter((each) => !each.isTypeOnly).map((each) => (each.propertyName ?? each.name).text);
}

/** The names `x` of `ns.x`, `ns["x"]` and `<ns.x />`. */
function membersOf(name: string, file: ts.SourceFile): string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) found.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found];
}
