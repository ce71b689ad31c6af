import type { RunInput } from "./case.ts";
import { placeName } from "./inputs/describe-instance.ts";
import { type Description, isDescribed, type SeedDescription } from "./inputs/description.ts";

/** What of an input holds state: all of a run, or its objects and seeds alone. */
type State = Pick<RunInput, "receivers" | "seeds">;

/** A seed with the receiver whose field it fills: by its place in the case. Undefined for variables of modules and static fields. */
export interface OwnedSeed {
  readonly receiver: number | undefined;
  readonly seed: SeedDescription;
}

type IsWanted = (seed: SeedDescription, owner: string | undefined) => boolean;

/**
 * Whether a place is filled by the code around it in most programs: a field, a variable that importers cannot change. A run that begins with
 * something put there may begin where no program comes: another field may contradict it. Objects that the constructor leaves to others, such
 * as an injector, are none of it, where others can put them there.
 */
function isInnerSeed(seed: SeedDescription): boolean {
  const isField = seed.place.in === "field" || seed.place.in === "static";
  return (isField && seed.how !== "object") || isPrivateSeed(seed);
}

/** Whether the language keeps everybody else from filling the place. */
function isPrivateSeed({ place, how }: SeedDescription): boolean {
  switch (place.in) {
    case "self":
      return false;
    case "field":
      return place.access === "private";
    case "hash-private":
      return true;
    case "static":
      return !place.class.isExported || place.access === "private";
    case "module":
      return !place.declared.isExported || (how === "resource" && place.path.length === 0);
  }
}

/** The private places that an input fills, each once: `Pool.connections`, `Pool.#size`, `slots`. */
export function privateState(input: State): string[] {
  return namesOf(input, isPrivateSeed);
}

/** As `privateState`, of all that is inner state: see `isInnerSeed`. */
export function innerState(input: State): string[] {
  return namesOf(input, isInnerSeed);
}

/** The input without the seeds of its inner state, or without those of one place. */
export function withoutInnerState<Input extends State>(input: Input, name?: string): Input {
  return keepSeeds(input, (seed, owner) => !isInnerSeed(seed) || (name !== undefined && nameOf(seed, owner) !== name));
}

/** The seeds of inner state, if all of them are of the receivers themselves and of modules. Undefined where objects among the values have some. */
export function ownInnerSeeds(input: State): OwnedSeed[] | undefined {
  const ofReceivers = input.receivers.flatMap((value, receiver) => seedsOf(value).map((seed) => ({ receiver, seed })));
  const own: OwnedSeed[] = [...ofReceivers, ...input.seeds.map((seed) => ({ receiver: undefined, seed }))].filter(({ seed }) => isInnerSeed(seed));
  let count = 0;
  keepSeeds(input, (seed) => (isInnerSeed(seed) && count++, true));
  return count === own.length ? own : undefined;
}

function seedsOf(receiver: Description): readonly SeedDescription[] {
  const value = isDescribed(receiver) && receiver.kind === "cast" ? receiver.value : receiver;
  return isDescribed(value) && value.kind === "instance" ? (value.seeds ?? []) : [];
}

function namesOf(input: State, isWanted: (seed: SeedDescription) => boolean): string[] {
  const names = new Set<string>();
  keepSeeds(input, (seed, owner) => (isWanted(seed) && names.add(nameOf(seed, owner)), true));
  return [...names];
}

function nameOf({ place }: SeedDescription, owner: string | undefined): string {
  const name = placeName(place);
  return place.in === "field" && owner !== undefined ? `${owner}.${name}` : name;
}

/** The value with those seeds only, wherever they are in it. @param isWanted is told the class of the seeded object, too. */
function keepSeeds<Value>(value: Value, isWanted: IsWanted): Value {
  if (Array.isArray(value)) return value.map((each: unknown) => keepSeeds(each, isWanted)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const owner = (value as { readonly class?: { readonly localName: string } }).class?.localName;
  const members = Object.entries(value).map(([key, each]: [string, unknown]) => {
    const isSeeds = key === "seeds" && Array.isArray(each);
    return [key, keepSeeds(isSeeds ? (each as SeedDescription[]).filter((seed) => isWanted(seed, owner)) : each, isWanted)] as const;
  });
  return Object.fromEntries(members) as Value;
}
