import type { Hazard } from "./types.ts";

export const insertDuringIteration: Hazard = {
  id: "insert-during-iteration",
  title: "Insertion during iteration",
  summary: "Disallow inserting entries into a collection that is being iterated, where the loop visits them too.",
  level: "recommended",
  why: `\`for...of\` over a \`Map\`, a \`Set\` or an array, and \`forEach\` of a \`Map\` or a \`Set\`, work on the live collection: an entry that
the loop body inserts is appended at the end and visited as well. If that visit inserts a further entry, the loop never ends and memory
grows until the process dies. If it does end, it has processed entries that were not there when it began.

The same holds for \`keys()\`, \`values()\`, \`entries()\`, iterators held in a variable, lazy iterator helpers such as
\`m.values().filter(...)\`, and an index loop that reads \`length\` anew on each turn. \`Array.prototype.forEach\` and its relatives are
different: they fix the length when they start, so that a pushed element is not visited.`,
  oracle: "The loop visits an entry that its own body inserted, or never ends.",
  remedy: `- Iterate over a copy: \`for (const [key, value] of [...map])\`.
- Or collect what is to be inserted, and insert it after the loop.
- If the loop is meant to process what it inserts, make that plain: \`while (queue.length > 0)\` with \`shift()\` or \`pop()\`, or add to a
  \`Set\` only what is reached from the current element. Such a work-list ends on its own and is not reported, unless the option
  \`checkWorklists\` asks for it.`,
  examples: {
    unsafe: [
      `// Each backup is visited in its turn and gets a backup of its own: the loop never ends.
export function addBackups(files: Map<string, Uint8Array>) {
  for (const [name, content] of files) {
    files.set(\`\${name}.bak\`, content);
  }
}`,
      `interface Job {
  run(): boolean;
}

// A job that keeps failing is retried at once and for ever.
export function runAll(jobs: Job[]) {
  for (const job of jobs) {
    if (!job.run()) jobs.push(job);
  }
}`,
      `// A renamed field is a new entry at the end: it is visited and renamed again, for ever.
export function renameFields(fields: Map<string, string>) {
  fields.forEach((value, name) => {
    fields.delete(name);
    fields.set(\`x-\${name}\`, value);
  });
}`,
    ],
    safe: [
      `// The loop walks a copy.
export function addBackups(files: Map<string, Uint8Array>) {
  for (const [name, content] of [...files]) {
    files.set(\`\${name}.bak\`, content);
  }
}`,
      `interface Job {
  run(): boolean;
}

// Collected first, applied after the loop.
export function runAll(jobs: Job[]) {
  const failed: Job[] = [];
  for (const job of jobs) {
    if (!job.run()) failed.push(job);
  }
  jobs.push(...failed);
}`,
      `// Writing the current key inserts nothing.
export function decay(scores: Map<string, number>) {
  for (const [name, score] of scores) {
    scores.set(name, score * 0.9);
  }
}`,
      `// A work-list: it grows by what is reached from the current element, and ends when nothing new is left.
export function reachableFrom(start: string, links: Map<string, string[]>) {
  const reached = new Set([start]);
  for (const page of reached) {
    for (const target of links.get(page) ?? []) reached.add(target);
  }
  return reached;
}`,
    ],
  },
};
