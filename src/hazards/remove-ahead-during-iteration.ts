import type { Hazard } from "./types.ts";

export const removeAheadDuringIteration: Hazard = {
  id: "remove-ahead-during-iteration",
  title: "Removal ahead of an iteration",
  summary: "Disallow removing entries that the running loop has yet to visit.",
  level: "strict",
  why: `An entry that the loop body removes before its turn is never visited. JavaScript defines this precisely, and sometimes it is
just what is meant, therefore it is reported at level \`strict\` only. As often it is not: whether an entry is processed then depends on the
order in which the entries happened to be inserted, and \`clear()\`, \`pop()\` or \`length = 0\` in the middle of a loop ends it silently.

Removing the current entry of a \`Map\` or a \`Set\` is safe and not reported.`,
  oracle: "The loop itself removes an entry before it has visited it.",
  remedy: `- Iterate over a copy, so that every entry is visited: \`for (const [id, user] of [...users])\`; skip what is gone with \`has\`.
- Or collect what is to be removed, and remove it after the loop.
- If the rest is not to be visited, say so: \`break\` or \`return\` right after the removal.`,
  examples: {
    unsafe: [
      `interface User {
  replaces?: string;
  greet(): void;
}

// Whether a replaced user is greeted depends on the order of insertion.
export function dropReplaced(users: Map<string, User>) {
  for (const user of users.values()) {
    if (user.replaces) users.delete(user.replaces);
    user.greet();
  }
}`,
      `// The tasks behind a failed one are silently dropped.
export function runAll(tasks: Set<() => boolean>) {
  for (const task of tasks) {
    if (!task()) tasks.clear();
  }
}`,
      `// The second half is removed before it is printed.
export function drain(lines: string[]) {
  for (const line of lines) {
    console.log(line);
    lines.pop();
  }
}`,
    ],
    safe: [
      `interface User {
  replaces?: string;
  greet(): void;
}

// Collected first, removed after the loop.
export function dropReplaced(users: Map<string, User>) {
  const replaced: string[] = [];
  for (const user of users.values()) {
    if (user.replaces) replaced.push(user.replaces);
    user.greet();
  }
  for (const id of replaced) users.delete(id);
}`,
      `// The loop is left right after the removal.
export function runAll(tasks: Set<() => boolean>) {
  for (const task of tasks) {
    if (!task()) {
      tasks.clear();
      break;
    }
  }
}`,
      `// The loop's own test looks at what is left.
export function drain(lines: string[]) {
  while (lines.length > 0) console.log(lines.pop());
}`,
    ],
  },
};
