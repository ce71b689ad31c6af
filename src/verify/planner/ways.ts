import { ts } from "ts-morph";
import { isAssignment, withoutParentheses, withWrappers } from "../instrument/nodes.ts";
import { exportedAs, exportedMember, memberOf } from "../inputs/declared.ts";
import type { PlanContext } from "../inputs/plan-context.ts";
import type { ModuleMember } from "../inputs/plan.ts";
import { type FunctionNode, functionAround, immediateCallOf, instanceAround, isFunction, isStatic, nameOfMember } from "./nodes.ts";
import { meaningOf, type Named, referencesTo, symbolOf } from "./references.ts";

/**
 * Where something that a program makes can be got hold of from outside: in what a module declares at its top, in an instance of a class, in what
 * a function returns. `path` leads from there to it.
 */
export type Way =
  | { readonly kind: "function"; readonly declared: ModuleMember; readonly path: Path }
  | { readonly kind: "instance"; readonly class: ts.ClassLikeDeclaration; readonly path: Path }
  | { readonly kind: "made"; readonly by: FunctionNode; readonly path: Path };

type Path = readonly string[];

/** Calls that give back their first argument. */
const passing = new Set(["Object.freeze", "Object.seal", "Object.assign", "Object.preventExtensions", "Object.defineProperties"]);

/** Finds the ways to the functions of one project. */
export class WayFinder {
  readonly #context: PlanContext;
  readonly #checker: ts.TypeChecker;
  readonly #known = new WeakMap<ts.Node, readonly Way[]>();
  /** Local declarations whose uses are being followed. */
  readonly #open = new Set<ts.Node>();

  constructor(context: PlanContext) {
    this.#context = context;
    this.#checker = context.checker;
  }

  /** The ways to the function itself: none for one that is only called, or handed to others, in its module. */
  of(fn: FunctionNode): readonly Way[] {
    let ways = this.#known.get(fn);
    if (!ways) this.#known.set(fn, (ways = distinct(this.#ofFunction(fn))));
    return ways;
  }

  /** The ways to an object that an expression names: `this`, `this.bus`, a variable. */
  ofObject(expression: ts.Expression): Way[] {
    const node = withoutParentheses(expression);
    if (ts.isIdentifier(node)) return this.#ofVariableNamed(node, []);
    const around = instanceAround(node);
    if (!around) return [];
    if (node.kind === ts.SyntaxKind.ThisKeyword) return this.#ofInstances(around, []);
    const isOwn = ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword && ts.isIdentifier(node.name);
    return isOwn ? this.#ofInstances(around, [node.name.text]) : [];
  }

