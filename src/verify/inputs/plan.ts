/**
 * How to make a value of a TypeScript type: plain JSON, made in the parent process (which has the type checker) and used in the child (which
 * has not). A plan may promise less than the type (`unknown` becomes a few simple values), never more: what is built belongs to the type,
 * except under `cast`.
 */
export type TypePlan =
  | { readonly kind: PrimitiveKind }
  | LiteralPlan
  | { readonly kind: "unknown" }
  | ArrayPlan
  | { readonly kind: "tuple"; readonly elements: readonly ElementPlan[]; readonly isReadonly?: boolean }
  | ObjectPlan
  | { readonly kind: "map"; readonly key: TypePlan; readonly value: TypePlan; readonly isWeak?: boolean; readonly isReadonly?: boolean }
  | { readonly kind: "set"; readonly element: TypePlan; readonly isWeak?: boolean; readonly isReadonly?: boolean }
  | GoMapPlan
  | { readonly kind: "date" }
  | { readonly kind: "regexp" }
  | { readonly kind: "error"; readonly name: string }
  | { readonly kind: "typed-array"; readonly name: TypedArrayName }
  | PairsPlan
  /** `eventType` is that of an `Event`. */
  | { readonly kind: "platform"; readonly name: PlatformName; readonly eventType?: string }
  | { readonly kind: "promise"; readonly value: TypePlan }
  | { readonly kind: "union"; readonly of: readonly TypePlan[] }
  | EnumPlan
  | { readonly kind: "template"; readonly texts: readonly string[]; readonly types: readonly TypePlan[] }
  | InstancePlan
  | FunctionPlan
  | { readonly kind: "iterable"; readonly form: IterableForm; readonly element: TypePlan }
  | { readonly kind: "intersection"; readonly of: readonly TypePlan[] }
  | DefinePlan
  | ReferencePlan
  | { readonly kind: "cast"; readonly plan: TypePlan }
  | StandInPlan
  | CustomPlan
  | UnconstructablePlan;

export type PrimitiveKind = "string" | "number" | "bigint" | "boolean" | "undefined" | "null" | "symbol";

/** One value. A bigint is written as its digits, since JSON has none. */
export interface LiteralPlan {
  readonly kind: "literal";
  readonly value: string | number | boolean | { readonly bigint: string };
}

export interface ArrayPlan {
  readonly kind: "array";
  readonly element: TypePlan;
  readonly isReadonly?: boolean;
}

/** An element of a tuple. `isRest` stands for any number of elements of the plan. */
export interface ElementPlan {
  readonly plan: TypePlan;
  readonly isOptional?: boolean;
  readonly isRest?: boolean;
}

/** A member of an object. A well-known symbol is written `@@iterator`. */
export interface PropertyPlan {
  readonly name: string;
  readonly plan: TypePlan;
  readonly isOptional?: boolean;
  readonly isReadonly?: boolean;
}

/**
 * An object literal; interfaces become this too, their methods being stubs. A required member that cannot be built does not make the object
 * unconstructable: reading it throws `UnbuildableError`.
 */
export interface ObjectPlan {
  readonly kind: "object";
  readonly properties: readonly PropertyPlan[];
  /** Index signatures with keys of strings or numbers. */
  readonly index?: readonly { readonly key: "string" | "number"; readonly value: TypePlan }[];
}

/** A list of named texts that the platform keeps in order. */
export interface PairsPlan {
  readonly kind: "pairs";
  readonly name: PairsName;
}

export type PairsName = "URLSearchParams" | "Headers" | "FormData";

/** A Go map of `rangeguard/engine`: `GoMap`, or `SteppedMap`. */
export interface GoMapPlan {
  readonly kind: "gomap";
  readonly keyKind: GoKeyKind;
  readonly key: TypePlan;
  readonly value: TypePlan;
  readonly isStepped?: boolean;
}

/** The type of the keys, as Go has it: what `GoMap.make` takes. */
export type GoKeyKind = "string" | "int32" | "int64" | "float64" | "bool" | "interface" | { readonly struct: readonly GoKeyKind[] };

/** Objects of the platform that need no input that matters. */
export type PlatformName = "EventTarget" | "Event" | "AbortController" | "AbortSignal" | "URL" | "TextEncoder" | "TextDecoder" | "ArrayBuffer" | "EventEmitter";

export type TypedArrayName =
  | "Int8Array"
  | "Uint8Array"
  | "Uint8ClampedArray"
  | "Int16Array"
  | "Uint16Array"
  | "Int32Array"
  | "Uint32Array"
  | "Float32Array"
  | "Float64Array"
  | "BigInt64Array"
  | "BigUint64Array"
  | "Buffer";

