import { defineAll } from "./define-all.ts";
import type { Description, InstanceDescription, Property } from "./description.ts";
import { applySeeds } from "./seed.ts";
import { createStandIn } from "./stand-in.ts";
import { UnbuildableError } from "./unbuildable.ts";
import type { World } from "./world.ts";

type Build = (description: Description, world: World) => unknown;

/** One whose class is out of reach, or whose constructor throws, becomes a stand-in. */
export function instanceOrStandIn(description: InstanceDescription, world: World, build: Build): unknown {
  const { localName } = description.class;
  try {
    return buildInstance(description, world, build);
  } catch (error) {
    if (!(error instanceof UnbuildableError) || (error.reason !== "constructor-threw" && error.reason !== "not-exported")) throw error;
    const found = world.load(description.class) as { readonly prototype?: unknown } | undefined;
    const prototype = typeof found === "function" && isObject(found.prototype) ? found.prototype : undefined;
    return createStandIn({ type: localName, properties: description.otherwise, ...(prototype && { prototype }) }, world, build);
  }
}

/** @throws UnbuildableError for a class that is out of reach, and a constructor that throws. */
export function buildInstance(description: InstanceDescription, world: World, build: Build): unknown {
  const { class: declared, args, abstractMembers = [], seeds = [] } = description;
  const found = world.load(declared);
  if (typeof found !== "function") throw new UnbuildableError("not-exported", declared.localName);
  const given = args.map((arg) => build(arg, world));
  let instance: object;
  try {
    const target = abstractMembers.length > 0 ? concrete(found as Constructor, abstractMembers, world, build) : (found as Constructor);
    instance = new target(...given);
  } catch (error) {
    if (error instanceof UnbuildableError) throw error;
    throw new UnbuildableError("constructor-threw", declared.localName, error);
  }
  applySeeds(instance, seeds, world, build);
  return instance;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" || typeof value === "function") && value !== null;
}

type Constructor = new (...args: unknown[]) => object;

/** The members lie on the prototype: the constructor may call them. */
function concrete(base: Constructor, members: readonly Property[], world: World, build: Build): Constructor {
  const made = class extends base {};
  defineAll(made.prototype, members, world, build);
  return made;
}
