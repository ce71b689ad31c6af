import { types } from "node:util";
import { isPairs, isTyped } from "../../trace/kinds.ts";
import { list, plainMap } from "../../trace/natives.ts";
import { type Method, type Watch, watchedCall } from "../../trace/patch.ts";
import { Recorder, type Traced } from "../../trace/recorder.ts";
import { readSlots } from "../../trace/read-slots.ts";
import { KeyedShadow, ListShadow } from "../../trace/shadow.ts";
import type { SiteState } from "./site-state.ts";
import type { WatchedLoop } from "./watched-loop.ts";
import type { Recorded } from "./windows.ts";

const { apply } = Reflect;

/** Longer lists are not watched: what is recorded of one grows with the square of its length. */
const mostElements = 2000;

/** How many questions about keys are kept until the collection changes. */
const mostQuestions = 5000;

/** How much work one window may make. */
const mostWork = 4_000_000;

/** All that runs within a window is one piece of synchronous code. */
const clock = { task: () => "1", turn: () => 0 };

interface Asked {
  readonly watch: Watch;
  readonly key: unknown;
  readonly outcome: unknown;
}

/**
 * What happens to a collection while it is being iterated, from the beginning of the first iteration to the end of the last one. Recording
 * begins with the first change: until then what was visited can be told from how much was. Where what is seen does not fit what was recorded, the window is
 * lost, and nothing is judged.
 */
export class Window {
  readonly object: object;
  /** The elements of a list, as they were when the window opened. */
  readonly #elements: readonly unknown[] | null;
  readonly #size: number;
  /** Of iterations that are going on, and, once recording, of those that have ended. */
  readonly #loops: WatchedLoop[] = [];
  #questions: Map<unknown, Asked> | null = null;
  #open = 0;
  #work = 0;
  #recorder: Recorder | null = null;
  #record: Traced | undefined;
  #isLost = false;

  private constructor(object: object, elements: readonly unknown[] | null, size: number) {
    this.object = object;
    this.#elements = elements;
    this.#size = size;
  }

  /** @returns undefined for what is not watched: empty collections, long lists, what is no collection. */
  static on(object: object): Window | undefined {
    if (types.isProxy(object)) return undefined;
    if (types.isMap(object) || types.isSet(object)) {
      const size = sizeOf(object);
      return size === 0 ? undefined : new Window(object, null, size);
    }
    if (Array.isArray(object)) {
      const { length } = object;
      return length === 0 || length > mostElements ? undefined : new Window(object, list.copy(object as unknown[]), length);
    }
    if (isTyped(object) || !isPairs(object)) return undefined;
    return new Window(object, null, -1);
  }

  get isRecording(): boolean {
    return this.#recorder !== null && !this.#isLost;
  }

  begin(loop: WatchedLoop): void {
    this.#open++;
    list.add(this.#loops, loop);
    if (this.isRecording) this.#open_(loop);
  }

  /** @returns whether it was the last iteration that was open. */
  end(loop: WatchedLoop): boolean {
    if (!this.isRecording) list.remove(this.#loops, loop);
    return --this.#open === 0;
  }

  /** A method asks about a key. */
  asked(watch: Watch, native: Method, args: readonly unknown[]): unknown {
    if (this.isRecording) return watchedCall(watch, native, this.#record!, this.#recorder!, args);
    const outcome = apply(native, this.object, args);
    if (!this.#isLost) this.#keep({ watch, key: args[0], outcome });
    return outcome;
  }

  /** A method is about to change the collection. */
  changes(watch: Watch, native: Method, args: readonly unknown[]): unknown {
    if (!this.#isLost && (this.#recorder !== null || this.#record_())) this.spend(1);
    if (this.#isLost) return apply(native, this.object, args);
    return watchedCall(watch, native, this.#record!, this.#recorder!, args);
  }

  /** Counts work on the collection, which for lists grows with their length. */
  spend(times: number): void {
    const shadow = this.#record?.shadow;
    const length = shadow instanceof ListShadow ? shadow.slots.length : 0;
    this.#work += times * (4 + length + (length * length) / 16);
    if (this.#work > mostWork) this.lose();
  }

  /** What was recorded is of no use. */
  lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    for (const loop of this.#loops) {
      loop.stop();
      loop.state.worked(this.#work);
    }
  }

  /** What the window has shown: undefined if the collection was not changed, or the record does not fit it. */
  recorded(): Recorded | undefined {
    if (!this.isRecording) return undefined;
    const sites = new Set<SiteState>();
    for (const loop of this.#loops) {
      loop.state.worked(this.#work);
      sites.add(loop.state);
    }
    if (!this.#fits()) return undefined;
    return { log: this.#recorder!.result(), sites: [...sites] };
  }

  #keep(asked: Asked): void {
    this.#questions ??= plainMap<unknown, Asked>();
    if (this.#questions.size >= mostQuestions) this.lose();
    else this.#questions.set(asked.key, asked);
  }

  /** Begins to record. The collection has not been changed yet. @returns false if it has been. */
  #record_(): boolean {
    if (!this.#isUnchanged()) {
      this.lose();
      return false;
    }
    this.#recorder = new Recorder(clock, [], { visits: Infinity, elements: mostElements });
    this.#record = this.#recorder.track(this.object);
    for (const loop of this.#loops) this.#open_(loop);
    this.#replayQuestions(this.#recorder, this.#record!);
    return !this.#isLost;
  }

  #replayQuestions(recorder: Recorder, record: Traced): void {
    if (this.#questions === null) return;
    const it = this.#questions.values();
    for (let step = it.next(); step.done !== true; step = it.next()) {
      const { watch, key, outcome } = step.value;
      watch.after(recorder, record, outcome, [key], -1);
    }
  }

  #open_(loop: WatchedLoop): void {
    if (!loop.record(this.#recorder!, this.#record!)) this.lose();
  }

  #isUnchanged(): boolean {
    if (this.#elements === null) return this.#size < 0 || sizeOf(this.object) === this.#size;
    const now = this.object as readonly unknown[];
    if (now.length !== this.#elements.length) return false;
    for (let i = 0; i < now.length; i++) if (!Object.is(now[i], this.#elements[i])) return false;
    return true;
  }

  /** Whether the record has what the collection has. */
  #fits(): boolean {
    const { shadow } = this.#record!;
    const slots = readSlots(this.object, () => 0);
    if (shadow instanceof ListShadow) return slots.length === shadow.slots.length && slots.every(({ value }, i) => Object.is(value, shadow.slots[i]!.value));
    if (!(shadow instanceof KeyedShadow)) return false;
    const it = shadow.slots.keys();
    return slots.every(({ key }) => Object.is(it.next().value, key)) && it.next().done === true;
  }
}

const sizes = { map: getterOf(Map.prototype), set: getterOf(Set.prototype) };

function getterOf(prototype: object): PropertyDescriptor {
  return Object.getOwnPropertyDescriptor(prototype, "size")!;
}

function sizeOf(object: object): number {
  const getter = types.isMap(object) ? sizes.map : sizes.set;
  return getter.get!.call(object) as number;
}