/** Something that a module declares at its top. */
export interface ModuleMember {
  /** As `PlanContext.moduleOf` gives it. */
  readonly module: string;
  /** The name it is exported by (`default` among them, and `export=` for what `module.exports` is as a whole); else its local name. */
  readonly name: string;
  readonly isExported: boolean;
  /** What a program calls it that imports it. */
  readonly localName: string;
}

export interface EnumPlan {
  readonly kind: "enum";
  readonly declared: ModuleMember;
  /** A `const enum` has no object at run time. */
  readonly isConst: boolean;
  readonly members: readonly { readonly name: string; readonly value: string | number }[];
}

/** Made by calling the constructor. */
export interface InstancePlan {
  readonly kind: "instance";
  readonly class: ModuleMember;
  readonly parameters: readonly ElementPlan[];
  /** TypeScript lets only the class itself call the constructor; JavaScript does not mind. */
  readonly isHidden?: boolean;
  /** Members of an abstract class that a subclass must give: built into an anonymous one. */
  readonly abstractMembers?: readonly PropertyPlan[];
  /** What its fields may hold when a run starts. */
  readonly seeds?: readonly SeedPlan[];
  /** The members of what stands in for it where its constructor throws. */
  readonly otherwise?: readonly PropertyPlan[];
}

/** A stub whose calls are recorded. */
export interface FunctionPlan {
  readonly kind: "function";
  /** Of the parameter or member that it is given as. */
  readonly name: string;
  /** Of a stub only the callbacks are planned, the others are `unknown`; of a callback all, since a stub calls it. */
  readonly parameters: readonly ElementPlan[];
  readonly returns: TypePlan;
  /** Members that the function has besides. */
  readonly properties?: readonly PropertyPlan[];
}

export type IterableForm = "iterable" | "iterator" | "generator" | "async-iterable" | "async-generator";

/** Names a plan that holds itself. `id` is the same for the same type in all plans of one `PlanContext`. */
export interface DefinePlan {
  readonly kind: "define";
  readonly id: string;
  readonly plan: TypePlan;
}

/** Stands inside of the `define` of the same id. */
export interface ReferencePlan {
  readonly kind: "reference";
  readonly id: string;
}

/**
 * An object of a type that cannot be made, or would be too large. It records how it is used: every member of it is a function again, whose
 * calls give the next stand-in. `members` are those that the code names, where their types are simple enough to be made.
 */
export interface StandInPlan {
  readonly kind: "stand-in";
  /** The type as TypeScript prints it. */
  readonly type: string;
  readonly members?: readonly PropertyPlan[];
}

/** Made by the project's own hooks. */
export interface CustomPlan {
  readonly kind: "custom";
  /** The key in `types`; of a list of arguments that in `arguments`. */
  readonly name: string;
  readonly isList?: boolean;
}

export interface UnconstructablePlan {
  readonly kind: "unconstructable";
  readonly reason: UnconstructableReason;
  /** The type as TypeScript prints it. */
  readonly type: string;
}

/** Why no value of a type can be made; the texts are for users. */
export const unconstructableReasons = {
  dom: "it is an object of a browser's document, which Node does not have",
  platform: "only the platform can make it",
  "class-in-function": "its class is declared inside a function",
  constructor: "it is a class or a constructor as a value, not an instance",
  "unique-symbol": "it is one certain symbol",
  never: "the type has no values",
  unresolved: "the type is computed, and could not be resolved",
  "too-deep": "the type is nested too deeply",
} as const;

export type UnconstructableReason = keyof typeof unconstructableReasons;

/** Where a collection or a resource is that may be seeded before a run. */
export type SeedPlace =
  /** The object itself: an instance of a subclass of Map. */
  | { readonly in: "self" }
  /** `path[0]` is a field of the receiver, the rest lie in plain objects. */
  | { readonly in: "field"; readonly path: readonly string[]; readonly access: "public" | "private" }
  /** A `#name` field: out of reach, unless the instrumentation hands it out. */
  | { readonly in: "hash-private"; readonly className: string; readonly path: readonly string[] }
  | { readonly in: "static"; readonly class: ModuleMember; readonly path: readonly string[]; readonly access?: "private" }
  /** A variable at the top of a module. Others than exported ones need the instrumentation. */
  | { readonly in: "module"; readonly declared: ModuleMember; readonly path: readonly string[]; readonly isConst: boolean };

/**
 * `entries` are put into the collection that is there; a `resource` (a nullable place) is replaced; an `object`, which the constructor leaves to
 * others, is put where there is none, or only a stand-in.
 */
export type SeedForm = "entries" | "resource" | "object";

export interface SeedPlan {
  readonly place: SeedPlace;
  readonly how: SeedForm;
  readonly plan: TypePlan;
  /** The declaration makes it empty: `new Map()`, `[]`, `{}`. A filled one may be a table that nobody changes. */
  readonly isEmptyAtFirst: boolean;
}
