import { ts } from "ts-morph";

/** The text being converted. */
export interface Source {
  /** As the compiler has it, with a byte order mark if the file has one. */
  readonly text: string;
  /** Length of the byte order mark: offsets in the neutral tree count from after it. */
  readonly shift: number;
}

/** A converter per syntax kind. */
type Table<Result> = readonly (((node: ts.Node, source: Source) => Result) | undefined)[];

/** A table indexed by kind: a `switch` would compare with case after case, as the kinds are no constants of this module. */
export function tableOf<Result>(
  entries: readonly (readonly [ts.SyntaxKind, (node: never, source: Source) => Result])[],
): Table<Result> {
  const table = new Array<Table<Result>[number]>(ts.SyntaxKind.Count).fill(undefined);
  for (const [kind, convert] of entries) table[kind] = convert as Table<Result>[number];
  return table;
}

/** Offset of the first character of a node, after comments and white space. */
export function startOf(node: ts.Node, source: Source): number {
  // Error recovery inserts nodes of no width.
  if (node.pos === node.end) return node.pos - source.shift;
  return skipTrivia(source.text, node.pos) - source.shift;
}

export function endOf(node: ts.Node, source: Source): number {
  return node.end - source.shift;
}

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const HASH = 35;
const ASTERISK = 42;
const SLASH = 47;
const LAST_ASCII = 127;
const WIDE_SPACE = /[\s\u0085\u200b]/;

/** The position of the first token at or after `pos`. */
function skipTrivia(text: string, pos: number): number {
  if (pos === 0 && text.charCodeAt(0) === HASH && text.startsWith("#!")) pos = lineEnd(text, 0);
  for (;;) {
    const code = text.charCodeAt(pos);
    if (code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || (code >= TAB && code < CARRIAGE_RETURN)) pos++;
    else if (code === SLASH) {
      const next = text.charCodeAt(pos + 1);
      if (next === SLASH) pos = lineEnd(text, pos);
      else if (next === ASTERISK) pos = commentEnd(text, pos);
      else return pos;
    } else if (code > LAST_ASCII && WIDE_SPACE.test(text[pos]!)) pos++;
    else return pos;
  }
}

function lineEnd(text: string, pos: number): number {
  for (; pos < text.length; pos++) {
    const code = text.charCodeAt(pos);
    if (code === LINE_FEED || code === CARRIAGE_RETURN || code === 0x2028 || code === 0x2029) break;
  }
  return pos;
}

function commentEnd(text: string, pos: number): number {
  const end = text.indexOf("*/", pos + 2);
  return end < 0 ? text.length : end + 2;
}

/** Offset where a declaration starts once `export` and `default` are taken off. */
export function declarationStart(node: ts.Node & { readonly modifiers?: ts.NodeArray<ts.ModifierLike> }, source: Source): number {
  const { modifiers } = node;
  if (!modifiers) return startOf(node, source);
  const first = modifiers.findIndex((modifier) => modifier.kind !== ts.SyntaxKind.Decorator);
  const exported = modifiers[first];
  if (exported?.kind !== ts.SyntaxKind.ExportKeyword) return startOf(node, source);
  const next = modifiers.slice(first + 1).find((modifier) => modifier.kind !== ts.SyntaxKind.Decorator);
  const { end } = next?.kind === ts.SyntaxKind.DefaultKeyword ? next : exported;
  return skipTrivia(source.text, end) - source.shift;
}

/** Whether a node carries a modifier such as `declare` or `static`. */
export function hasModifier(node: { readonly modifiers?: ts.NodeArray<ts.ModifierLike> }, kind: ts.SyntaxKind): boolean {
  const { modifiers } = node;
  if (modifiers) for (const modifier of modifiers) if (modifier.kind === kind) return true;
  return false;
}

/** A name, a string or a number as it is written in `import`, `export` and property names, or undefined for the rest. */
export function textOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return String(Number(node.text));
  return ts.isBigIntLiteral(node) ? bigIntText(node.text) : undefined;
}

function bigIntText(text: string): string {
  const digits = text.replace(/_|n$/g, "");
  return /^(?:0[xob])?[\da-f]+$/i.test(digits) ? String(BigInt(digits)) : digits;
}
