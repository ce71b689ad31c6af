import { enginePackage } from "../../semantics/engine.ts";
import { callbackMethods, copyFunctions, mutatorFunctions, mutatorMethods, mutatorProperties } from "../../semantics/methods.ts";

/** What the candidate search needs to know of a front end's tree. */
export interface Tree<Node> {
  readonly root: Node;
  start(node: Node): number;
  end(node: Node): number;
  /** Calls `visit` for each child, in any order. */
  children(node: Node, visit: (child: Node) => void): void;
  /** A loop statement, a call of a method that iterates, a function or a variable with a name, or none of these. */
  classify(node: Node): Shape;
}

export type Shape =
  | { readonly type: "loop" }
  | { readonly type: "call"; readonly method: string }
  /** `name` is what a declared function can be called by. */
  | { readonly type: "function"; readonly name: string | undefined }
  /** A variable that may hold a function. */
  | { readonly type: "variable"; readonly name: string }
  | undefined;

const domNames = ["remove", "toggle", "replace", "before", "after", "prepend", "replaceWith", "setAttribute", "removeAttribute"];
const domHint = /\b(?:classList|relList|childNodes|children|getElementsBy\w+|rows|cells|options|selectedOptions|tBodies|elements|forms|images|links|labels)\b/;

const methodNames = [...mutatorMethods.keys()].filter((name) => !domNames.includes(name));
const always = mutationPattern(methodNames, []);
const withDom = mutationPattern([...methodNames, ...domNames], [...mutatorProperties.keys()]);
const iterates = new RegExp(
  String.raw`\b(?:for|while|do)\b|\.(?:${[...callbackMethods.keys(), "next", "from", "groupBy"].join("|")})\b`,
);

/** An iterator is opened, and moved by calls of `next`. */
const stepsByHand = /\.\s*next\b/;
const opensByHand = /\.\s*(?:keys|values|entries)\s*\(\s*\)|\bSymbol\s*\.\s*iterator\b|\bIterator\s*\.\s*from\b/;

/** Text that may be a mutation: a mutator's name after a dot (or destructured, or bound), a write by index, `delete`. */
function mutationPattern(methods: readonly string[], properties: readonly string[]): RegExp {
  const functions = [...mutatorFunctions.keys()].map((name) => name.replace(".", String.raw`\s*\.\s*`));
  const parts = [
    String.raw`(?:\.\s*|\[\s*["'\x60])(?:${methods.join("|")})\b`,
    String.raw`\.\s*(?:${["length", ...properties].join("|")})\s*(?:[-+*]?=(?!=)|--)`,
    String.raw`\]\s*(?:=(?![=>])|[-+*/%&|^?]{1,3}=|\+\+|--)`,
    String.raw`\bdelete\b`,
    ...functions.map((name) => String.raw`\b${name}\b`),
  ];
  return new RegExp(parts.join("|"), "g");
}

/** A named function may be used by name in a loop that itself names no mutator; so may one that calls that function. */
const MAX_NAME_ROUNDS = 3;

/**
 * Finds the offsets of possible mutations that stand inside a possible iteration, without looking at the rest of the tree. An empty
 * answer means that the file need not be lowered. The text is searched first: most files end there.
 */
export function findCandidates<Node>(text: string, tree: () => Tree<Node>): number[] {
  if (!iterates.test(text)) return [];
  const positions = positionsOf(domHint.test(text) ? withDom : always, text);
  if (positions.length === 0) return [];
  const search = new Search(tree(), text.includes("next") && stepsByHand.test(text) && opensByHand.test(text));
  search.visit(positions);
  const known = new Set<string>();
  for (let round = 0; round < MAX_NAME_ROUNDS; round++) {
    const names = new Map([...search.names].filter(([name]) => !known.has(name)));
    if (names.size === 0) break;
    for (const name of names.keys()) known.add(name);
    const uses = usesOf(text, names);
    if (uses.length > 0) search.visit(uses);
  }
  return [...new Set(search.found)].sort((a, b) => a - b);
}

