import fc from "fast-check";
import type { ConcurrentMap } from "../../../src/engine/concurrent/concurrent-map.ts";
import { formatHistory } from "../../../src/engine/linearize/format.ts";
import { History } from "../../../src/engine/linearize/history.ts";
import { checkMapHistory, type RangeOptions } from "../../../src/engine/linearize/range.ts";
import { go } from "../../../src/engine/schedule/run.ts";
import type { Steps } from "../../../src/engine/step/step.ts";

type NumberMap = ConcurrentMap<number, number>;

/** How each operation is called with the arguments that a program has for it. */
const operations = {
  load: (map: NumberMap, [key]: Args) => map.load(key!),
  store: (map: NumberMap, [key, value]: Args) => map.store(key!, value!),
  loadOrStore: (map: NumberMap, [key, value]: Args) => map.loadOrStore(key!, value!),
  loadAndDelete: (map: NumberMap, [key]: Args) => map.loadAndDelete(key!),
  delete: (map: NumberMap, [key]: Args) => map.delete(key!),
  swap: (map: NumberMap, [key, value]: Args) => map.swap(key!, value!),
  compareAndSwap: (map: NumberMap, [key, old, next]: Args) => map.compareAndSwap(key!, old!, next!),
  compareAndDelete: (map: NumberMap, [key, old]: Args) => map.compareAndDelete(key!, old!),
  range: (map: NumberMap, [limit]: Args) => rangePairs(map, limit),
};

type Args = readonly number[];
export type OperationName = keyof typeof operations;

export interface MapOperation {
  readonly name: OperationName;
  readonly args: Args;
}

/** What tasks do with one map. */
export interface MapProgram {
  /** What the main task does before it starts the others. */
  readonly setup: readonly MapOperation[];
  readonly tasks: readonly (readonly MapOperation[])[];
}

export interface ProgramOptions {
  /** The most operations of all tasks together (8), and of one of them (8). */
  readonly total?: number;
  readonly perTask?: number;
  /** The most operations of the setup (3). */
  readonly setup?: number;
  /** The keys that a program may use: 0 to 2 if not given. A program takes 1 to 3 of them. */
  readonly keys?: readonly [number, ...number[]];
  /** Whether there are `range` calls: if not given, yes. */
  readonly ranges?: boolean;
}

/** An operation whose values are chosen later, when it is known what the program writes. */
interface Draft {
  readonly name: OperationName;
  readonly key: number;
  readonly pick: number;
}

/**
 * Programs of 2 to 4 tasks on 1 to 3 keys. Each operation that writes has a value of its own, so that a stale value is told from a
 * fresh one; compareAndSwap and compareAndDelete compare with what some operation of the program writes to their key.
 */
export function randomProgram(options: ProgramOptions = {}): fc.Arbitrary<MapProgram> {
  const { total = 8, perTask = 8, setup = 3, keys = [0, 1, 2], ranges = true } = options;
  const draft = fc.record({ name: operationName(ranges), key: fc.nat(), pick: fc.nat(100) });
  return fc
    .record({
      keys: fc.shuffledSubarray([...keys], { minLength: 1, maxLength: Math.min(3, keys.length) }),
      setup: fc.array(draft, { maxLength: setup }),
      tasks: fc.array(fc.array(draft, { minLength: 1, maxLength: perTask }), { minLength: 2, maxLength: 4 }),
    })
    .map((drafts) => programOf({ ...drafts, tasks: shorten(drafts.tasks, total) }));
}

/** The program for a scheduler: main does the setup, starts the tasks and gives back the history, which is complete when all are done. */
export function recordedProgram(program: MapProgram, create: () => NumberMap): () => Steps<History> {
  return function* (): Steps<History> {
    const history = new History();
    const map = create();
    yield* perform(history, map, program.setup);
    for (const task of program.tasks) go(() => perform(history, map, task));
    return history;
  };
}

/** Why the history is not one of a correct map, with all of its events, or null where it is. */
export function whyWrong(history: History, options?: RangeOptions): string | null {
  const checked = checkMapHistory(history, options);
  return checked.ok ? null : `${checked.explanation}\n\n${formatHistory(history)}`;
}

function* perform(history: History, map: NumberMap, todo: readonly MapOperation[]): Steps<void> {
  for (const { name, args } of todo) yield* history.record<unknown>(name, args, operations[name](map, args));
}

/** What a range gives, up to so many entries. */
function* rangePairs(map: NumberMap, limit: number | undefined): Steps<[number, number][]> {
  const pairs: [number, number][] = [];
  yield* map.range(function* (key, value): Steps<boolean> {
    pairs.push([key, value]);
    return pairs.length !== limit;
  });
  return pairs;
}

function operationName(ranges: boolean): fc.Arbitrary<OperationName> {
  const names: OperationName[] = ["load", "load", "store", "store", "loadOrStore", "loadAndDelete", "delete", "swap"];
  names.push("compareAndSwap", "compareAndSwap", "compareAndDelete");
  if (ranges) names.push("range");
  return fc.constantFrom(...names);
}

/** The first operations of each task, as many as are allowed, and one of each task in any case. */
function shorten(tasks: readonly (readonly Draft[])[], total: number): Draft[][] {
  const short: Draft[][] = tasks.map(() => []);
  let left = Math.max(total, tasks.length);
  for (let turn = 0; left > 0 && tasks.some((task) => turn < task.length); turn++) {
    tasks.forEach((task, index) => {
      if (turn < task.length && left-- > 0) short[index]!.push(task[turn]!);
    });
  }
  return short;
}

interface Drafts {
  readonly keys: readonly number[];
  readonly setup: readonly Draft[];
  readonly tasks: readonly (readonly Draft[])[];
}

function programOf(drafts: Drafts): MapProgram {
  const all = [...drafts.setup, ...drafts.tasks.flat()];
  const keyOf = (draft: Draft): number => drafts.keys[draft.key % drafts.keys.length]!;
  const values = new Map(all.filter(isWriter).map((draft, index) => [draft, 10 + index]));
  const finish = (draft: Draft): MapOperation => {
    const { name, pick } = draft;
    const key = keyOf(draft);
    const written = [...values].filter(([writer]) => keyOf(writer) === key && writer !== draft).map(([, value]) => value);
    const old = written.length === 0 ? 0 : written[pick % written.length]!;
    if (name === "range") return { name, args: pick % 3 === 0 ? [1 + (pick % 2)] : [] };
    if (name === "compareAndSwap") return { name, args: [key, old, values.get(draft)!] };
    if (name === "compareAndDelete") return { name, args: [key, old] };
    return { name, args: isWriter(draft) ? [key, values.get(draft)!] : [key] };
  };
  return { setup: drafts.setup.map(finish), tasks: drafts.tasks.map((task) => task.map(finish)) };
}

function isWriter({ name }: Draft): boolean {
  return ["store", "loadOrStore", "swap", "compareAndSwap"].includes(name);
}
