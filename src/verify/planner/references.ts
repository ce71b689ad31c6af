import { ts } from "ts-morph";
import { walk } from "./nodes.ts";

/** A declaration that a symbol belongs to. */
export type Named = ts.FunctionDeclaration | ts.ClassLikeDeclaration | ts.VariableDeclaration | ts.ModuleDeclaration | ts.EnumDeclaration;

/** Of a declaration, also of one without a name, such as `export default function () {}`. */
export function symbolOf(node: ts.Declaration, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { name } = node as ts.NamedDeclaration;
  return (name && checker.getSymbolAtLocation(name)) ?? (node as { readonly symbol?: ts.Symbol }).symbol;
}

/** What an identifier means: of an import what is imported, of `{ x }` the variable. */
export function meaningOf(node: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const isShorthand = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
  const symbol = isShorthand ? checker.getShorthandAssignmentValueSymbol(node.parent) : checker.getSymbolAtLocation(node);
  if (!symbol || !(symbol.flags & ts.SymbolFlags.Alias)) return symbol;
  const target = checker.getAliasedSymbol(symbol);
  return target.name === "unknown" ? symbol : target;
}

/** Where a variable is used within a node, in the order of the text. Its declaration is none of its uses. */
export function referencesTo(symbol: ts.Symbol, name: string, within: ts.Node, checker: ts.TypeChecker): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  walk(within, (node) => {
    if (!ts.isIdentifier(node) || node.text !== name || isNameOfDeclaration(node) || isNameOfAccess(node)) return;
    const meant = meaningOf(node, checker);
    if (meant !== undefined && isSameSymbol(meant, symbol)) found.push(node);
  });
  return found;
}

/** An exported declaration has two symbols: one for its own file and one for the others. */
export function isSameSymbol(a: ts.Symbol, b: ts.Symbol): boolean {
  return a === b || (a.valueDeclaration !== undefined && a.valueDeclaration === b.valueDeclaration);
}

function isNameOfDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  return (parent as { readonly name?: ts.Node }).name === node && !ts.isPropertyAccessExpression(parent);
}

function isNameOfAccess(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}
