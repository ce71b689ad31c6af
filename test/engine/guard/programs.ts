import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect } from "vitest";
import { ConcurrentModificationError } from "../../../src/engine/guard/errors.ts";

/** `on` chooses among the iterations that there are. */
export interface Action {
  readonly kind: "set" | "delete" | "delete current" | "clear" | "open" | "next" | "leave";
  readonly key: number;
  readonly on: number;
}

/** How many entries there are at first, and what is done then. */
export interface Program {
  readonly filled: number;
  readonly actions: readonly Action[];
}

const weights = { set: 4, delete: 4, "delete current": 2, clear: 1, open: 3, next: 12, leave: 3 };
const kinds = Object.entries(weights).flatMap(([kind, weight]) => Array.from({ length: weight }, () => kind as Action["kind"]));

export const programs = fc.record<Program>({
  filled: fc.nat(70),
  actions: fc.array(
    fc.record<Action>({ kind: fc.constantFrom(...kinds), key: fc.nat(80), on: fc.nat(20) }),
    { maxLength: 120, size: "max" },
  ),
});

/** A collection as programs see it: keys are numbers, whatever they are inside. */
export interface Subject {
  readonly size: number;
  has(key: number): boolean;
  set(key: number, value: number): void;
  delete(key: number): boolean;
  clear(): void;
  /** An iterator of one of the methods. */
  open(method: number): Iterator<unknown>;
  /** Everything that can be seen of it. */
  state(): unknown;
}

/** An iteration of both collections. */
export interface Loop {
  readonly id: number;
  readonly guarded: Iterator<unknown>;
  readonly plain: Iterator<unknown>;
  /** The keys it has given out since it was started or taken up again. */
  given: number[];
  visited: number;
  isOpen: boolean;
  /** The map's `B` when it was started. */
  readonly B: number;
}

/** What differs between kinds of collections. */
export interface Rules {
  /** The key in what an iterator has given out. */
  keyOf(item: unknown): number;
  /** Whether the iteration has left the entry behind, which it has given out before. */
  hasLeft(loop: Loop, key: number): boolean;
  /** Whether an iterator goes on when its loop has been left. */
  readonly canResume: boolean;
  bitsOf(subject: Subject): number;
}

/** Does the same to a guarded collection and to one without a guard. The guard must throw when the rules say so, and only then. */
export class Comparison {
  readonly #guarded: Subject;
  readonly #plain: Subject;
  readonly #rules: Rules;
  readonly #loops: Loop[] = [];
  /** How many changes were refused. */
  refused = 0;
  #values = 0;

  constructor(guarded: Subject, plain: Subject, rules: Rules) {
    this.#guarded = guarded;
    this.#plain = plain;
    this.#rules = rules;
  }

  run({ filled, actions }: Program): void {
    for (let key = 0; key < filled; key++) this.#change("insert", key, [], (subject) => subject.set(key, 0));
    for (const action of actions) this.#act(action);
  }

  #act({ kind, key, on }: Action): void {
    const loop = this.#loops[on % Math.max(1, this.#loops.length)];
    if (kind === "open") this.#open(on);
    else if (kind === "set") this.#set(key);
    else if (kind === "delete") this.#delete(key);
    else if (kind === "clear") this.#clear();
    else if (loop === undefined) return;
    else if (kind === "next") this.#next(loop);
    else if (kind === "leave") this.#leave(loop);
    else if (loop.given.length > 0) this.#delete(loop.given.at(-1)!);
  }

  #openLoops(): Loop[] {
    return this.#loops.filter((loop) => loop.isOpen);
  }

  #open(method: number): void {
    const id = this.#loops.length + 1;
    const [guarded, plain] = [this.#guarded.open(method), this.#plain.open(method)];
    const isOpen = this.#rules.canResume || this.#plain.size > 0;
    this.#loops.push({ id, guarded, plain, given: [], visited: 0, isOpen, B: this.#rules.bitsOf(this.#plain) });
  }

  #set(key: number): void {
    const value = ++this.#values;
    const loops = this.#plain.has(key) ? [] : this.#openLoops();
    this.#change("insert", key, loops, (subject) => subject.set(key, value));
  }

  #delete(key: number): void {
    const isDisturbed = (loop: Loop): boolean => loop.given.includes(key) && this.#rules.hasLeft(loop, key);
    const loops = this.#plain.has(key) ? this.#openLoops().filter(isDisturbed) : [];
    this.#change("delete", key, loops, (subject) => subject.delete(key));
  }

  #clear(): void {
    this.#change("clear", undefined, this.#plain.size > 0 ? this.#openLoops() : [], (subject) => subject.clear());
  }

  #change(operation: string, key: number | undefined, disturbed: readonly Loop[], change: (subject: Subject) => unknown): void {
    if (disturbed.length === 0) expect(change(this.#guarded)).toEqual(change(this.#plain));
    else {
      const error = errorOf(() => change(this.#guarded));
      this.refused++;
      expect(error).toBeInstanceOf(ConcurrentModificationError);
      const { iteration, ...rest } = error as ConcurrentModificationError;
      expect(rest.operation).toBe(operation);
      expect(rest.key === undefined ? undefined : this.#rules.keyOf(rest.key)).toBe(key);
      expect(disturbed.map((loop) => [loop.id, loop.visited])).toContainEqual([iteration.id, iteration.visited]);
    }
    const states = [this.#guarded.state(), this.#plain.state()];
    if (!isDeepStrictEqual(states[0], states[1])) expect(states[0]).toEqual(states[1]);
  }

  #next(loop: Loop): void {
    const result = loop.guarded.next();
    expect(result).toEqual(loop.plain.next());
    loop.isOpen = result.done !== true;
    if (result.done === true) return;
    loop.given.push(this.#rules.keyOf(result.value));
    loop.visited++;
  }

  #leave(loop: Loop): void {
    loop.guarded.return!();
    loop.plain.return?.();
    loop.isOpen = false;
    loop.given = [];
  }
}

/** What the function throws. */
export function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
