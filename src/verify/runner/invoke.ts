import type { Entry } from "../case.ts";
import { UnbuildableError } from "../inputs/unbuildable.ts";
import type { VirtualLoop } from "../loop/virtual-loop.ts";

type Callable = (...args: unknown[]) => unknown;

/** A generator is asked for so many values. */
const mostValues = 200;

/** Where a call goes: the function or, for accessors, the property; with what it is called on. */
export interface Place {
  readonly owner: unknown;
  readonly value: unknown;
  readonly key: string | undefined;
}

/** Follows a path. A getter on the way is the program's own, and is called. The last one of an accessor is not. */
export function placeAt(root: unknown, path: readonly string[], isAccessor: boolean): Place {
  let owner: unknown;
  let value = root;
  path.forEach((name, index) => {
    owner = value;
    const isLast = index === path.length - 1;
    value = owner === undefined || owner === null || (isLast && isAccessor) ? undefined : (owner as Record<PropertyKey, unknown>)[keyOf(name)];
  });
  return { owner, value, key: path.at(-1) };
}

/** `@@iterator` is the well-known symbol. */
function keyOf(name: string): PropertyKey {
  return name.startsWith("@@") ? ((Symbol as unknown as Record<string, symbol>)[name.slice(2)] ?? name) : name;
}

/**
 * Makes a call. A generator is walked to its end: whoever walks it does other things between two values.
 * @throws UnbuildableError where there is no such function; and what the function throws.
 */
export function invoke({ owner, value, key }: Place, entry: Entry, args: readonly unknown[], loop: VirtualLoop): unknown {
  if (entry.accessor !== undefined) return access(owner, key!, entry.accessor, args);
  if (typeof value !== "function") throw new UnbuildableError("not-exported", entry.label);
  if (entry.isConstructor === true) return new (value as new (...args: unknown[]) => object)(...args);
  const result = Reflect.apply(value as Callable, owner, args);
  if (entry.isGenerator === "sync") return walk(result as Iterator<unknown>, loop);
  return entry.isGenerator === "async" ? walkAsync(result as AsyncIterator<unknown>, loop) : result;
}

function access(owner: unknown, key: string, accessor: "get" | "set", args: readonly unknown[]): unknown {
  const target = owner as Record<PropertyKey, unknown>;
  if (accessor === "get") return target[keyOf(key)];
  target[keyOf(key)] = args[0];
  return undefined;
}

async function walk(generator: Iterator<unknown>, loop: VirtualLoop): Promise<void> {
  for (let count = 0; count < mostValues && generator.next().done !== true; count++) await loop.external("its consumer goes on", { value: undefined });
}

async function walkAsync(generator: AsyncIterator<unknown>, loop: VirtualLoop): Promise<void> {
  for (let count = 0; count < mostValues && (await generator.next()).done !== true; count++) await loop.external("its consumer goes on", { value: undefined });
}
