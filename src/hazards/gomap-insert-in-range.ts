import type { Hazard } from "./types.ts";

export const gomapInsertInRange: Hazard = {
  id: "gomap-insert-in-range",
  title: "Insertion into a Go map in its own range",
  summary: "Disallow inserting entries into a `GoMap` inside a range over it: whether the range visits them is left open.",
  level: "recommended",
  why: `Go's specification leaves it open: an entry that is created during an iteration over a map may be produced by it, or may be skipped. Which
of both happens depends on the hash seed of the map, on where the range began, and on whether the map grows meanwhile, so it differs from
run to run. A loop that renames, splits or copies entries within one map then handles some of its own results a second time, and now and then
all or none of them. That is why such code passes its tests and fails later.

The same holds for an entry that the loop deletes and inserts again. A \`Map\` of JavaScript always visits what is appended (see
\`no-insert-during-iteration\`); a \`GoMap\` and a \`SteppedMap\` of \`rangeguard/engine\` behave as Go's map does.

Deleting entries in the range is fine, the current one or any other, and so is giving a new value to a key that is there.`,
  oracle: "The set of visited entries differs between hash seeds.",
  remedy: `- Collect what is to be inserted, and insert it after the range.
- Or range over a copy: \`for (const [key, value] of [...map.range()])\`.
- Or leave the loop right after the insertion.
- If the loop is meant to process what it inserts, keep a work-list of its own beside the map: \`while (queue.length > 0)\`.`,
  examples: {
    unsafe: [
      `import { GoMap } from "rangeguard/engine";

// Some of the new names are visited and get a second suffix, others are not: each run differs.
export function addBackups(files: GoMap<string, string>) {
  for (const [name, content] of files.range()) {
    files.set(name + ".bak", content);
  }
}`,
      `import { GoMap } from "rangeguard/engine";

// A work-list in a Go map: what is found on the way may never be visited.
export function reachableFrom(start: string, links: Map<string, string[]>) {
  const reached = GoMap.make("string");
  reached.set(start, true);
  for (const page of reached.keys()) {
    for (const target of links.get(page) ?? []) {
      if (!reached.has(target)) reached.set(target, true);
    }
  }
  return reached;
}`,
      `import { SteppedMap } from "rangeguard/engine";

// The same step by step.
export function* shift(map: SteppedMap<number, string>) {
  yield* map.range(function* (key, value) {
    yield* map.delete(key);
    yield* map.set(key + 1000, value);
  });
}`,
    ],
    safe: [
      `import { GoMap } from "rangeguard/engine";

// The loop walks a copy.
export function addBackups(files: GoMap<string, string>) {
  for (const [name, content] of [...files.range()]) {
    files.set(name + ".bak", content);
  }
}`,
      `import { GoMap } from "rangeguard/engine";

// Collected first, applied after the range.
export function addBackups(files: GoMap<string, string>) {
  const backups: [string, string][] = [];
  for (const [name, content] of files.range()) backups.push([name + ".bak", content]);
  for (const [name, content] of backups) files.set(name, content);
}`,
      `import { GoMap } from "rangeguard/engine";

// A new value for a key that is there inserts nothing; deletions disturb no range.
export function decay(scores: GoMap<string, number>) {
  for (const [name, score] of scores.range()) {
    if (score < 0.1) scores.delete(name);
    else scores.set(name, score * 0.9);
  }
}`,
      `import { SteppedMap } from "rangeguard/engine";

// The range is left right after the insertion.
export function* splitFirst(map: SteppedMap<string, number>) {
  yield* map.range(function* (name, size) {
    if (size < 2) return true;
    yield* map.set(name + "/2", size / 2);
    return false;
  });
}`,
    ],
  },
};
