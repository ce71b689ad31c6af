import { EventEmitter } from "node:events";
import { buildFunction } from "./build-function.ts";
import { buildInstance, instanceOrStandIn } from "./build-instance.ts";
import { type CustomDescription, type Described, type Description, type GoMapDescription, isDescribed } from "./description.ts";
import { defineAll } from "./define-all.ts";
import type { IterableForm, TypedArrayName } from "./plan.ts";
import { createStandIn } from "./stand-in.ts";
import { UnbuildableError } from "./unbuildable.ts";
import type { World } from "./world.ts";

/**
 * Makes the value that calls are to be made on, afresh.
 *
 * @throws UnbuildableError as `build`, and for a class that is out of reach or whose constructor throws.
 */
export function buildReceiver(description: Description, world: World): unknown {
  const inner = isDescribed(description) && description.kind === "cast" ? description.value : description;
  return isDescribed(inner) && inner.kind === "instance" ? buildInstance(inner, world, build) : build(inner, world);
}

/**
 * Makes the value, afresh, except that shared objects are made once per world. An instance whose class is out of reach, or whose constructor
 * throws, becomes a stand-in.
 *
 * @throws UnbuildableError for an absent value.
 */
export function build(description: Description, world: World): unknown {
  if (Array.isArray(description)) return description.map((item: Description) => build(item, world));
  if (!isDescribed(description)) return description;
  switch (description.kind) {
    case "object":
      return defineAll({}, description.properties, world, build);
    case "map":
      return buildMap(description, world);
    case "gomap":
      return buildGoMap(description, world);
    case "set":
      return buildSet(description, world);
    case "promise":
      return world.external(build(description.value, world), "promise");
    case "instance":
      return instanceOrStandIn(description, world, build);
    case "custom":
      return buildCustom(description, world);
    case "stand-in":
      return createStandIn(description, world, build);
    case "function":
      return defineAll(buildFunction(description, world, build), description.properties ?? [], world, build);
    case "iterable":
      return buildIterable(description.items.map((item) => build(item, world)), description.form, world);
    case "merge":
      return buildMerged(description.parts, world);
    case "shared":
      return buildShared(description, world);
    case "cast":
      return build(description.value, world);
    case "absent":
      throw new UnbuildableError(description.reason, description.type);
    default:
      return buildSimple(description, world);
  }
}

function buildSimple(description: Described, world: World): unknown {
  switch (description.kind) {
    case "bigint":
      return BigInt(description.digits);
    case "symbol":
      return once(world, `symbol ${description.name}`, () => Symbol(description.name));
    case "date":
      return new Date(description.time);
    case "regexp":
      return new RegExp(description.source, description.flags);
    case "error":
      return new (globalThis as unknown as Record<string, ErrorConstructor>)[description.name]!(description.message);
    case "typed-array":
      return buildTypedArray(description.name, description.items);
    case "pairs":
      return buildPairs(new globalThis[description.name](), description.entries);
    case "platform":
      return description.eventType === undefined ? platformObjects[description.name]() : new Event(description.eventType);
    case "enum":
      return description.value;
    default:
      return undefined;
  }
}

function buildMap({ entries, isWeak }: Described & { kind: "map" }, world: World): unknown {
  const built = entries.map(([key, value]) => [build(key, world), build(value, world)] as const);
  return isWeak ? new WeakMap(built as [object, unknown][]) : new Map(built);
}

function buildGoMap(description: GoMapDescription, world: World): unknown {
  if (world.goMap === undefined) throw new UnbuildableError("not-exported", "GoMap");
  return world.goMap(description, (part) => build(part, world));
}

function buildSet({ elements, isWeak }: Described & { kind: "set" }, world: World): unknown {
  const built = elements.map((element) => build(element, world));
  return isWeak ? new WeakSet(built as object[]) : new Set(built);
}

function buildTypedArray(name: TypedArrayName, items: readonly number[]): unknown {
  if (name === "Buffer") return Buffer.from(items);
  if (name === "BigInt64Array" || name === "BigUint64Array") return new globalThis[name](items.map(BigInt));
  return new globalThis[name](items);
}

function buildPairs(target: { append(name: string, value: string): void }, entries: readonly (readonly [string, string])[]): unknown {
  for (const [name, value] of entries) target.append(name, value);
  return target;
}

const platformObjects = {
  EventTarget: () => new EventTarget(),
  Event: () => new Event("a"),
  AbortController: () => new AbortController(),
  AbortSignal: () => new AbortController().signal,
  URL: () => new URL("http://localhost/a?b=1"),
  TextEncoder: () => new TextEncoder(),
  TextDecoder: () => new TextDecoder(),
  ArrayBuffer: () => new ArrayBuffer(8),
  EventEmitter: () => new EventEmitter(),
};

function buildCustom({ name, seed, isList }: CustomDescription, world: World): unknown {
  if (!world.custom) throw new UnbuildableError("no-hooks", name);
  return world.custom(name, seed, isList === true);
}

/** The arguments of a call: one description may stand for all of them. */
export function buildArguments(descriptions: readonly Description[], world: World): unknown[] {
  return descriptions.flatMap((each) => {
    const value = build(each, world);
    return isDescribed(each) && each.kind === "custom" && each.isList === true ? value : [value];
  });
}

function buildIterable(items: readonly unknown[], form: IterableForm, world: World): unknown {
  if (form === "iterable") return items;
  if (form === "iterator") return items[Symbol.iterator]();
  if (form === "generator") return (function* () { yield* items; })();
  return (async function* () {
    for (const item of items) yield await world.external(item, "next of an async iterable");
  })();
}

/** The members of the further parts are added to the first. */
function buildMerged(parts: readonly Description[], world: World): unknown {
  const [first, ...rest] = parts.map((part) => build(part, world));
  for (const part of rest) Object.defineProperties(first, Object.getOwnPropertyDescriptors(part));
  return first;
}

function buildShared({ pool, index, value }: Described & { kind: "shared" }, world: World): unknown {
  return once(world, `${pool} ${index}`, () => build(value, world));
}

function once(world: World, key: string, make: () => unknown): unknown {
  if (!world.shared.has(key)) world.shared.set(key, make());
  return world.shared.get(key);
}
