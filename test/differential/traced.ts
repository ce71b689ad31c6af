/** What a run shows: `grow`, a loop visits an entry that its own body inserted; `ahead`, it removes an entry before its visit. */
export type Family = "grow" | "ahead";

/** One thing that a run has shown of a loop. */
export interface Shown {
  readonly family: Family;
  /** The line of the loop. */
  readonly loop: number;
  /** Where the change was made, seen from the loop: the lines of the calls on the way, then that of the change itself. */
  readonly lines: readonly number[];
  /** The entry had been visited before, and deleted in the round that inserted it. */
  readonly again: boolean;
  /** Whether it counts is a matter of opinion: neither a finding nor its absence is wrong. */
  readonly open: boolean;
}

/** More steps than this, of all iterations of a run, are taken for endless, and so are more calls of any kind. */
const MAX_STEPS = 48;
const MAX_CALLS = 400;

class Endless extends Error {}

const none: readonly Shown[] = [];

interface Iteration {
  readonly line: number;
  readonly quiet: boolean;
  readonly collection: object;
  /** How many calls were open when it was opened. */
  readonly depth: number;
  inRound: boolean;
  /** Keys that it has visited: is the entry still the same? Otherwise it was inserted anew since. */
  readonly visited: Map<string, boolean>;
  /** Entries inserted by its own rounds and not visited since. */
  own: Map<string, Shown> | undefined;
  deletedInRound: Set<string> | undefined;
  insertedInRound: Set<string> | undefined;
  /** Entries removed in this round before their visit: shown if there is a next step. */
  removals: readonly Shown[];
  /** Shown if this round does anything, or goes on to the next step. */
  pending: readonly Shown[];
}

/** Follows one run of a program: which iterations are open, and what their own rounds do to them. */
export class Recorder {
  readonly shown = new Set<Shown>();
  readonly #changes = new Map<number | string, Shown>();
  isEndless = false;
  readonly #undecided = new Map<Shown, Shown>();
  #open: Iteration[] = [];
  readonly #calls: number[] = [];
  #steps = 0;
  #effects = 0;

  /** Starts a run; what was shown is kept. */
  reset(): void {
    this.#open = [];
    this.#calls.length = 0;
    this.#steps = 0;
    this.#effects = 0;
    this.isEndless = false;
  }

  call<T>(line: number, run: () => T): T {
    this.effect();
    this.#calls.push(line);
    try {
      return run();
    } finally {
      this.#calls.pop();
    }
  }

  error(text: string): Error {
    this.effect();
    return new Error(text);
  }

  /** A value that the function gives back. */
  given<T>(value: T): T {
    this.effect();
    return value;
  }

