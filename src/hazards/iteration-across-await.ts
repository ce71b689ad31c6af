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
- Or do not suspend within the loop: \`await Promise.all(clients.map((client) => client.ping()))\`.
- Before an entry is deleted after an await, test that it is still the same: \`if (outbox.get(id) === message) outbox.delete(id)\`.`,
  examples: {
    unsafe: [
      `interface Client {
  ping(): Promise<void>;
}

// A client that leaves during a ping moves the later ones down: the next one is not pinged.
export class Room {
  private readonly clients: Client[] = [];

  join(client: Client) {
    this.clients.push(client);
  }

  leave(client: Client) {
    const at = this.clients.indexOf(client);
    if (at >= 0) this.clients.splice(at, 1);
  }

  async pingAll() {
    for (const client of this.clients) await client.ping();
  }
}`,
    ],
    safe: [
      `interface Client {
  ping(): Promise<void>;
}

// The loop walks a snapshot.
export class Room {
  private readonly clients: Client[] = [];

  join(client: Client) {
    this.clients.push(client);
  }

  leave(client: Client) {
    const at = this.clients.indexOf(client);
    if (at >= 0) this.clients.splice(at, 1);
  }

  async pingAll() {
    for (const client of [...this.clients]) await client.ping();
  }
}`,
    ],
  },
};
