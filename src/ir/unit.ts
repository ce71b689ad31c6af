import type { Binding, IrFunction } from "./types.ts";

/** A type as the source writes it; nothing is checked, and names are resolved within the file only. */
export type TypeNode =
  | { readonly type: "ref"; readonly name: string; readonly args: readonly TypeNode[] }
  | { readonly type: "array"; readonly element: TypeNode }
  | { readonly type: "tuple"; readonly elements: readonly TypeNode[] }
  /** Unions and intersections. */
  | { readonly type: "union"; readonly members: readonly TypeNode[] }
  /** Type literals and interface bodies; `extends` clauses are in `bases`. */
  | { readonly type: "object"; readonly members: ReadonlyMap<string, TypeNode>; readonly bases: readonly TypeNode[] }
  | { readonly type: "function"; readonly returns: TypeNode }
  | { readonly type: "class"; readonly base: TypeNode | undefined; readonly member: (name: string) => TypeNode | undefined }
  | { readonly type: "other" };

/** Annotations are converted only when asked for. */
export type LazyType = () => TypeNode;

/** What the declarations of one file say about types. */
export interface DeclaredTypes {
  /** A type alias, interface or class of the file. */
  named(name: string): TypeNode | undefined;
  /** An import brings this name in: a `Map` of that origin is not the built-in one. */
  isImported(name: string): boolean;
  ofBinding(binding: Binding): TypeNode | undefined;
  /** What `binding` is another name for: a constant that was initialized with a name or a member of one. */
  aliasOf(binding: Binding): { readonly root: Binding; readonly path: readonly string[] };
  memberOf(type: TypeNode, name: string): TypeNode | undefined;
  /** What an iteration yields (`item`), or what `get(key)` or `[key]` gives (`value`). */
  elementOf(type: TypeNode, part: "item" | "value"): TypeNode | undefined;
}

/** A function together with what its declaration says. */
export interface UnitFunction {
  readonly ir: IrFunction;
  /** Annotation of each parameter. */
  readonly parameters: readonly (LazyType | undefined)[];
  /** The class that `this` is an instance of. */
  readonly thisType: TypeNode | undefined;
}

/** A file in the intermediate representation. Function 0 is the module's own code. */
export interface Unit {
  /** The source, without a byte order mark. */
  readonly text: string;
  readonly functions: readonly UnitFunction[];
  readonly types: DeclaredTypes;
}
