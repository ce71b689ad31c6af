import type { Hazard } from "./types.ts";

export const lostUpdateAcrossAwait: Hazard = {
  id: "lost-update-across-await",
  title: "Lost update across an await",
  summary: "Disallow writing back to shared state a value that was computed from what it held before an await.",
  level: "recommended",
  why: `A value that was read before an \`await\` and is written back after it overwrites what other tasks have written meanwhile. Two calls
read the same count, both wait, and both write their own sum: one of the two is lost, without an error.

In \`this.total += await size(file)\` the read is easy to miss: JavaScript reads \`this.total\` before it evaluates the right side. The same
goes for \`rows = [...rows, await load(id)]\` and for \`state = { ...state, user: await load(id) }\`, where everything is lost that was added
to the old array or object since. Callbacks under \`Promise.all(ids.map(async ...))\` run side by side, so a collection that only one
function knows is shared among them as well.

Not reported: values that no other task can reach, as a local sum in a loop that awaits one item after the other, and reads after the last
await.`,
  oracle: "A write is computed from a value that another task has replaced meanwhile, and what that task wrote is gone.",
  remedy: `- Await first, then read and write in one go: \`const n = await size(file); this.total += n\`.
- Or collect the results and combine them once: \`const sizes = await Promise.all(files.map(size))\`.
- Or change the collection instead of replacing it: \`rows.push(await load(id))\`.
- Or let one task in at a time: \`mutex.runExclusive(async () => { ... })\`.`,
  examples: {
    unsafe: [
      `declare function countWords(page: string): Promise<number>;

const words = new Map<string, number>();

// Two pages of one author that are counted at the same time: the words of one are lost.
export async function addPage(author: string, page: string) {
  const before = words.get(author) ?? 0;
  const count = await countWords(page);
  words.set(author, before + count);
}`,
      `declare function upload(file: string): Promise<number>;

// \`+=\` reads the old sum before the await and writes after it.
export class Uploader {
  sentBytes = 0;

  async send(file: string) {
    this.sentBytes += await upload(file);
  }
}`,
      `declare function fetchComments(post: string): Promise<string[]>;

let comments: string[] = [];

// The old array is spread before the await: comments of a post that came in meanwhile disappear.
export async function addComments(post: string) {
  comments = [...comments, ...(await fetchComments(post))];
}

export function shownComments() {
  return comments;
}`,
      `declare function priceOf(item: string): Promise<number>;

// The callbacks run side by side. All of them read the empty map.
export async function pricesByFirstLetter(items: string[]) {
  const sums = new Map<string, number>();
  await Promise.all(
    items.map(async (item) => {
      const letter = item.charAt(0);
      const sum = sums.get(letter) ?? 0;
      sums.set(letter, sum + (await priceOf(item)));
    }),
  );
  return sums;
}`,
    ],
    safe: [
      `declare function countWords(page: string): Promise<number>;

const words = new Map<string, number>();

// Nothing can come between this read and this write.
export async function addPage(author: string, page: string) {
  const count = await countWords(page);
  words.set(author, (words.get(author) ?? 0) + count);
}`,
      `declare function upload(file: string): Promise<number>;

// Awaited first: \`+=\` reads and writes in one go.
export class Uploader {
  sentBytes = 0;

  async send(file: string) {
    const bytes = await upload(file);
    this.sentBytes += bytes;
  }
}`,
      `declare function fetchComments(post: string): Promise<string[]>;

const comments: string[] = [];

// The array is changed, not replaced by one that was built from an older state.
export async function addComments(post: string) {
  comments.push(...(await fetchComments(post)));
}

export function shownComments() {
  return comments;
}`,
      `declare function priceOf(item: string): Promise<number>;

// Awaited side by side, combined once.
export async function totalPrice(items: string[]) {
  const prices = await Promise.all(items.map(priceOf));
  return prices.reduce((sum, price) => sum + price, 0);
}`,
      `declare function priceOf(item: string): Promise<number>;

// A local sum, and one item after the other: no other task can reach it.
export async function totalPrice(items: string[]) {
  let total = 0;
  for (const item of items) total += await priceOf(item);
  return total;
}`,
    ],
  },
};
