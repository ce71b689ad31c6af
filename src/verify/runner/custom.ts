import type { Maker, VerifyHooks } from "../define.ts";
import { UnbuildableError } from "../inputs/unbuildable.ts";
import type { World } from "../inputs/world.ts";
import { Choices } from "./choices.ts";

const texts = ["a", "b", "c", "d", "e"];

/** The project's own hooks, in the process that runs them. */
export class CustomHooks {
  readonly #hooks: VerifyHooks;
  #isInRun = false;

  /** @throws TypeError if it is no object as `defineVerify` takes it. */
  constructor(exported: unknown) {
    if (!isRecord(exported)) throw new TypeError("The hook file has no default export with hooks: write `export default defineVerify({ ... })`.");
    this.#hooks = exported;
  }

  /** What the modules export that the hooks give, by name. @throws What a hook throws; TypeError for exports that are no object. */
  modules(): (readonly [string, object])[] {
    return Object.entries(this.#hooks.modules ?? {}).map(([name, given]) => {
      const exports: unknown = typeof given === "function" ? given() : given;
      if (!isRecord(exports)) throw new TypeError(`modules["${name}"] is no object with exports, and no function that returns one.`);
      return [name, exports] as const;
    });
  }

  /** @throws UnbuildableError "hook-failed" */
  make(name: string, seed: number, isList: boolean, world: World): unknown {
    const hooks = isList ? this.#hooks.arguments : this.#hooks.types;
    const hook = hooks && Object.hasOwn(hooks, name) ? hooks[name] : undefined;
    return attempt(name, () => {
      if (typeof hook !== "function") throw new TypeError(`${isList ? "arguments" : "types"}["${name}"] is no function.`);
      const made = hook(makerOf(seed, world));
      if (isList && !Array.isArray(made)) throw new TypeError(`arguments["${name}"] gave no array.`);
      return made;
    });
  }

  /** @throws UnbuildableError "hook-failed" */
  beginRun(): void {
    this.#isInRun = true;
    attempt("beforeEach", () => this.#hooks.beforeEach?.());
  }

  /** @throws UnbuildableError "hook-failed" */
  endRun(): void {
    if (!this.#isInRun) return;
    this.#isInRun = false;
    attempt("afterEach", () => this.#hooks.afterEach?.());
  }
}

function attempt<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof UnbuildableError ? error : new UnbuildableError("hook-failed", name, error);
  }
}

function makerOf(seed: number, world: World): Maker {
  const choices = new Choices(seed);
  return {
    pick: (...items) => {
      if (items.length === 0) throw new TypeError("pick() needs something to pick from.");
      return choices.of(items);
    },
    integer: (min, max) => {
      if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || max < min) throw new RangeError(`There is no integer from ${min} to ${max}.`);
      return min + choices.below(max - min + 1);
    },
    text: () => choices.of(texts),
    external: (value, label = "external") => world.external(value, label) as Promise<typeof value>,
    stub: (name, returns) => stubOf(name, returns, world) as never,
  };
}

function stubOf(name: string, returns: unknown, world: World): (...args: unknown[]) => unknown {
  let count = 0;
  const stub = (...args: unknown[]): unknown => {
    world.called({ name, index: count++, args, stub });
    return returns;
  };
  Object.defineProperty(stub, "name", { value: name });
  return stub;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
