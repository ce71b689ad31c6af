import type { Hazard } from "./types.ts";

export const gomapUnsynchronized: Hazard = {
  id: "gomap-unsynchronized",
  title: "Go map shared without a lock",
  summary: "Disallow tasks that use one `GoMap` at the same time, one of them writing, with no lock held by both.",
  level: "recommended",
  why: `Go's map is not made for concurrent use. When one task writes to it while another one reads, writes or ranges over it, the program dies with
\`fatal error: concurrent map writes\` (or \`concurrent map read and map write\`, \`concurrent map iteration and map write\`), which nobody can
catch; or nothing shows and an entry is lost, since the runtime looks at certain places only. Different keys do not help: the tasks share
buckets, counters and the growing table. Under a real scheduler the window opens once in a million runs.

Reported are the tasks that \`go\` of \`rangeguard/engine\` starts in one function, and what that function itself does with the map before it has
waited for them. Not reported are uses that a common \`Mutex\` or \`RWMutex\` separates, uses after a \`WaitGroup.wait\`, a channel operation or
anything else that may wait for the other task, and maps that all tasks only read.

The second form of it has no tasks: an async function ranges over a \`GoMap\` and awaits within the loop, while another function inserts into the
map. The range is open over the insertion, and whether it comes to the new entry is left open.`,
  oracle: "A fatal error such as `concurrent map writes`, or a data race, under some schedule.",
  remedy: `- Hold one \`Mutex\` at all uses of the map: \`yield* mutex.with(() => map.set(key, value))\`. An \`RWMutex\` lets several read at once.
- Or use a map that is made for it: \`SyncMap\`, \`RWMutexMap\`, \`ShardedMap\`.
- Or let one task own the map, and send it what is to be changed over a \`Channel\`.
- Or wait before the map is used again: \`yield* group.wait()\`.
- Across an \`await\`, range over a copy: \`for (const [key, value] of [...map.range()])\`.`,
  examples: {
    unsafe: [
      `import { go, SteppedMap } from "rangeguard/engine";

// Two writers. Their keys differ, and still they meet in the buckets.
export function* program() {
  const map = SteppedMap.make("string");
  go(function* () {
    yield* map.set("ann", 1);
  });
  go(function* () {
    yield* map.set("bob", 2);
  });
}`,
      `import { go, SteppedMap, WaitGroup } from "rangeguard/engine";

// One body, several tasks.
export function* countAll(words: readonly string[]) {
  const counts = SteppedMap.make("string");
  const group = new WaitGroup();
  for (const word of words) {
    yield* group.add(1);
    go(function* () {
      yield* counts.set(word, 1);
      yield* group.done();
    });
  }
  yield* group.wait();
}`,
      `import { go, Mutex, SteppedMap } from "rangeguard/engine";

// The lock that one side holds protects nothing.
export function* program() {
  const map = SteppedMap.make("string");
  const mutex = new Mutex();
  go(function* () {
    yield* mutex.lock();
    yield* map.set("ann", 1);
    yield* mutex.unlock();
  });
  yield* map.get("ann");
}`,
      `import { GoMap } from "rangeguard/engine";

declare function send(name: string): Promise<void>;

const members = GoMap.make("string");

export function join(name: string) {
  members.set(name, true);
}

// Who joins during a send may be told, or not.
export async function tellAll() {
  for (const [name] of members.range()) await send(name);
}`,
    ],
    safe: [
      `import { go, Mutex, SteppedMap } from "rangeguard/engine";

// One lock at all uses.
export function* program() {
  const map = SteppedMap.make("string");
  const mutex = new Mutex();
  go(function* () {
    yield* mutex.lock();
    yield* map.set("ann", 1);
    yield* mutex.unlock();
  });
  yield* mutex.with(() => map.get("ann"));
}`,
      `import { go, SteppedMap, WaitGroup } from "rangeguard/engine";

// The map is used again when the task is done.
export function* program() {
  const map = SteppedMap.make("string");
  const group = new WaitGroup();
  yield* group.add(1);
  go(function* () {
    yield* map.set("ann", 1);
    yield* group.done();
  });
  yield* group.wait();
  yield* map.get("ann");
}`,
      `import { go, SyncMap } from "rangeguard/engine";

// A map that is made for several tasks.
export function* program() {
  const map = SyncMap.make("string");
  go(() => map.store("ann", 1));
  go(() => map.store("bob", 2));
}`,
      `import { GoMap } from "rangeguard/engine";

declare function send(name: string): Promise<void>;

const members = GoMap.make("string");

export function join(name: string) {
  members.set(name, true);
}

// The loop walks a copy.
export async function tellAll() {
  for (const [name] of [...members.range()]) await send(name);
}`,
    ],
  },
};
