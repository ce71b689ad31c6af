import type { Binding, IrFunction, Site } from "./types.ts";

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
  /** What an import brings in under this name: a `Map` of that origin is not the built-in one. */
  importOf(name: string): { readonly source: string; readonly imported?: string } | undefined;
  ofBinding(binding: Binding): TypeNode | undefined;
  /** What `binding` is another name for: a constant that was initialized with a name or a member of one. */
  aliasOf(binding: Binding): { readonly root: Binding; readonly path: readonly string[] };
  memberOf(type: TypeNode, name: string): TypeNode | undefined;
  /** What an iteration yields (`item`), or what `get(key)` or `[key]` gives (`value`). */
  elementOf(type: TypeNode, part: "item" | "value"): TypeNode | undefined;
}

export type FunctionRole = "module" | "function" | "method" | "getter" | "setter" | "constructor" | "fields";

/** What the declaration of a function says, known before its body is lowered. */
export interface FunctionInfo {
  readonly id: number;
  readonly name: string;
  readonly site: Site;
  /** `fields`: the initializers of a class's instance fields, as one function. */
  readonly role: FunctionRole;
  readonly async: boolean;
  readonly generator: boolean;
  /** It has the `this` of the function around it. */
  readonly arrow: boolean;
  /** The function whose code makes it. */
  readonly outer: number;
  /** What `this` is an instance of, where the source tells; arrow functions have it from around them. */
  readonly home: Home | undefined;
  readonly static: boolean;
  readonly private: boolean;
  /** The name that a function declaration declares. */
  readonly declares?: Binding;
}

/** What functions that share their `this` belong to: a class, an object literal, or a constructor function with its prototype. */
export interface Home {
  readonly name: string;
  readonly kind: "class" | "object" | "prototype";
  /** The name that `extends` gives. */
  readonly base: Binding | undefined;
  readonly members: Map<string, Member>;
  readonly statics: Map<string, Member>;
}

export interface Member {
  readonly kind: "method" | "getter" | "setter" | "constructor" | "fields" | "field";
  readonly private: boolean;
  /** Of a field: a function that it is initialized with. */
  readonly function: number | undefined;
}

/** A name that a file offers to others. */
export type Export =
  | { readonly exported: string; readonly local: string }
  /** A value without a name: the offset where it starts. */
  | { readonly exported: string; readonly value: number }
  /** From another file: one of its names, or (`imported` undefined) all of them as one object. */
  | { readonly exported: string; readonly source: string; readonly imported?: string }
  /** `export * from`. */
  | { readonly source: string; readonly exported?: undefined };

/** A function together with what its declaration says. */
export interface UnitFunction {
  readonly info: FunctionInfo;
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
  /** The functions that were asked for when the file was lowered: the module's own code, and those that are wanted. */
  readonly functions: readonly UnitFunction[];
  readonly types: DeclaredTypes;
  readonly exports: readonly Export[];
  /** `Binding.file` of the bindings of this file. */
  readonly names: object;
  /** The functions whose range is wanted, those inside others that are not left out. Function 0 is always among them. */
  select(wanted: (site: Site) => boolean): readonly UnitFunction[];
  /** Lowers the function on the first call. Ids come from `closure` events, members and bindings. */
  lowered(id: number): UnitFunction;
  info(id: number): FunctionInfo;
  /** Lowers everything that is not yet. In the order of their ids, so functions come after those that make them. */
  all(): readonly UnitFunction[];
  /** The function that `binding` always means: declared by it, or its constant value. */
  functionOf(binding: Binding): number | undefined;
  /** The function that member `name` is of the object literal that the constant `binding` holds. */
  memberOf(binding: Binding, name: string): number | undefined;
  /** The class that `binding` declares, or the prototype of the function that it does. */
  homeOf(binding: Binding): Home | undefined;
  /** The class or interface of that name at the top of the file. */
  homeNamed(name: string): Home | undefined;
  importOf(binding: Binding): { readonly source: string; readonly imported?: string } | undefined;
  /** What `name` means at the top of the file, if it is declared there. */
  topLevel(name: string): Binding | undefined;
}
