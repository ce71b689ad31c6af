import { ts } from "ts-morph";
import type { PlanContext } from "../inputs/plan-context.ts";
import { type FunctionNode, functionAround, isWithin, nameOfMember, walk } from "./nodes.ts";
import { isSameSymbol, referencesTo, symbolOf } from "./references.ts";
import type { Way, WayFinder } from "./ways.ts";

/** A function that can be called from outside, and how. */
export interface Reached {
  readonly fn: FunctionNode;
  readonly way: Way;
}

export interface Reach {
  readonly reached: readonly Reached[];
  /** For use where none of `reached` can be called: the function itself, which its module keeps to itself. */
  readonly internal: readonly Reached[];
}

/** So many named callers are gone through. */
const FEW_HOPS = 3;
/** For what nobody can call by itself. */
const MANY_HOPS = 8;

/** Finds how to come to the functions of one project from outside. */
export class ReachFinder {
  readonly #checker: ts.TypeChecker;
  readonly #ways: WayFinder;

  constructor({ checker }: PlanContext, ways: WayFinder) {
    this.#checker = checker;
    this.#ways = ways;
  }

  /**
   * How to make a function run: by itself, or else by the functions that call it, or that hand it to others. Those that a module or class keeps to
   * itself are called by the ones that it offers, which may hold a lock or know the state.
   */
  of(fn: FunctionNode): Reach {
    const direct = this.#direct(fn);
    if (direct.length > 0 && !isInternal(fn, direct)) return { reached: direct, internal: [] };
    const near = this.#around(fn, FEW_HOPS, new Set([fn]));
    const around = near.length + direct.length > 0 ? near : this.#around(fn, MANY_HOPS, new Set([fn]));
    const callers = around.filter((each) => !ts.isConstructorDeclaration(each.fn));
    if (callers.length > 0) return { reached: callers, internal: direct };
    // What a constructor alone leads to is registered there, for others to call.
    return { reached: [...direct, ...around], internal: [] };
  }

  /** Whether the module or class offers the function to others: it may then be called at any time. */
  offers(each: Reached): boolean {
    return !isInternal(each.fn, [each]);
  }

  /** What is made by a function that cannot be called by itself is out of reach. */
  #direct(fn: FunctionNode): Reached[] {
    const usable = this.#ways.of(fn).filter((way) => way.kind !== "made" || this.#ways.of(way.by).some(({ kind }) => kind === "function"));
    return usable.map((way) => ({ fn, way }));
  }

  #around(fn: FunctionNode, hops: number, seen: Set<FunctionNode>): Reached[] {
    const isNamed = isCalledByName(fn);
    if (isNamed && hops === 0) return [];
    const next = isNamed ? [...this.#callersOf(fn), ...this.#makersOf(fn)] : [functionAround(fn)];
    const found: Reached[] = [];
    for (const caller of next) {
      if (!caller || seen.has(caller)) continue;
      seen.add(caller);
      const direct = this.#direct(caller);
      const isOpen = direct.length > 0 && !isInternal(caller, direct);
      const outer = isOpen ? [] : this.#around(caller, isNamed ? hops - 1 : hops, seen);
      found.push(...(outer.length > 0 ? outer : direct));
    }
    return found;
  }

  /** The functions that mention it, the nearest first. */
  #callersOf(fn: FunctionNode): FunctionNode[] {
    const callers = new Set<FunctionNode>();
    const mentions = [...this.#mentionsOf(fn)].sort((a, b) => distance(a, fn) - distance(b, fn));
    for (const mention of mentions) {
      const caller = functionAround(mention);
      if (caller && !isWithin(mention, fn)) callers.add(caller);
    }
    return [...callers];
  }

  /** The function that makes the object that it is a member of, and hands that to others. */
  #makersOf(fn: FunctionNode): FunctionNode[] {
    const isOfObject = ts.isObjectLiteralElementLike(declarationOf(fn));
    const maker = isOfObject ? functionAround(fn) : undefined;
    return maker ? [maker] : [];
  }

  #mentionsOf(fn: FunctionNode): ts.Node[] {
    const declaration = declarationOf(fn);
    const symbol = symbolOf(declaration, this.#checker);
    if (!symbol) return [];
    if (!isMember(declaration)) return referencesTo(symbol, symbol.name, declaration.getSourceFile(), this.#checker);
    const name = nameOfMember(declaration);
    const found: ts.Node[] = [];
    walk(declaration.getSourceFile(), (node) => {
      if (!ts.isPropertyAccessExpression(node) || node.name.text !== name) return;
      const meant = this.#checker.getSymbolAtLocation(node.name);
      if (meant ? isSameSymbol(meant, symbol) : node.expression.kind === ts.SyntaxKind.ThisKeyword) found.push(node);
    });
    return found;
  }
}

/** Kept to themselves: members that are private or protected, or so by their names; functions that are not exported. */
function isInternal(fn: FunctionNode, ways: readonly Reached[]): boolean {
  const declaration = declarationOf(fn);
  if (nameOfMember(declaration as ts.NamedDeclaration)?.startsWith("_") === true) return true;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (ts.getCombinedModifierFlags(declaration) & hidden) return !ts.isConstructorDeclaration(fn);
  return ways.every(({ way }) => way.kind === "function" && !way.declared.isExported && way.path.length === 0);
}

function isCalledByName(fn: FunctionNode): boolean {
  return declarationOf(fn) !== fn || ts.isFunctionDeclaration(fn) || isMember(fn);
}

/** What gives the function its name: `const f = () => {}`, a field of a class, else itself. */
function declarationOf(fn: FunctionNode): ts.Declaration {
  const { parent } = fn;
  const isValue = ts.isArrowFunction(fn) || ts.isFunctionExpression(fn);
  if (isValue && (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent))) return parent;
  return fn;
}

function isMember(node: ts.Node): node is ts.ClassElement | ts.ObjectLiteralElementLike {
  return ts.isClassElement(node) || ts.isObjectLiteralElementLike(node);
}

function distance(a: ts.Node, b: ts.Node): number {
  return Math.abs(a.pos - b.pos);
}