  /** The round of each open iteration does something that shows from outside. */
  effect(): void {
    if (++this.#effects > MAX_CALLS) this.#stop();
    for (const iteration of this.#open) if (iteration.pending.length > 0) this.#confirm(iteration);
  }

  open(collection: object, line: number, quiet: boolean): Iteration {
    const iteration: Iteration = {
      line,
      quiet,
      collection,
      depth: this.#calls.length,
      inRound: false,
      visited: new Map(),
      own: undefined,
      deletedInRound: undefined,
      insertedInRound: undefined,
      removals: none,
      pending: none,
    };
    this.#open.push(iteration);
    return iteration;
  }

  /** The iteration asks for its next entry. @throws Endless when there were too many of them. */
  beforeStep(iteration: Iteration): void {
    if (++this.#steps > MAX_STEPS) this.#stop();
    this.#confirm(iteration);
  }

  afterStep(iteration: Iteration, key: string | undefined): void {
    iteration.deletedInRound = undefined;
    iteration.insertedInRound = undefined;
    const { removals } = iteration;
    if (removals !== none) iteration.removals = none;
    if (key === undefined) {
      // What the lost round would have done, had it come, is sure only of a loud one.
      iteration.pending = iteration.quiet ? removals.map((each) => this.#opened(each)) : removals;
      this.#confirm(iteration);
      return this.close(iteration);
    }
    iteration.pending = removals;
    iteration.inRound = true;
    iteration.visited.set(key, true);
    const own = iteration.own?.get(key);
    if (!own) return;
    iteration.own?.delete(key);
    iteration.pending = [...removals, own];
  }

  close(iteration: Iteration): void {
    this.#open = this.#open.filter((other) => other !== iteration);
  }

  inserted(collection: object, key: string, line: number): void {
    for (const iteration of this.#roundsOver(collection)) {
      const again = iteration.deletedInRound?.has(key) === true && iteration.visited.has(key);
      (iteration.own ??= new Map()).set(key, this.#change("grow", iteration, line, again));
      if (iteration.visited.has(key)) iteration.visited.set(key, false);
      (iteration.insertedInRound ??= new Set()).add(key);
    }
  }

  removed(collection: object, key: string, line: number): void {
    for (const iteration of this.#roundsOver(collection)) {
      (iteration.deletedInRound ??= new Set()).add(key);
      iteration.own?.delete(key);
      if (iteration.visited.get(key)) continue;
      // What a round puts in and takes out again leaves no trace.
      const isOpen = iteration.insertedInRound?.has(key) === true;
      iteration.removals = [...iteration.removals, this.#change("ahead", iteration, line, false, isOpen)];
    }
  }

  #stop(): never {
    this.isEndless = true;
    throw new Endless();
  }

  #roundsOver(collection: object): Iteration[] {
    return this.#open.filter((iteration) => iteration.inRound && iteration.collection === collection && !this.isEndless);
  }

  /** One object for all that is told apart in a report. */
  #change(family: Family, { line: loop, depth }: Iteration, line: number, again: boolean, open = false): Shown {
    const code = (((loop * 4096 + line) * 2 + Number(family === "grow")) * 2 + Number(again)) * 2 + Number(open);
    const key = this.#calls.length === depth ? code : `${code} ${this.#calls.slice(depth).join()}`;
    let known = this.#changes.get(key);
    if (!known) {
      known = { family, loop, lines: [...this.#calls.slice(depth), line], again, open };
      this.#changes.set(key, known);
    }
    return known;
  }

  #opened(each: Shown): Shown {
    const known = this.#undecided.get(each) ?? { ...each, open: true };
    this.#undecided.set(each, known);
    return known;
  }

  #confirm(iteration: Iteration): void {
    if (iteration.pending.length === 0 || this.isEndless) return;
    for (const shown of iteration.pending) this.shown.add(shown);
    iteration.pending = none;
  }
}

/** `Map` and `Set` that tell a recorder what happens to them where a line is given; without one they are as usual. */
export function tracedCollections(recorder: Recorder): { Map: typeof Map; Set: typeof Set } {
  class TracedSet extends Set<string> {
    override add(key: string, line?: number): this {
      if (line === undefined) return super.add(key);
      recorder.effect();
      const isNew = !super.has(key);
      super.add(key);
      if (isNew) recorder.inserted(this, key, line);
      return this;
    }
    override has(key: string): boolean {
      recorder.effect();
      return super.has(key);
    }
    override delete(key: string, line?: number): boolean {
      return removal(recorder, this, key, line, super.delete(key));
    }
    override clear(line?: number): void {
      clearing(recorder, this, line);
      super.clear();
    }
    override keys(line?: number, quiet?: boolean): SetIterator<string> {
      return stepping(recorder, this, super.values(), line, quiet) as SetIterator<string>;
    }
    override values(line?: number, quiet?: boolean): SetIterator<string> {
      return stepping(recorder, this, super.values(), line, quiet) as SetIterator<string>;
    }
    override entries(line?: number, quiet?: boolean): SetIterator<[string, string]> {
      return stepping(recorder, this, super.entries(), line, quiet) as SetIterator<[string, string]>;
    }
    override forEach(callback: (value: string, key: string, set: Set<string>) => void, line?: number, quiet?: boolean): void {
      for (const key of this.values(line, quiet)) callback(key, key, this);
    }
  }
  class TracedMap extends Map<string, number> {
    override set(key: string, value: number, line?: number): this {
      if (line === undefined) return super.set(key, value);
      recorder.effect();
      const isNew = !super.has(key);
      super.set(key, value);
      if (isNew) recorder.inserted(this, key, line);
      return this;
    }
    override has(key: string): boolean {
      recorder.effect();
      return super.has(key);
    }
    override delete(key: string, line?: number): boolean {
      return removal(recorder, this, key, line, super.delete(key));
    }
    override clear(line?: number): void {
      clearing(recorder, this, line);
      super.clear();
    }
    override keys(line?: number, quiet?: boolean): MapIterator<string> {
      return stepping(recorder, this, super.keys(), line, quiet) as MapIterator<string>;
    }
    override values(line?: number, quiet?: boolean): MapIterator<number> {
      const entries = stepping(recorder, this, super.entries(), line, quiet);
      return values(entries as MapIterator<[string, number]>) as MapIterator<number>;
    }
    override entries(line?: number, quiet?: boolean): MapIterator<[string, number]> {
      return stepping(recorder, this, super.entries(), line, quiet) as MapIterator<[string, number]>;
    }
    override forEach(callback: (value: number, key: string, map: Map<string, number>) => void, line?: number, quiet?: boolean): void {
      for (const [key, value] of this.entries(line, quiet)) callback(value, key, this);
    }
  }
  return { Map: TracedMap, Set: TracedSet };
}

function removal(recorder: Recorder, collection: object, key: string, line: number | undefined, done: boolean): boolean {
  if (line === undefined) return done;
  recorder.effect();
  if (done) recorder.removed(collection, key, line);
  return done;
}

function clearing(recorder: Recorder, collection: Map<string, number> | Set<string>, line: number | undefined): void {
  if (line === undefined) return;
  recorder.effect();
  for (const key of [...collection.keys()]) recorder.removed(collection, key, line);
}

function stepping(
  recorder: Recorder,
  collection: object,
  inner: Iterator<unknown>,
  line: number | undefined,
  quiet = false,
): unknown {
  if (line === undefined) return inner;
  recorder.effect();
  const iteration = recorder.open(collection, line, quiet);
  return {
    [Symbol.iterator]() {
      return this;
    },
    next() {
      recorder.beforeStep(iteration);
      const step = inner.next();
      const value: unknown = step.value;
      recorder.afterStep(iteration, step.done ? undefined : String(Array.isArray(value) ? value[0] : value));
      return step;
    },
    return() {
      recorder.close(iteration);
      return { done: true, value: undefined };
    },
  };
}

function* values(entries: Iterable<[string, number]>): Generator<number> {
  for (const [, value] of entries) yield value;
}
