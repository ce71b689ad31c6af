import { type Description, isDescribed, type Property } from "./description.ts";
import type { World } from "./world.ts";

type Build = (description: Description, world: World) => unknown;

/** Properties in their order; one that cannot be made throws when it is read. */
export function defineAll<Target extends object>(target: Target, properties: readonly Property[], world: World, build: Build): Target {
  for (const [name, value] of properties) {
    const key = propertyKey(name);
    const isAbsent = isDescribed(value) && value.kind === "absent";
    const content = isAbsent ? { get: () => build(value, world) } : { value: build(value, world), writable: true };
    Object.defineProperty(target, key, { ...content, enumerable: true, configurable: true });
  }
  return target;
}

/** `@@iterator` is the well-known symbol. */
export function propertyKey(name: string): string | symbol {
  if (!name.startsWith("@@")) return name;
  const symbol = (Symbol as unknown as Record<string, unknown>)[name.slice(2)];
  return typeof symbol === "symbol" ? symbol : name;
}
