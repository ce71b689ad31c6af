import { type Described, type Description, type GoMapDescription, isDescribed, type SeedDescription } from "./description.ts";
import type { ModuleMember, SeedPlace } from "./plan.ts";
import { isStandIn } from "./stand-in.ts";
import type { Variable, World } from "./world.ts";

type Build = (description: Description, world: World) => unknown;

/**
 * Puts entries into the collections that are there, and resources into their places. A place that is out of reach, or holds something
 * else, is left alone.
 *
 * @param receiver The instance for places in fields; undefined for those of modules and classes.
 * @returns The places that could not be seeded.
 */
export function applySeeds(receiver: object | undefined, seeds: readonly SeedDescription[], world: World, build: Build): SeedPlace[] {
  return seeds.filter((seed) => !applySeed(receiver, seed, world, build)).map((seed) => seed.place);
}

function applySeed(receiver: object | undefined, { place, how, value }: SeedDescription, world: World, build: Build): boolean {
  const variable = variableAt(receiver, place, world);
  if (!variable) return false;
  if (how === "entries") return addEntries(variable.get(), collectionIn(value), world, build);
  if (how === "object" && !isOpen(variable.get())) return false;
  variable.set(build(value, world));
  return true;
}

/** What a place holds; undefined where it is out of reach. @param receiver as for `applySeeds` */
export function valueAt(receiver: object | undefined, place: SeedPlace, world: World): unknown {
  return variableAt(receiver, place, world)?.get();
}

/** Whether nothing is there, or something of which nothing is known. */
function isOpen(value: unknown): boolean {
  return value === undefined || isStandIn(value);
}

/** The place as something that can be read and replaced. */
function variableAt(receiver: object | undefined, place: SeedPlace, world: World): Variable | undefined {
  switch (place.in) {
    case "self":
      return receiver && { get: () => receiver, set: () => {} };
    case "field":
      return receiver && memberAt(receiver, place.path);
    case "hash-private": {
      const [name, ...path] = place.path;
      const value = receiver && name !== undefined ? world.hashPrivate?.(receiver, place.className, name) : undefined;
      return path.length > 0 ? memberAt(value, path) : value === undefined ? undefined : { get: () => value, set: () => {} };
    }
    case "static":
      return memberAt(world.load(place.class), place.path);
    case "module":
      return moduleVariable(place.declared, place.path, world);
  }
}

/** What a module exports can be read, but not replaced. */
function moduleVariable(declared: ModuleMember, path: readonly string[], world: World): Variable | undefined {
  const variable = world.variable?.(declared) ?? { get: () => world.load(declared), set: () => {} };
  return path.length === 0 ? variable : memberAt(variable.get(), path);
}

function memberAt(root: unknown, path: readonly string[]): Variable | undefined {
  let owner = root;
  for (const name of path.slice(0, -1)) owner = isObject(owner) ? owner[name] : undefined;
  const last = path.at(-1);
  if (!isObject(owner) || last === undefined) return undefined;
  const target = owner;
  return { get: () => target[last], set: (value) => void Reflect.set(target, last, value) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === "object" || typeof value === "function") && value !== null;
}

export function collectionIn(value: Description): Description {
  let inner = value;
  while (isDescribed(inner) && (inner.kind === "cast" || inner.kind === "shared")) inner = inner.value;
  return inner;
}

/** Whatever has the methods takes part: subclasses and traced collections too. */
function addEntries(target: unknown, entries: Description, world: World, build: Build): boolean {
  if (!isObject(target)) return false;
  if (Array.isArray(entries)) {
    if (!Array.isArray(target) || Object.isFrozen(target)) return false;
    for (const item of entries as readonly Description[]) target.push(build(item, world));
    return true;
  }
  return isDescribed(entries) && addDescribed(target, entries, world, build);
}

type Method = (...args: unknown[]) => unknown;

function addDescribed(target: Record<string, unknown>, entries: Described, world: World, build: Build): boolean {
  const method = (name: string): Method | undefined => (typeof target[name] === "function" ? (target[name] as Method).bind(target) : undefined);
  const addAll = (name: string, groups: readonly (readonly Description[])[]): boolean => {
    const add = method(name);
    for (const group of groups) add?.(...group.map((part) => build(part, world)));
    return add !== undefined;
  };
  if (entries.kind === "map") return addAll("set", entries.entries);
  if (entries.kind === "gomap") return addToGoMap(target, entries, (each) => build(each, world));
  if (entries.kind === "set") return addAll("add", entries.elements.map((element) => [element]));
  if (entries.kind === "pairs") return addAll("append", entries.entries);
  if (entries.kind !== "object" || Object.isFrozen(target)) return false;
  for (const [name, value] of entries.properties) Object.defineProperty(target, name, { value: build(value, world), writable: true, enumerable: true, configurable: true });
  return true;
}

/** What a stepped map is over takes entries at once. */
function addToGoMap(target: Record<string, unknown>, { entries, deleted = [] }: GoMapDescription, make: (description: Description) => unknown): boolean {
  const plain = isObject(target["map"]) ? target["map"] : target;
  if (typeof plain["set"] !== "function" || typeof plain["delete"] !== "function" || typeof plain["has"] !== "function") return false;
  const { set, has, delete: remove } = plain as Record<string, Method>;
  const room = deleted.map(make).filter((key) => Reflect.apply(has!, plain, [key]) !== true);
  for (const key of room) Reflect.apply(set!, plain, [key, undefined]);
  for (const [key, value] of entries) Reflect.apply(set!, plain, [make(key), make(value)]);
  for (const key of room) Reflect.apply(remove!, plain, [key]);
  return true;
}
