import { ts } from "ts-morph";

/**
 * Offsets, for `InstrumentOptions.typeOnly`, of the names in `export { A } from "./a"` and in `import { A }` that is exported again, which mean
 * only types. A file by itself does not tell, and a loader would look for a value.
 */
export function typeOnlyNames(file: ts.SourceFile, checker: ts.TypeChecker): Set<number> {
  const shift = file.text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const names = file.statements.flatMap(specifiersOf).filter(({ name }) => isOnlyType(checker.getSymbolAtLocation(name), checker));
  return new Set(names.map((each) => each.getStart(file) - shift));
}

function specifiersOf(node: ts.Statement): (ts.ExportSpecifier | ts.ImportSpecifier)[] {
  if (ts.isExportDeclaration(node)) {
    return !node.isTypeOnly && node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements.filter((each) => !each.isTypeOnly) : [];
  }
  if (!ts.isImportDeclaration(node) || node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const bindings = node.importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings) ? bindings.elements.filter((each) => !each.isTypeOnly) : [];
}

/** What cannot be resolved may be a value. */
function isOnlyType(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): boolean {
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  if (!target || target.name === "unknown") return false;
  return (target.flags & ts.SymbolFlags.Value) === 0 && (target.flags & ts.SymbolFlags.Type) !== 0;
}
