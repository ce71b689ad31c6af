import { ts } from "ts-morph";

const { SyntaxKind } = ts;

/** The expression, else the node, that fits a range best: the outermost of those with just this range, else the smallest around it. */
export function nodeAt(file: ts.SourceFile, start: number, end: number): ts.Node {
  let best: ts.Node = file;
  for (let node: ts.Node | undefined = file; node; ) {
    best = node;
    node = ts.forEachChild(node, (child) => (child.getStart(file) <= start && end <= child.end && child.end > child.pos ? child : undefined));
  }
  let widest = best;
  for (let node = best; node.parent && node.parent.getStart(file) === start && node.parent.end === end; node = node.parent) {
    if (ts.isExpression(node.parent)) widest = node.parent;
  }
  return ts.isExpression(widest) ? widest : best;
}

/** Whether the node is no code that runs: a type, an ambient declaration, a name that declares. */
export function isNoCode(node: ts.Node): boolean {
  for (let each: ts.Node | undefined = node; each; each = each.parent) {
    if (ts.isTypeNode(each) && !ts.isExpressionWithTypeArguments(each)) return true;
    if (ts.isInterfaceDeclaration(each) || ts.isTypeAliasDeclaration(each) || ts.isImportDeclaration(each)) return true;
    if (ts.isEnumMember(each) || isAmbient(each)) return true;
  }
  return false;
}

export function isAmbient(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some(({ kind }) => kind === SyntaxKind.DeclareKeyword) ?? false);
}

export function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isOmittedExpression(each) ? [] : namesIn(each.name)));
}

/** The expression within parentheses, casts and `!`. */
export function withoutParentheses(node: ts.Expression): ts.Expression {
  let inner = node;
  while (isWrapper(inner)) inner = inner.expression;
  return inner;
}

/** The expression with the parentheses, casts and `!` around it. */
export function withWrappers(node: ts.Node): ts.Node {
  let outer = node;
  while (outer.parent && isWrapper(outer.parent) && outer.parent.expression === outer) outer = outer.parent;
  return outer;
}

export function isWrapper(node: ts.Node): node is ts.ParenthesizedExpression | ts.AsExpression | ts.NonNullExpression | ts.SatisfiesExpression | ts.TypeAssertion {
  return (
    ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

/** A function without a name of its own takes that of the variable or property that it becomes the value of. */
export function isUnnamedFunction(node: ts.Expression): boolean {
  const inner = withoutParentheses(node);
  return ts.isArrowFunction(inner) || ((ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && !inner.name);
}

export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind >= SyntaxKind.FirstAssignment && node.operatorToken.kind <= SyntaxKind.LastAssignment;
}

/** Whether the code of this function waits or yields within the node. */
export function suspends(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
  if (ts.isForOfStatement(node) && node.awaitModifier) return true;
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return ts.isClassLike(node) && node.members.some((each) => each.name !== undefined && suspends(each.name));
  return ts.forEachChild(node, (child) => suspends(child) || undefined) ?? false;
}

/** Source texts of a root without side effects and of the keys that lead from it to an expression. */
export interface PathText {
  readonly root: string;
  readonly keys: readonly string[];
}

/** `this.a.b[k]`, where each part can be evaluated twice without being noticed. */
export function pathOf(node: ts.Expression): PathText | undefined {
  const inner = withoutParentheses(node);
  if (inner.kind === SyntaxKind.ThisKeyword) return { root: "this", keys: [] };
  if (ts.isIdentifier(inner)) return { root: inner.text, keys: [] };
  if (isPrivateField(inner)) return { root: `this.${inner.name.text}`, keys: [] };
  const key = keyOf(inner);
  const before = key !== undefined && pathOf((inner as ts.PropertyAccessExpression).expression);
  return before ? { root: before.root, keys: [...before.keys, key] } : undefined;
}

/** `this.#jobs`, where `#jobs` is a field and no accessor. */
function isPrivateField(node: ts.Expression): node is ts.PropertyAccessExpression {
  if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== SyntaxKind.ThisKeyword || !ts.isPrivateIdentifier(node.name)) return false;
  const name = node.name.text;
  const owner = ts.findAncestor(node, (each) => ts.isClassLike(each) && each.members.some((member) => isNamed(member, name)));
  return owner !== undefined && (owner as ts.ClassLikeDeclaration).members.some((member) => isNamed(member, name) && ts.isPropertyDeclaration(member));
}

function isNamed(member: ts.ClassElement, name: string): boolean {
  return member.name !== undefined && ts.isPrivateIdentifier(member.name) && member.name.text === name;
}

function keyOf(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return ts.isPrivateIdentifier(node.name) ? undefined : JSON.stringify(node.name.text);
  if (!ts.isElementAccessExpression(node)) return undefined;
  const key = withoutParentheses(node.argumentExpression);
  if (ts.isStringLiteralLike(key)) return JSON.stringify(key.text);
  return ts.isNumericLiteral(key) || ts.isIdentifier(key) ? key.text : undefined;
}

/** The last two arguments of an event: `, root, [keys]`. */
export function pathArguments(path: PathText | undefined, root = (name: string): string => name): string {
  return path ? `, ${root(path.root)}, [${path.keys.join(", ")}]` : "";
}

export function isSamePath(a: PathText | undefined, b: PathText | undefined): boolean {
  return a !== undefined && b !== undefined && a.root === b.root && a.keys.join() === b.keys.join();
}
