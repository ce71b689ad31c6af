/**
 * Makes values whose choice is a part of a run's input: the same number gives the same values, so that a witness makes its run again.
 */
export interface Maker {
  /** One of the items. @throws TypeError if there is none. */
  pick<Item>(...items: readonly Item[]): Item;
  /** A whole number from `min` to `max`, both included. @throws RangeError if there is none. */
  integer(min: number, max: number): number;
  /** A short text, out of few: it may be the key of something that is there. */
  text(): string;
  /**
   * A promise of the value, which the event loop fulfils when it pleases: what an operation outside of the program gives.
   * @param label What the operation is called where the schedule is shown.
   */
  external<Value>(value: Value, label?: string): Promise<Value>;
  /** A function that tells the run of its calls, and returns `returns`. */
  stub<Returns = undefined>(name: string, returns?: Returns): (...args: readonly unknown[]) => Returns;
}

export interface VerifyHooks {
  /**
   * How to make a value of the class, interface or type alias of that name: where it is a parameter, of a constructor as well, an element of a
   * collection, or what a method is called on.
   */
  readonly types?: Readonly<Record<string, (make: Maker) => unknown>>;
  /** The arguments of a function, by the name that reports give it: `load`, `Cache.get`, `createStore()`, `new Cache`. */
  readonly arguments?: Readonly<Record<string, (make: Maker) => readonly unknown[]>>;
  /**
   * What the project's files get instead of a module, as they import it (`redis`) or relative to this file (`./src/native.ts`): its exports, or a
   * function that gives them, which is called once.
   */
  readonly modules?: Readonly<Record<string, Readonly<Record<string, unknown>> | (() => Readonly<Record<string, unknown>>)>>;
  /** Called before each run: for state that only closures see. */
  beforeEach?(): void;
  /** Called after each run. */
  afterEach?(): void;
}

/** What a `rangeguard.verify.ts` exports as its default: how `rangeguard verify` is to make what types do not say. */
export function defineVerify(hooks: VerifyHooks): VerifyHooks {
  return hooks;
}
