import type { Hazard } from "./types.ts";

export const shiftDuringIteration: Hazard = {
  id: "shift-during-iteration",
  title: "Shift during iteration",
  summary: "Disallow moving elements of a collection that is being iterated, where the loop then skips or repeats some.",
  level: "recommended",
  why: `An array is iterated by position. When the loop removes the current element, all later ones move down by one, the next element
takes the place that has just been visited, and the loop steps over it. Inserting at or before the current position does the opposite: an
element is visited twice. \`sort\`, \`reverse\` and \`copyWithin\` do both. This goes for \`for...of\`, \`forEach\`, \`map\`, \`filter\` and their
relatives, and for index loops that do not adjust the index.

\`Map\` and \`Set\` do not have this problem, but other collections that look like them do: deleting the current name of
\`URLSearchParams\`, \`Headers\` or \`FormData\` skips the next one, and so does taking an element out of a live DOM collection
(\`childNodes\`, \`children\`, \`getElementsByClassName\`, \`classList\`).`,
  oracle: "An element that was there from the start and was never removed is not visited, or is visited twice.",
  remedy: `- To remove elements, build what remains: \`items = items.filter((item) => !isStale(item))\`.
- Or iterate over a copy: \`for (const item of [...items])\`.
- Or walk backwards: \`for (let i = items.length - 1; i >= 0; i--)\`; what moves has then been visited.
- Or take the step back after each removal: \`items.splice(i--, 1)\`.`,
  examples: {
    unsafe: [
      `interface Session {
  expires: number;
}

// Of two expired sessions in a row, the second survives.
export function dropExpired(sessions: Session[], now: number) {
  for (const session of sessions) {
    if (session.expires < now) sessions.splice(sessions.indexOf(session), 1);
  }
}`,
      `// After a removal, \`i\` already names the next but one.
export function dropZeros(values: number[]) {
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) values.splice(i, 1);
  }
}`,
      `// \`utm_source\` goes, \`utm_medium\` right after it stays.
export function dropTracking(params: URLSearchParams) {
  for (const [name] of params) {
    if (name.startsWith("utm_")) params.delete(name);
  }
}`,
    ],
    safe: [
      `interface Session {
  expires: number;
}

// A new array instead of a changed one.
export function dropExpired(sessions: Session[], now: number) {
  return sessions.filter((session) => session.expires >= now);
}`,
      `// Backwards: only elements that have been visited move.
export function dropZeros(values: number[]) {
  for (let i = values.length - 1; i >= 0; i--) {
    if (values[i] === 0) values.splice(i, 1);
  }
}`,
      `// The index takes a step back with each removal.
export function dropNegatives(values: number[]) {
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < 0) {
      values.splice(i, 1);
      i--;
    }
  }
}`,
      `// The loop walks a copy.
export function dropTracking(params: URLSearchParams) {
  for (const [name] of [...params]) {
    if (name.startsWith("utm_")) params.delete(name);
  }
}`,
      `// Deleting the current entry of a Map moves nothing.
export function dropEmpty(groups: Map<string, string[]>) {
  for (const [name, members] of groups) {
    if (members.length === 0) groups.delete(name);
  }
}`,
    ],
  },
};
