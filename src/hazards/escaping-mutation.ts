import type { Hazard } from "./types.ts";

export const escapingMutation: Hazard = {
  id: "escaping-mutation",
  title: "Escaping mutation",
  summary: "Disallow deferred functions that change a collection while it is still iterated, or after it was returned.",
  level: "strict",
  why: `A function that is started but not awaited goes on after the statement that started it: an async callback given to \`forEach\`, a call
of an async function whose promise is dropped, a timer, a listener, a \`.then\` callback. Whoever reads the code from top to bottom takes its
changes for done.

Two things follow. A collection that is filled by such functions is returned before they have run: the caller gets it empty, and it grows
later, in its hands. And in a loop that awaits, a function started in one turn changes the collection in a later one: elements of an array
move while the loop walks it, and one of them is skipped.

Often the late change is meant, for instance where a cache fills itself in the background. Therefore this is reported at level \`strict\`
only. A deferred change that always comes after the end of a loop, as from a loop that does not await, is not reported.`,
  oracle: "A deferred function changes the collection while an iteration of it is open, or after its owner returned it.",
  remedy: `- Wait for all of it: \`await Promise.all(ids.map(async (id) => { ... }))\` in place of \`ids.forEach(async ...)\`.
- Or use a loop that awaits: \`for (const id of ids) sizes.set(id, await size(id))\`.
- Or iterate over a snapshot: \`for (const job of [...jobs])\`.
- Or collect what is to be changed, and change it after the loop.`,
  examples: {
    unsafe: [
      `declare function sizeOf(file: string): Promise<number>;

// \`forEach\` awaits nothing: the caller gets an empty map.
export function sizes(files: string[]) {
  const result = new Map<string, number>();
  files.forEach(async (file) => {
    result.set(file, await sizeOf(file));
  });
  return result;
}`,
      `declare function start(job: string): Promise<void>;
declare function finished(job: string): Promise<void>;

// A job that finishes while a later one starts moves the rest down: one of them is never started.
export async function startAll(jobs: string[]) {
  for (const job of jobs) {
    await start(job);
    void finished(job).then(() => {
      jobs.splice(jobs.indexOf(job), 1);
    });
  }
}`,
      `declare function read(sensor: string): Promise<void>;

// If a read takes too long, the timer removes the sensor under the loop, and the next one is not read.
export async function readAll(sensors: string[]) {
  for (const sensor of sensors) {
    const timer = setTimeout(() => {
      sensors.splice(sensors.indexOf(sensor), 1);
    }, 5000);
    await read(sensor);
    clearTimeout(timer);
  }
}`,
    ],
    safe: [
      `declare function sizeOf(file: string): Promise<number>;

// Returned when all callbacks are through.
export async function sizes(files: string[]) {
  const result = new Map<string, number>();
  await Promise.all(
    files.map(async (file) => {
      result.set(file, await sizeOf(file));
    }),
  );
  return result;
}`,
      `declare function sizeOf(file: string): Promise<number>;

// A loop that awaits, one file after the other.
export async function sizes(files: string[]) {
  const result = new Map<string, number>();
  for (const file of files) result.set(file, await sizeOf(file));
  return result;
}`,
      `declare function start(job: string): Promise<void>;
declare function finished(job: string): Promise<void>;

// The loop walks a snapshot.
export async function startAll(jobs: string[]) {
  for (const job of [...jobs]) {
    await start(job);
    void finished(job).then(() => {
      jobs.splice(jobs.indexOf(job), 1);
    });
  }
}`,
      `declare function read(sensor: string): Promise<boolean>;

// Collected while the loop runs, removed after it.
export async function readAll(sensors: Set<string>) {
  const silent: string[] = [];
  for (const sensor of [...sensors]) {
    if (!(await read(sensor))) silent.push(sensor);
  }
  for (const sensor of silent) sensors.delete(sensor);
}`,
      `const recent = new Set<string>();

// The timers run when the loop, which does not await, has long ended.
export function forgetAllSoon() {
  for (const id of recent) {
    setTimeout(() => {
      recent.delete(id);
    }, 1000);
  }
}`,
    ],
  },
};
