import { collectionKinds } from "../semantics/names.ts";
import type { CollectionKind } from "../semantics/types.ts";

/**
 * The few parts of TypeScript's checker that are needed, by shape: ESLint's users and the scanner run different copies of the compiler, and
 * this module must load neither.
 */
export interface CheckerLike<Node> {
  getTypeAtLocation(node: Node): TypeLike;
  getBaseTypes?(type: never): readonly TypeLike[];
  isTupleType?(type: never): boolean;
  getBaseConstraintOfType?(type: never): TypeLike | undefined;
}

export interface TypeLike {
  readonly symbol?: SymbolLike;
  readonly types?: readonly TypeLike[];
  readonly target?: TypeLike;
  isUnion(): boolean;
  isIntersection(): boolean;
  isClassOrInterface(): boolean;
  isTypeParameter(): boolean;
}

interface SymbolLike {
  readonly name: string;
  readonly declarations?: readonly { getSourceFile(): { readonly fileName: string } }[];
}

/** Classes of Go maps, and the files of this package that declare them. */
const goMaps: ReadonlySet<string> = new Set(["BaseMap", "SteppedMap"]);
const goMapFile = /(?:^|\/)src\/engine\/gomap\/(?:base|stepped)-map(?:\.d)?\.ts$/;

type Answer = CollectionKind | "other" | undefined;

const MAX_DEPTH = 6;

/** Typings of the platform: a class of the same name from anywhere else is another thing. */
const platformFile = /(?:^|\/)(?:lib\.[\w.]+\.d\.ts$|node_modules\/(?:@types\/(?:node|web|bun)|undici-types|typescript)\/)/;

/** The kind of live collection that a type is. `Object` stands for every other object; undefined for `any` and `unknown`. */
export function kindOfType<Node>(checker: CheckerLike<Node>, type: TypeLike, depth = 0): Answer {
  if (depth > MAX_DEPTH) return undefined;
  const intrinsic = (type as { intrinsicName?: string }).intrinsicName;
  if (intrinsic !== undefined) return intrinsic === "any" || intrinsic === "unknown" || intrinsic === "error" ? undefined : "other";
  if (type.isUnion() || type.isIntersection()) return kindOfParts(checker, type, depth);
  if (type.isTypeParameter()) {
    const constraint = checker.getBaseConstraintOfType?.(type as never);
    return constraint && kindOfType(checker, constraint, depth + 1);
  }
  if (checker.isTupleType?.(type as never)) return "Array";
  const { symbol, target } = type;
  const named = symbol && collectionKinds.get(symbol.name);
  if (named && named !== "Object" && isFrom(symbol, platformFile)) return named;
  if (symbol && goMaps.has(symbol.name) && isFrom(symbol, goMapFile)) return "GoMap";
  const declared = type.isClassOrInterface() ? type : target?.isClassOrInterface?.() ? target : undefined;
  if (declared) {
    let unknown = false;
    for (const base of checker.getBaseTypes?.(declared as never) ?? []) {
      const kind = kindOfType(checker, base, depth + 1);
      if (kind === undefined) unknown = true;
      else if (kind !== "Object" && kind !== "other") return kind;
    }
    // A base that could not be resolved may be anything.
    if (unknown) return undefined;
  }
  return symbol ? "Object" : "other";
}

/** Nullish parts say nothing; one part that is a collection decides. */
function kindOfParts<Node>(checker: CheckerLike<Node>, type: TypeLike, depth: number): Answer {
  let answer: Answer = "other";
  for (const part of type.types ?? []) {
    const kind = kindOfType(checker, part, depth + 1);
    if (kind === undefined) return undefined;
    if (kind !== "other" && (answer === "other" || answer === "Object")) answer = kind;
  }
  return answer;
}

function isFrom({ declarations }: SymbolLike, file: RegExp): boolean {
  return declarations?.some((declaration) => file.test(declaration.getSourceFile().fileName)) ?? false;
}
