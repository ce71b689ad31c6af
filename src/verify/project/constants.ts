import { ts } from "ts-morph";
import { isPlatform } from "../inputs/from-platform.ts";
import { isAmbient } from "../instrument/nodes.ts";

/** A global name that the project's build replaces or provides, such as `__DEV__`, with a value of its declared type. */
export interface GlobalConstant {
  readonly name: string;
  /** Undefined: an object, for which something stands in. */
  readonly value?: string | number | boolean | null;
}

/** What bundlers replace is written like this by convention. */
const byConvention = /^__[A-Z][A-Z0-9_]*__$/;
const inText = /\b__[A-Z][A-Z0-9_]*__\b/g;

/** The names in a text that are those of constants by convention, declared or not. */
export function conventionalNames(text: string): Set<string> {
  return new Set(text.match(inText));
}

/** A constant that nothing declares. */
export function undeclaredConstant(name: string): GlobalConstant {
  return { name, value: /VERSION|NAME|HASH|COMMIT|DATE|URL|PATH/.test(name) ? "0" : true };
}

/** Finds the global names that files use and that nothing gives a value: they are declared ambiently only, or not at all. */
export class GlobalConstants {
  readonly #found = new Map<string, GlobalConstant>();
  #declared: ReadonlySet<string> | undefined;

  /** By name. */
  get all(): readonly GlobalConstant[] {
    return [...this.#found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  add(file: ts.SourceFile, checker: ts.TypeChecker): void {
    this.#declared ??= declaredGlobals(file, checker);
    const wanted = new Set([...conventionalNames(file.text), ...ambientNames(file)]);
    for (const name of this.#declared) if (file.text.includes(name)) wanted.add(name);
    for (const [name, uses] of usesOf(file, wanted)) {
      // Who asks whether it is defined gets by without it.
      if (!uses.some(({ parent }) => ts.isTypeOfExpression(parent))) this.#use(name, checker.getSymbolAtLocation(uses[0]!)?.valueDeclaration, checker);
    }
  }

  #use(name: string, declaration: ts.Declaration | undefined, checker: ts.TypeChecker): void {
    if (!declaration) {
      if (byConvention.test(name) && !this.#found.has(name)) this.#found.set(name, undeclaredConstant(name));
    } else if (isAmbientVariable(declaration)) {
      const value = valueOf(checker.getTypeAtLocation(declaration));
      this.#found.set(name, { name, ...(value !== undefined && { value }) });
    }
  }
}

/** Where the code of a file names something. */
function usesOf(file: ts.SourceFile, wanted: ReadonlySet<string>): Map<string, ts.Identifier[]> {
  const uses = new Map<string, ts.Identifier[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isIdentifier(node) && wanted.has(node.text) && isValue(node)) uses.set(node.text, [...(uses.get(node.text) ?? []), node]);
    ts.forEachChild(node, visit);
  };
  if (wanted.size > 0) visit(file);
  return uses;
}

/** Variables that the project's own files declare for all of them. Without those that only a browser or a test runner has. */
function declaredGlobals(file: ts.SourceFile, checker: ts.TypeChecker): ReadonlySet<string> {
  const symbols = checker.getSymbolsInScope(file, ts.SymbolFlags.Variable);
  const own = symbols.filter(({ valueDeclaration }) => valueDeclaration && isAmbientVariable(valueDeclaration) && valueDeclaration.getSourceFile() !== file);
  return new Set(own.filter((symbol) => !isPlatform(symbol) && isOwn(symbol)).map(({ name }) => name).filter((name) => !(name in globalThis) && !ofHosts.has(name)));
}

/** What tells that a program runs in a browser, or in another runtime: without them it is told the truth. */
const ofHosts: ReadonlySet<string> = new Set(
  "window document self navigator location localStorage sessionStorage indexedDB Deno Bun chrome browser importScripts EdgeRuntime".split(" "),
);

function isOwn({ declarations = [] }: ts.Symbol): boolean {
  return declarations.every((declaration) => !declaration.getSourceFile().fileName.includes("/node_modules/"));
}

/** `declare const __DEV__: boolean;` in the file itself, which is a module. */
function ambientNames(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement) || !isAmbient(statement)) return [];
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) && !(name.text in globalThis) && !ofHosts.has(name.text) ? [name.text] : []));
  });
}

function isAmbientVariable(declaration: ts.Declaration): boolean {
  if (!ts.isVariableDeclaration(declaration)) return false;
  return declaration.getSourceFile().isDeclarationFile || ts.findAncestor(declaration, isAmbient) !== undefined;
}

/** Neither the name of a member nor of a declaration. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !(ts.isVariableDeclaration(parent) && parent.name === node) && !ts.isMethodDeclaration(parent) && !ts.isPropertyDeclaration(parent);
}

function valueOf(type: ts.Type): string | number | boolean | null | undefined {
  const { Any, BooleanLike, NumberLike, StringLike } = ts.TypeFlags;
  const parts = type.isUnion() ? type.types : [type];
  for (const part of parts) if (part.isStringLiteral() || part.isNumberLiteral()) return part.value;
  if (parts.some(({ flags }) => flags & BooleanLike)) return parts.every((part) => part.flags & BooleanLike && isFalse(part)) ? false : true;
  if (parts.some(({ flags }) => flags & StringLike)) return "0";
  if (parts.some(({ flags }) => flags & NumberLike)) return 0;
  return type.flags & Any ? true : undefined;
}

function isFalse(type: ts.Type): boolean {
  return (type as unknown as { readonly intrinsicName?: string }).intrinsicName === "false";
}
