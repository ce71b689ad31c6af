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
      `declare function append(text: string): Promise<void>;

// A line that is written during the append goes into an array that nobody will look at again.
export class LogFile {
  private lines: string[] = [];

  write(line: string) {
    this.lines.push(line);
  }

  async flush() {
    await append(this.lines.join("\\n"));
    this.lines = [];
  }
}`,
      `declare function post(metrics: Record<string, number>): Promise<void>;

const samples: Array<[string, number]> = [];

export function record(name: string, value: number) {
  samples.push([name, value]);
}

// \`length = 0\` removes the samples that were recorded during the request as well.
export async function report() {
  const metrics = Object.fromEntries(samples);
  await post(metrics);
  samples.length = 0;
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
      `declare function append(text: string): Promise<void>;

// The lines are taken out before the await.
export class LogFile {
  private readonly lines: string[] = [];

  write(line: string) {
    this.lines.push(line);
  }

  async flush() {
    const batch = this.lines.splice(0);
    await append(batch.join("\\n"));
  }
}`,
      `interface Upload {
  readonly file: string;
}
declare function notify(uploads: Upload[]): Promise<void>;

const finished = new Set<Upload>();

export function finish(file: string) {
  finished.add({ file });
}

// Only what was sent is removed.
export async function notifyAll() {
  const batch = [...finished];
  await notify(batch);
  for (const upload of batch) finished.delete(upload);
}`,
      `declare function save(ids: string[]): Promise<void>;

// Nobody can mark anything any more when the last flush begins.
export class Saver {
  private readonly dirty = new Set<string>();
  private closed = false;

  mark(id: string) {
    if (this.closed) throw new Error("closed");
    this.dirty.add(id);
  }

  async close() {
    this.closed = true;
    await save([...this.dirty]);
    this.dirty.clear();
  }
}`,
    ],
  },
};