/** A function suspends, or hands something to a promise. */
const suspends = /\bawait\b|\.\s*then\s*\(|\byield\b/;
/** An import that may lead to a file of the same project: by a relative path, or by an alias of the usual forms. */
const ownImport = /\bfrom\s*["'](?:[.~#]|@\/|@\w+\/|src\/)|\brequire\s*\(\s*["']\./;

/**
 * Tells of a text what of it is worth lowering: every function (a loop may call what changes its collection, a suspended function
 * may be overtaken), those that hold a candidate, or nothing.
 */
export function worthLowering<Node>(text: string, tree: () => Tree<Node>): "all" | readonly number[] {
  // Tasks that use one Go map need neither a loop nor a wait.
  if (suspends.test(text) || text.includes(enginePackage)) return "all";
  if (!iterates.test(text)) return [];
  always.lastIndex = withDom.lastIndex = 0;
  if (ownImport.test(text) || always.test(text)) return "all";
  return findCandidates(text, tree);
}

/** Where a global pattern matches. `matchAll` would copy the pattern for each text. */
function positionsOf(pattern: RegExp, text: string): number[] {
  const positions: number[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) positions.push(match.index);
  return positions;
}

/** More names than this are looked up word by word. */
const MAX_SEARCHED_NAMES = 64;

/** Uses of functions, in order: passed as an argument; or, for those inside another function, called. */
function usesOf(text: string, names: ReadonlyMap<string, boolean>): number[] {
  const uses: number[] = [];
  const add = (at: number, name: string): void => {
    const nested = names.get(name);
    if (nested !== undefined && isUse(text, at, at + name.length, nested)) uses.push(at);
  };
  if (names.size > MAX_SEARCHED_NAMES) {
    for (const match of text.matchAll(/[\p{L}\p{N}_$]+/gu)) add(match.index, match[0]);
    return uses;
  }
  for (const name of names.keys()) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) add(at, name);
  }
  return uses.sort((a, b) => a - b);
}

function isUse(text: string, start: number, end: number, nested: boolean): boolean {
  const before = text[start - 1] ?? "";
  if (nameCharacter.test(before) || nameCharacter.test(text[end] ?? "")) return false;
  const next = text[skipSpace(text, end, 1)];
  if (next === "(") return nested && before !== ".";
  if (next !== "," && next !== ")") return false;
  const previous = text[skipSpace(text, start - 1, -1)];
  return previous === "(" || previous === ",";
}

const nameCharacter = /[\w$]/;

function skipSpace(text: string, at: number, step: 1 | -1): number {
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at += step;
  return at;
}

class Search<Node> {
  readonly found: number[] = [];
  /** Functions that hold a position, and whether they stand inside another one. */
  readonly names = new Map<string, boolean>();
  readonly #tree: Tree<Node>;
  readonly #everywhere: boolean;

  /** @param everywhere - Iterators are moved by hand somewhere, so an iteration need not show as a loop. */
  constructor(tree: Tree<Node>, everywhere: boolean) {
    this.#tree = tree;
    this.#everywhere = everywhere;
  }

  /** Follows the sorted positions down the tree, into the nodes that hold one. */
  visit(positions: readonly number[]): void {
    const tree = this.#tree;
    const stack = [{ node: tree.root, from: 0, to: positions.length, nested: false }];
    while (stack.length > 0) {
      const { node, from, to, nested } = stack.pop()!;
      const shape = tree.classify(node);
      if ((shape?.type === "function" || shape?.type === "variable") && shape.name) {
        this.names.set(shape.name, nested || (this.names.get(shape.name) ?? false));
      }
      if (this.#everywhere || shape?.type === "loop" || (shape?.type === "call" && isIterating(shape.method))) {
        // What is below is found already; functions declared in a loop are part of it.
        for (let index = from; index < to; index++) this.found.push(positions[index]!);
        continue;
      }
      const below = nested || shape?.type === "function";
      tree.children(node, (child) => {
        const first = lowerBound(positions, tree.start(child), from, to);
        if (first === to) return;
        const last = lowerBound(positions, tree.end(child), first, to);
        if (last > first) stack.push({ node: child, from: first, to: last, nested: below });
      });
    }
  }
}

const iteratingFunctions: ReadonlySet<string> = new Set([...copyFunctions].map((name) => name.slice(name.indexOf(".") + 1)));

const isIterating = (method: string): boolean => callbackMethods.has(method) || iteratingFunctions.has(method);

/** Index of the first position that is not less than `offset`, within [from, to). */
export function lowerBound(positions: readonly number[], offset: number, from = 0, to = positions.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (positions[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Tells whether a range holds one of the sorted positions. */
export function containsAny(positions: readonly number[], start: number, end: number): boolean {
  const index = lowerBound(positions, start);
  return index < positions.length && positions[index]! < end;
}
