import type { Hazard } from "./types.ts";

export const iterationAcrossAwait: Hazard = {
  id: "iteration-across-await",
  title: "Iteration across an await",
  summary: "Disallow iterating a shared collection across an await during which another task changes it.",
  level: "recommended",
  why: `At an \`await\` in the body of a loop, at each step of a \`for await\`, and at a \`yield\` in a generator, other code runs while the
iteration stays open. The iteration is live: where that code takes an element out of the array, all later ones move down, and the loop
skips one. Where it inserts at the front, the loop visits an element twice.

What the loop holds is as old as its last step. After \`await send(message)\`, the entry under the same key may be a newer one. To delete
by key then deletes what nobody has sent.

A finding names the second writer: a method, an exported function, a listener that changes the same collection and can run during the
suspension. A collection that no other code reaches, or that nobody changes after its construction, is not reported.

Two cases are reported at level \`recommended\`: the elements of an array are moved, so that the loop skips or repeats one, and the
current entry is deleted after the await although it may have been replaced. A \`Map\`, a \`Set\` or an array that merely grows or loses
entries meanwhile is well defined: the loop visits what was added and leaves out what was removed. That is reported at level \`strict\`.`,
  oracle: "Another task changes the collection while its iteration is suspended, and the loop skips, repeats or deletes the wrong entry.",
  remedy: `- Iterate over a snapshot: \`for (const client of [...this.clients])\`. Skip what has gone meanwhile with \`has\` or \`includes\`.
- Or take the entries out before the first await: \`const batch = this.queue.splice(0)\`, or \`const batch = this.queue\` followed by
  \`this.queue = []\`.
- Or do not suspend within the loop: \`await Promise.all(clients.map((client) => ping(client)))\`.
- Before an entry is deleted after an await, test that it is still the same: \`if (outbox.get(id) === message) outbox.delete(id)\`.`,
  examples: {
    unsafe: [
      `declare function ping(client: string): Promise<void>;

// A client that leaves during a ping moves the later ones down: the next one is not pinged.
export class Room {
  private readonly clients: string[] = [];

  join(client: string) {
    this.clients.push(client);
  }

  leave(client: string) {
    const at = this.clients.indexOf(client);
    if (at >= 0) this.clients.splice(at, 1);
  }

  async pingAll() {
    for (const client of this.clients) await ping(client);
  }
}`,
      `declare function send(message: string): Promise<void>;

const outbox = new Map<string, string>();

export function put(id: string, message: string) {
  outbox.set(id, message);
}

// A message that is put under the same id while the old one is sent is deleted unsent.
export async function flush() {
  for (const [id, message] of outbox) {
    await send(message);
    outbox.delete(id);
  }
}`,
      `declare function upload(file: string): Promise<void>;

const files: string[] = [];

export function enqueue(file: string) {
  files.push(file);
}

export function cancel(file: string) {
  const at = files.indexOf(file);
  if (at >= 0) files.splice(at, 1);
}

// Cancelling a file that is already uploaded makes the index jump over one that is not.
export async function uploadAll() {
  for (let i = 0; i < files.length; i++) await upload(files[i]!);
}`,
      `// \`for await\` suspends at each step: \`drop\` moves what is still to come.
export class Readings {
  private readonly pending: Promise<number>[] = [];

  add(reading: Promise<number>) {
    this.pending.push(reading);
  }

  drop() {
    this.pending.shift();
  }

  async sum() {
    let total = 0;
    for await (const value of this.pending) total += value;
    return total;
  }
}`,
    ],
    safe: [
      `declare function ping(client: string): Promise<void>;

// The loop walks a snapshot.
export class Room {
  private readonly clients: string[] = [];

  join(client: string) {
    this.clients.push(client);
  }

  leave(client: string) {
    const at = this.clients.indexOf(client);
    if (at >= 0) this.clients.splice(at, 1);
  }

  async pingAll() {
    for (const client of [...this.clients]) await ping(client);
  }
}`,
      `declare function send(message: string): Promise<void>;

const outbox = new Map<string, string>();

export function put(id: string, message: string) {
  outbox.set(id, message);
}

// A snapshot, and a test that the entry is still the one that was sent.
export async function flush() {
  for (const [id, message] of [...outbox]) {
    await send(message);
    if (outbox.get(id) === message) outbox.delete(id);
  }
}`,
      `declare function upload(file: string): Promise<void>;

const files: string[] = [];

export function enqueue(file: string) {
  files.push(file);
}

// Taken out before the first await: nobody else knows this array.
export async function uploadAll() {
  const batch = files.splice(0);
  for (const file of batch) await upload(file);
}`,
      `declare function ping(client: string): Promise<void>;

// \`leave\` replaces the array. The loop keeps the one with which it began.
export class Room {
  private clients: readonly string[] = [];

  join(client: string) {
    this.clients = [...this.clients, client];
  }

  leave(client: string) {
    this.clients = this.clients.filter((other) => other !== client);
  }

  async pingAll() {
    for (const client of this.clients) await ping(client);
  }
}`,
      `declare function check(rule: string): Promise<boolean>;

// Nobody changes the set after its construction.
export class Policy {
  private readonly rules: ReadonlySet<string>;

  constructor(rules: Iterable<string>) {
    this.rules = new Set(rules);
  }

  async allows() {
    for (const rule of this.rules) {
      if (!(await check(rule))) return false;
    }
    return true;
  }
}`,
    ],
  },
};
