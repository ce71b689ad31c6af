import type { GoKeyKind, IterableForm, ModuleMember, PairsName, PlatformName, SeedForm, SeedPlace, TypedArrayName, UnconstructableReason } from "./plan.ts";

/**
 * One value, as JSON: what fast-check generates and a witness stores. Strings, finite numbers, booleans, null and arrays stand for
 * themselves. It needs no plan beside it to be built or printed.
 */
export type Description = string | number | boolean | null | readonly Description[] | Described;

export type Described =
  | { readonly kind: "undefined" }
  | { readonly kind: "bigint"; readonly digits: string }
  | { readonly kind: "symbol"; readonly name: string }
  | { readonly kind: "object"; readonly properties: readonly Property[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Description, Description])[]; readonly isWeak?: boolean }
  | { readonly kind: "set"; readonly elements: readonly Description[]; readonly isWeak?: boolean }
  | GoMapDescription
  | { readonly kind: "date"; readonly time: number }
  | { readonly kind: "regexp"; readonly source: string; readonly flags: string }
  | { readonly kind: "error"; readonly name: string; readonly message: string }
  | { readonly kind: "typed-array"; readonly name: TypedArrayName; readonly items: readonly number[] }
  | { readonly kind: "pairs"; readonly name: PairsName; readonly entries: readonly (readonly [string, string])[] }
  | { readonly kind: "platform"; readonly name: PlatformName; readonly eventType?: string }
  | { readonly kind: "promise"; readonly value: Description }
  | EnumDescription
  | InstanceDescription
  | FunctionDescription
  | { readonly kind: "iterable"; readonly form: IterableForm; readonly items: readonly Description[] }
  | { readonly kind: "merge"; readonly parts: readonly Description[] }
  | SharedDescription
  | { readonly kind: "cast"; readonly value: Description }
  | StandInDescription
  | CustomDescription
  | AbsentDescription;

/** Keys are such that the map takes. */
export interface GoMapDescription {
  readonly kind: "gomap";
  readonly keyKind: GoKeyKind;
  readonly entries: readonly (readonly [Description, Description])[];
  /** Keys that were inserted before, and deleted afterwards: where they were, there is room. */
  readonly deleted?: readonly Description[];
  readonly isStepped?: boolean;
}

export type Property = readonly [name: string, value: Description];

export interface EnumDescription {
  readonly kind: "enum";
  readonly declared: ModuleMember;
  readonly isConst: boolean;
  readonly member: string;
  readonly value: string | number;
}

export interface InstanceDescription {
  readonly kind: "instance";
  readonly class: ModuleMember;
  readonly args: readonly Description[];
  readonly isHidden?: boolean;
  readonly abstractMembers?: readonly Property[];
  readonly seeds?: readonly SeedDescription[];
  /** Members of what stands in for it where its constructor throws. */
  readonly otherwise?: readonly Property[];
}

export interface FunctionDescription {
  readonly kind: "function";
  readonly name: string;
  /** What the calls return, one after the other; the last stands for all further ones. None: undefined. */
  readonly returns: readonly Description[];
  /** The callbacks among its arguments that each call of it calls. */
  readonly calls?: readonly CallbackCall[];
  readonly properties?: readonly Property[];
}

/** `now`: before the stub returns; `later`: as an external completion. */
export interface CallbackCall {
  readonly argument: number;
  readonly when: "now" | "later";
  readonly args: readonly Description[];
}

/** The same object wherever pool and index are the same, within one run. `value` follows from them. */
export interface SharedDescription {
  readonly kind: "shared";
  readonly pool: string;
  readonly index: number;
  readonly value: Description;
}

/** See `StandInPlan`. */
export interface StandInDescription {
  readonly kind: "stand-in";
  readonly type: string;
  readonly properties?: readonly Property[];
}

/** See `CustomPlan`. The hook's choices follow from the seed. */
export interface CustomDescription {
  readonly kind: "custom";
  readonly name: string;
  readonly seed: number;
  /** It stands for all arguments of a call. */
  readonly isList?: boolean;
}

/** Stands where no value can be made; using it throws `UnbuildableError`. */
export interface AbsentDescription {
  readonly kind: "absent";
  readonly reason: UnconstructableReason;
  readonly type: string;
}

/** What to put into one place: the entries of `value` into the collection there, or `value` itself. */
export interface SeedDescription {
  readonly place: SeedPlace;
  readonly how: SeedForm;
  readonly value: Description;
}

/** The description is none of those that stand for themselves. */
export function isDescribed(description: Description): description is Described {
  return typeof description === "object" && description !== null && !Array.isArray(description);
}

/** What tells descriptions apart. */
export function identityOf(description: Description): string {
  const isShared = isDescribed(description) && description.kind === "shared";
  return isShared ? `${description.pool} ${description.index}` : JSON.stringify(description);
}
