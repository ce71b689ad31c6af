import type { CallbackCall, Description, FunctionDescription } from "./description.ts";
import type { World } from "./world.ts";

type Build = (description: Description, world: World) => unknown;

type Stub = (...args: unknown[]) => unknown;

/** Whoever asks something called like this for a key twice relies on its being another one. */
const generating = /^(?:next|new|create|generate|gen|make|random|unique|uuid|nanoid|fresh|alloc|mint|issue)/i;

function distinct(value: unknown, index: number): unknown {
  if (typeof value === "string") return `${value}${index}`;
  return typeof value === "number" ? value + index : value;
}

/**
 * A stub: tells the world of each call, calls the callbacks that the description says, and returns what comes next, made afresh. One that
 * makes keys, by its name, makes different ones.
 */
export function buildFunction(description: FunctionDescription, world: World, build: Build): Stub {
  const { name, returns, calls = [] } = description;
  let count = 0;
  const stub = (...args: unknown[]): unknown => {
    const index = count++;
    world.called({ name, index, args, stub });
    for (const call of calls) callBack(call, args, name, world, build);
    if (returns.length === 0) return undefined;
    const given = result(returns[Math.min(index, returns.length - 1)]!, name, world, build);
    return index > 0 && generating.test(name) ? distinct(given, index) : given;
  };
  Object.defineProperty(stub, "name", { value: name });
  return stub;
}

/** A promise is named after the stub it comes from. */
function result(description: Description, name: string, world: World, build: Build): unknown {
  const named: World = { ...world, external: (value, label) => world.external(value, label === "promise" ? name : label) };
  return build(description, named);
}

function callBack({ argument, when, args }: CallbackCall, given: readonly unknown[], name: string, world: World, build: Build): void {
  const callback = given[argument];
  if (typeof callback !== "function") return;
  const call = (): void => void (callback as Stub)(...args.map((arg) => build(arg, world)));
  if (when === "now") call();
  else world.later(call, name);
}
