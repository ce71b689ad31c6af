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
    ],
  },
};
