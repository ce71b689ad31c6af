import { promisify } from "node:util";
import type { Description, Property } from "./description.ts";
import { answerCallback } from "./error-first.ts";
import { UnbuildableError } from "./unbuildable.ts";
import type { World } from "./world.ts";

type Build = (description: Description, world: World) => unknown;

export interface StandInOptions {
  /** What it stands for, as people know it. */
  readonly type: string;
  /** Members of known types. */
  readonly properties?: readonly Property[] | undefined;
  /** What `instanceof` finds. */
  readonly prototype?: object;
}

/** So far the members and results of a stand-in go on: a walk along them comes to an end. */
const mostSteps = 12;
/** So many calls of stand-ins in one run mean that something waits for an answer that never comes. */
const mostCalls = 2000;

const standIns = new WeakSet<object>();

/** Of the worlds, by what they share: each stand-in has a number, so that the texts of two are never the same. */
const counts = new WeakMap<Map<string, unknown>, { made: number; called: number }>();

/** The numbers in texts that are made of stand-ins, and of what stands for missing modules: they say in which order these were made. */
export const standInNumber = / #\d+(?=\])/g;

export function isStandIn(value: unknown): boolean {
  return typeof value === "function" && standIns.has(value);
}

/**
 * An object of which every member is a function again, which can be called and constructed. It is no promise, has no elements, and is truthy. As
 * a text it is one that no other stand-in of the world has, as a number NaN. What is assigned to it stays. The world is told of each call, and a
 * callback that takes an error first is answered.
 *
 * @throws UnbuildableError, from its calls, when there are too many of them in one run.
 */
export function createStandIn({ type, properties = [], prototype }: StandInOptions, world: World, build: Build): object {
  world.stoodIn?.(type);
  const standIn = new StandIn(type, world, 0, prototype);
  for (const [name, value] of properties) standIn.lazy.set(name, () => build(value, world));
  return standIn.proxy;
}

class StandIn {
  readonly proxy: object;
  /** Members that are made when they are asked for: most of them never are. */
  readonly lazy = new Map<string, () => unknown>();
  readonly #target: object = plainFunction();
  readonly #path: string;
  readonly #world: World;
  readonly #steps: number;
  readonly #number: number;
  readonly #members = new Map<string, object>();
  #calls = 0;

  constructor(path: string, world: World, steps: number, prototype: object | undefined) {
    this.#path = path;
    this.#world = world;
    this.#steps = steps;
    this.#number = ++countsOf(world).made;
    this.proxy = new Proxy(this.#target, {
      get: (target, key) => (this.#isGiven(key) ? (Reflect.get(target, key) as unknown) : this.#member(key)),
      has: (target, key) => Object.hasOwn(target, key) || (typeof key === "string" && key !== "then"),
      set: (target, key, value) => Reflect.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true }),
      ownKeys: (target) => this.#keys(target),
      // For whoever copies it; for the outcome of a run only what was assigned counts.
      getOwnPropertyDescriptor: (target, key) => {
        const found = Reflect.getOwnPropertyDescriptor(target, key);
        return found?.configurable ? { ...found, enumerable: true } : found;
      },
      apply: (_target, _receiver, args: unknown[]) => this.#called(args),
      construct: (_target, args: unknown[]) => this.#called(args, true) ?? {},
      getPrototypeOf: () => prototype ?? Object.prototype,
    });
    standIns.add(this.proxy);
  }

  /** What was assigned, what is known of it, and what every function has. */
  #isGiven(key: PropertyKey): boolean {
    if (Object.hasOwn(this.#target, key)) return key !== "prototype";
    const make = this.lazy.get(key as string);
    if (make === undefined) return ofFunctions.has(key as string);
    return Reflect.defineProperty(this.#target, key, { value: make(), writable: true, configurable: true });
  }

  /** Without members that cannot be made. */
  #keys(target: object): (string | symbol)[] {
    for (const key of this.lazy.keys()) {
      try {
        this.#isGiven(key);
      } catch (error) {
        if (!(error instanceof UnbuildableError)) throw error;
      }
    }
    return Reflect.ownKeys(target);
  }

  #member(key: PropertyKey): unknown {
    if (typeof key !== "string") return this.#wellKnown(key);
    if (key === "then") return undefined;
    if (key === "toString" || key === "toJSON") return () => this.#text;
    if (key === "valueOf") return () => this.proxy;
    const known = this.#members.get(key) ?? this.#next(`${this.#path}.${key}`);
    if (known !== undefined) this.#members.set(key, known);
    return known;
  }

  #wellKnown(key: PropertyKey): unknown {
    if (key === Symbol.toPrimitive) return (hint: string) => (hint === "number" ? NaN : this.#text);
    // Its calls can be awaited as they are.
    if (key === promisify.custom) return this.proxy;
    return key === Symbol.iterator ? () => [].values() : undefined;
  }

  get #text(): string {
    return `[stand-in ${this.#path} #${this.#number}]`;
  }

  #called(args: readonly unknown[], isNew = false): object | undefined {
    const counts = countsOf(this.#world);
    if (counts.called++ >= mostCalls) throw new UnbuildableError("called-endlessly", this.#path);
    this.#world.called({ name: this.#path, index: this.#calls++, args, stub: this.proxy as (...args: unknown[]) => unknown });
    const result = (): object | undefined => this.#next(`${this.#path}()`);
    if (!isNew) answerCallback(args, this.#path, result, (act, label) => this.#world.later(act, label));
    return result();
  }

  #next(path: string): object | undefined {
    return this.#steps < mostSteps ? new StandIn(path, this.#world, this.#steps + 1, undefined).proxy : undefined;
  }
}

/** What every function has. */
const ofFunctions: ReadonlySet<string> = new Set(["apply", "call", "bind", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"]);

/** Its name and length would be taken for members of what it stands for. */
function plainFunction(): object {
  const made = function () {};
  Reflect.deleteProperty(made, "name");
  Reflect.deleteProperty(made, "length");
  return made;
}

function countsOf({ shared }: World): { made: number; called: number } {
  let found = counts.get(shared);
  if (found === undefined) counts.set(shared, (found = { made: 0, called: 0 }));
  return found;
}