  #ofFunction(fn: FunctionNode): Way[] {
    if (ts.isFunctionDeclaration(fn)) return this.#ofNamed(fn, []);
    if (ts.isConstructorDeclaration(fn)) return this.#ofClass(fn.parent, []);
    if (ts.isMethodDeclaration(fn) || ts.isAccessor(fn)) return this.#ofMember(fn, []);
    return this.#ofValue(fn, []);
  }

  /** What a declaration names, at the top of a module, in a namespace, or in a function. */
  #ofNamed(declaration: Named, path: Path): Way[] {
    const symbol = symbolOf(declaration, this.#checker);
    if (!symbol) return [];
    const declared = memberOf(declaration, symbol, this.#context);
    if (declared) return [{ kind: "function", declared, path }];
    const namespace = exportingNamespace(declaration);
    if (namespace) return this.#ofNamed(namespace, [symbol.name, ...path]);
    return this.#ofLocal(declaration, symbol, (reference) => this.#ofValue(reference, path));
  }

  /** What is declared inside of a function, by where its name is used. */
  #ofLocal(declaration: Named, symbol: ts.Symbol, waysOf: (reference: ts.Identifier) => Way[]): Way[] {
    const scope = functionAround(declaration);
    if (!scope || this.#open.has(declaration)) return [];
    this.#open.add(declaration);
    try {
      return referencesTo(symbol, symbol.name, scope, this.#checker).flatMap(waysOf);
    } finally {
      this.#open.delete(declaration);
    }
  }

  #ofClass(declaration: ts.ClassLikeDeclaration, path: Path): Way[] {
    return ts.isClassDeclaration(declaration) ? this.#ofNamed(declaration, path) : this.#ofValue(declaration, path);
  }

  /** A member of a class or of an object literal. Private names are out of reach. */
  #ofMember(member: ts.ClassElement | ts.ObjectLiteralElement, path: Path): Way[] {
    const name = nameOfMember(member);
    const owner = member.parent as ts.ClassLikeDeclaration | ts.ObjectLiteralExpression;
    if (name === undefined || name.startsWith("#")) return [];
    const inner = [name, ...path];
    if (ts.isObjectLiteralExpression(owner)) return this.#ofValue(owner, inner);
    return isStatic(member) ? this.#ofClass(owner, inner) : this.#ofInstances(owner, inner);
  }

  #ofInstances(owner: ts.ClassLikeDeclaration, path: Path): Way[] {
    const symbol = symbolOf(owner, this.#checker);
    if (symbol && memberOf(owner, symbol, this.#context)) return [{ kind: "instance", class: owner, path }];
    const named = ts.isVariableDeclaration(owner.parent) ? owner.parent : owner;
    const local = symbolOf(named, this.#checker);
    if (!local) return [];
    return this.#ofLocal(named, local, (reference) => {
      const outer = withWrappers(reference);
      const isMade = ts.isNewExpression(outer.parent) && outer.parent.expression === outer;
      return isMade ? this.#ofValue(outer.parent, path) : [];
    });
  }

  /** An expression, by where its value goes. */
  #ofValue(value: ts.Node, path: Path): Way[] {
    const outer = withWrappers(value);
    const { parent } = outer;
    if (ts.isVariableDeclaration(parent)) return parent.initializer === outer && ts.isIdentifier(parent.name) ? this.#ofNamed(parent, path) : [];
    if (ts.isPropertyAssignment(parent)) return parent.initializer === outer ? this.#ofMember(parent, path) : [];
    if (ts.isShorthandPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return this.#ofMember(parent, path);
    if (ts.isReturnStatement(parent)) return this.#ofReturned(functionAround(parent), path);
    if (ts.isArrowFunction(parent)) return this.#ofReturned(parent, path);
    const exported = exportedAs(outer as ts.Expression);
    if (exported !== undefined) return [this.#exported(outer.getSourceFile(), exported, path)];
    if (isAssignment(parent)) return parent.right === outer ? this.#ofAssigned(parent.left, path) : [];
    if (ts.isArrayLiteralExpression(parent)) return this.#ofElement(outer, parent, path);
    if (this.#isWrapped(outer, parent)) return this.#ofValue(parent, path);
    return goesOn(outer, parent) ? this.#ofValue(ts.isSpreadAssignment(parent) ? parent.parent : parent, path) : [];
  }

  #ofElement(element: ts.Node, list: ts.ArrayLiteralExpression, path: Path): Way[] {
    const index = list.elements.indexOf(element as ts.Expression);
    return list.elements.slice(0, index).some(ts.isSpreadElement) ? [] : this.#ofValue(list, [String(index), ...path]);
  }

  /** `debounce(fn)`: a call that takes a function and gives one that most likely calls it. */
  #isWrapped(value: ts.Node, parent: ts.Node): parent is ts.CallExpression {
    if (!ts.isCallExpression(parent) || !isFunction(withoutParentheses(value as ts.Expression)) || parent.arguments[0] !== value) return false;
    const type = this.#checker.getTypeAtLocation(parent);
    return (type.flags & ts.TypeFlags.Any) !== 0 || type.getCallSignatures().length > 0;
  }

  #ofReturned(fn: FunctionNode | undefined, path: Path): Way[] {
    if (!fn || fn.asteriskToken) return [];
    const call = immediateCallOf(fn);
    if (call) return this.#ofValue(call, path);
    return ts.isGetAccessor(fn) ? this.#ofMember(fn, path) : [{ kind: "made", by: fn, path }];
  }

  #ofAssigned(target: ts.Expression, path: Path): Way[] {
    const left = withoutParentheses(target);
    if (ts.isIdentifier(left)) return this.#ofVariableNamed(left, path);
    if (!ts.isPropertyAccessExpression(left)) return [];
    const owner = withoutParentheses(left.expression);
    const inner = [left.name.text, ...path];
    if (ts.isIdentifier(owner)) return this.#ofVariableNamed(owner, inner);
    if (owner.kind !== ts.SyntaxKind.ThisKeyword || ts.isPrivateIdentifier(left.name)) return [];
    const around = instanceAround(left);
    return around ? this.#ofInstances(around, inner) : [];
  }

  #ofVariableNamed(name: ts.Identifier, path: Path): Way[] {
    const declaration = meaningOf(name, this.#checker)?.valueDeclaration;
    const isNamed = declaration && (ts.isVariableDeclaration(declaration) || ts.isFunctionDeclaration(declaration) || ts.isClassLike(declaration));
    return isNamed && declaration.getSourceFile() === name.getSourceFile() ? this.#ofNamed(declaration, path) : [];
  }

  #exported(file: ts.SourceFile, name: string, path: Path): Way {
    // What `module.exports = { a }` exports is `a`.
    const isWhole = name === "export=" && path.length > 0;
    const declared = exportedMember(file, isWhole ? path[0]! : name, this.#context);
    return { kind: "function", declared, path: isWhole ? path.slice(1) : path };
  }
}

/** Whether the value of the expression is that of its parent. */
function goesOn(value: ts.Node, parent: ts.Node): boolean {
  if (ts.isSpreadAssignment(parent) || ts.isAwaitExpression(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== value;
  if (ts.isCallExpression(parent)) return parent.arguments.includes(value as ts.Expression) && passing.has(parent.expression.getText());
  if (!ts.isBinaryExpression(parent)) return false;
  const { kind } = parent.operatorToken;
  return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken || (parent.right === value && kind === ts.SyntaxKind.AmpersandAmpersandToken);
}

/** The namespace at whose top the declaration is, and which exports it. */
function exportingNamespace(declaration: Named): ts.ModuleDeclaration | undefined {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  if (!ts.isModuleBlock(statement.parent) || !(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export)) return undefined;
  return statement.parent.parent;
}

function distinct(ways: readonly Way[]): Way[] {
  const seen = new Set<string>();
  return ways.filter((way) => {
    const root = way.kind === "function" ? JSON.stringify(way.declared) : `${way.kind} ${(way.kind === "made" ? way.by : way.class).pos}`;
    const key = `${root} ${way.path.join(".")}`;
    return !seen.has(key) && seen.add(key);
  });
}
