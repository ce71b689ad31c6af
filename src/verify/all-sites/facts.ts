import { ts } from "ts-morph";
import { kindOfType } from "../../analysis/checker-oracle.ts";
import type { FileInput } from "../../scanner/analyser.ts";
import type { CollectionKind } from "../../semantics/types.ts";
import { methodName } from "../instrument/iteration-calls.ts";
import { withoutParentheses } from "../instrument/nodes.ts";

/** What an expression stands for: a variable, a property, an element. */
export interface Place {
  /** Equal for expressions of one function that are the same place as far as their text tells: the root's declaration, then the steps. */
  readonly key: string;
  /** Equal for expressions anywhere that go through the same declaration: of the variable, or of the last named property. */
  readonly member: string;
  /** Of the variable that the expression begins with. */
  readonly declaration: ts.Node | undefined;
  /** The variable itself, and nothing in it. */
  readonly isVariable: boolean;
}

const fallbacks: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken]);

/** A constant may stand for a property that stands for another one. */
const MAX_ALIASES = 3;

/** What is asked of the types and symbols of one file. Every answer is kept. */
export class FileFacts {
  readonly file: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #kinds = new Map<ts.Node, CollectionKind | "other" | undefined>();
  readonly #places = new Map<ts.Node, Place | undefined>();
  readonly #declarations = new Map<ts.Node, number>();

  /** Calls `input.checker()`: before it has been called, nodes have no parents. */
  constructor(input: FileInput) {
    this.#checker = input.checker();
    this.file = input.sourceFile;
  }

  /** `other` is no object at all, `Object` one of no known kind; undefined where the type says nothing. */
  kindOf(node: ts.Expression): CollectionKind | "other" | undefined {
    if (!this.#kinds.has(node)) this.#kinds.set(node, kindOfType(this.#checker, this.#checker.getTypeAtLocation(node)));
    return this.#kinds.get(node);
  }

  /** Whether it is a collection of the language or the platform, as far as is known. Go maps have hazards of their own. */
  mayBeCollection(node: ts.Expression): boolean {
    const kind = this.kindOf(node);
    return kind !== "Object" && kind !== "other" && kind !== "GoMap";
  }

  /** A string, whatever its type says besides. */
  isText(node: ts.Expression): boolean {
    return (this.#checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike) !== 0;
  }

  /** The place of an expression; that of its first operand for `m ?? []`. */
  placeOf(node: ts.Expression): Place | undefined {
    const inner = withoutParentheses(node);
    if (!this.#places.has(inner)) this.#places.set(inner, this.#findPlace(inner));
    return this.#places.get(inner);
  }

  /** The place of a collection, where a constant that stands for it is followed: `const { jobs } = this; jobs.add(x)`. */
  collectionOf(node: ts.Expression, depth = 0): Place | undefined {
    const place = this.placeOf(node);
    if (!place?.isVariable || place.declaration === undefined || depth >= MAX_ALIASES) return place;
    const { declaration } = place;
    if (!ts.isVariableDeclaration(declaration) && !ts.isBindingElement(declaration)) return place;
    if (!isConst(declaration)) return place;
    if (ts.isBindingElement(declaration)) return this.#ofPattern(declaration) ?? place;
    const source = declaration.initializer && withoutParentheses(declaration.initializer);
    if (!source || !(ts.isIdentifier(source) || ts.isPropertyAccessExpression(source))) return place;
    return this.collectionOf(source, depth + 1) ?? place;
  }

  #ofPattern({ parent, propertyName, name, dotDotDotToken }: ts.BindingElement): Place | undefined {
    const owner = parent.parent;
    const property = propertyName ?? name;
    if (dotDotDotToken || !ts.isObjectBindingPattern(parent) || !ts.isVariableDeclaration(owner) || !owner.initializer) return undefined;
    const base = this.placeOf(owner.initializer);
    if (!base || !ts.isIdentifier(property)) return undefined;
    const type = this.#checker.getTypeAtLocation(owner.initializer);
    const declaration = declarationOf(this.#checker.getPropertyOfType(type, property.text));
    return { ...base, key: `${base.key}.${property.text}`, member: this.#memberOf(declaration, `.${property.text}`), isVariable: false };
  }

  #findPlace(node: ts.Expression): Place | undefined {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return thisPlace(node);
    if (ts.isIdentifier(node)) return this.#variable(node);
    if (ts.isPropertyAccessExpression(node)) return this.#property(node);
    if (ts.isElementAccessExpression(node)) return this.#element(node.expression, node.argumentExpression.getText(this.file));
    if (ts.isCallExpression(node) && node.arguments.length === 1 && methodName(node.expression) === "get") {
      return this.#element((node.expression as ts.PropertyAccessExpression).expression, node.arguments[0]!.getText(this.file));
    }
    return ts.isBinaryExpression(node) && fallbacks.has(node.operatorToken.kind) ? this.placeOf(node.left) : undefined;
  }

  #variable(node: ts.Identifier): Place {
    const { parent } = node;
    const isShorthand = ts.isShorthandPropertyAssignment(parent);
    const declaration = declarationOf(isShorthand ? this.#checker.getShorthandAssignmentValueSymbol(parent) : this.#checker.getSymbolAtLocation(node));
    const member = this.#memberOf(declaration, node.text);
    return { key: member, member, declaration, isVariable: true };
  }

  #property(node: ts.PropertyAccessExpression): Place | undefined {
    const base = this.placeOf(node.expression);
    if (!base) return undefined;
    const declaration = declarationOf(this.#checker.getSymbolAtLocation(node.name));
    const { text } = node.name;
    return { key: `${base.key}.${text}`, member: this.#memberOf(declaration, `.${text}`), declaration: base.declaration, isVariable: false };
  }

  #element(owner: ts.Expression, key: string): Place | undefined {
    const base = this.collectionOf(owner);
    return base && { ...base, key: `${base.key}[${key.replace(/\s+/g, " ")}]`, member: `${base.member}[]`, isVariable: false };
  }

  /** Declarations of other files are told apart by their places there, those that nobody knows by their names. */
  #memberOf(declaration: ts.Node | undefined, name: string): string {
    if (!declaration) return name;
    if (!this.#declarations.has(declaration)) this.#declarations.set(declaration, this.#declarations.size);
    return `${name}@${this.#declarations.get(declaration)!}`;
  }
}

function isConst(node: ts.VariableDeclaration | ts.BindingElement): boolean {
  return (ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) !== 0;
}

function declarationOf(symbol: ts.Symbol | undefined): ts.Node | undefined {
  return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
}

/** `this` of the same function, arrow functions being part of the one around them. */
function thisPlace(node: ts.Node): Place {
  const owner = ts.findAncestor(node.parent, (each) => ts.isClassLike(each) || (ts.isFunctionLike(each) && !ts.isArrowFunction(each)));
  const key = `this@${owner?.pos ?? 0}`;
  return { key, member: key, declaration: undefined, isVariable: false };
}
