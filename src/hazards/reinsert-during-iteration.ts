import type { Hazard } from "./types.ts";

export const reinsertDuringIteration: Hazard = {
  id: "reinsert-during-iteration",
  title: "Reinsertion during iteration",
  summary: "Disallow deleting the current entry and inserting it again, where the loop visits it once more.",
  level: "recommended",
  why: `A \`Map\` and a \`Set\` iterate in insertion order. \`set\` or \`add\` of a key that is there leaves it where it is, but after a
\`delete\` the same key is a new entry at the end of the order. The loop that has just visited it comes to it again, deletes and inserts
it again, and so on: where every turn does so, the loop never ends.

It is easy to write by accident, because "delete, then set" is the usual way to mark an entry of a cache as the most recently used one.`,
  oracle: "A key is visited again after it was deleted and inserted.",
  remedy: `- To change the value only, leave the \`delete\` out: \`set\` of the current key moves nothing.
- To move entries to the end, iterate over a copy: \`for (const key of [...cache.keys()])\`.
- To move a single entry, leave the loop right after it with \`break\` or \`return\`.`,
  examples: {
    unsafe: [
      `interface Session {
  expires: number;
}

// Every session goes to the end and comes up again: the loop never ends.
export function renewAll(sessions: Map<string, Session>, expires: number) {
  for (const [id, session] of sessions) {
    sessions.delete(id);
    sessions.set(id, { ...session, expires });
  }
}`,
      `// A worker that stays busy is visited again and again.
export function moveBusyToEnd(workers: Set<string>, isBusy: (worker: string) => boolean) {
  workers.forEach((worker) => {
    if (isBusy(worker)) {
      workers.delete(worker);
      workers.add(worker);
    }
  });
}`,
    ],
    safe: [
      `interface Session {
  expires: number;
}

// The current key keeps its place.
export function renewAll(sessions: Map<string, Session>, expires: number) {
  for (const [id, session] of sessions) {
    sessions.set(id, { ...session, expires });
  }
}`,
      `// The loop walks a copy.
export function moveBusyToEnd(workers: Set<string>, isBusy: (worker: string) => boolean) {
  for (const worker of [...workers]) {
    if (isBusy(worker)) {
      workers.delete(worker);
      workers.add(worker);
    }
  }
}`,
      `// The loop is left right after the move.
export function takeNext(workers: Set<string>) {
  for (const worker of workers) {
    workers.delete(worker);
    workers.add(worker);
    return worker;
  }
  return undefined;
}`,
    ],
  },
};
