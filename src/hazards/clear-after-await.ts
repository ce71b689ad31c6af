import type { Hazard } from "./types.ts";

export const clearAfterAwait: Hazard = {
  id: "clear-after-await",
  title: "Clear after an await",
  summary: "Disallow clearing a collection after an await for what was taken from it before, where other tasks add to it meanwhile.",
  level: "recommended",
  why: `A buffer is written out and then cleared: \`await save([...dirty]); dirty.clear()\`. What another task adds while \`save\` is awaited was
not part of what is saved, and \`clear()\` removes it all the same. Nothing fails, the entry is just never saved. \`buffer = []\`,
\`buffer = new Map()\` and \`buffer.length = 0\` do the same.

It bites under load only: the slower the write, the more is lost. A finding names the function that adds.

Not reported: a collection that is swapped out or emptied before the await, the removal of only what was written, and a collection to which
nobody can add any more because a closing flag was set first.`,
  oracle: "An entry added while a drain was awaited is cleared without having been drained.",
  remedy: `- Swap first: \`const batch = this.dirty; this.dirty = new Set(); await save(batch)\`. If the write can fail, put the entries back.
- Or take the entries out first: \`const batch = this.buffer.splice(0)\`.
- Or remove only what was written: \`for (const event of batch) this.events.delete(event)\`. From an array to which others only append,
  and which one task at a time drains: \`this.buffer.splice(0, batch.length)\`.
- Or set a flag that turns writers away before the last drain.`,
  examples: {
    unsafe: [
      `declare function save(ids: string[]): Promise<void>;

// What is marked while \`save\` is awaited is cleared without having been saved.
export class Saver {
  private readonly dirty = new Set<string>();

  mark(id: string) {
    this.dirty.add(id);
  }

  async flush() {
    await save([...this.dirty]);
    this.dirty.clear();
  }
}`,
    ],
    safe: [
      `declare function save(ids: string[]): Promise<void>;

// Swapped first: what is marked from now on goes into the new set.
export class Saver {
  private dirty = new Set<string>();

  mark(id: string) {
    this.dirty.add(id);
  }

  async flush() {
    const batch = this.dirty;
    this.dirty = new Set();
    await save([...batch]);
  }
}`,
    ],
  },
};
