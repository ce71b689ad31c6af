import type { Hazard } from "./types.ts";

export const checkThenActAcrossAwait: Hazard = {
  id: "check-then-act-across-await",
  title: "Check-then-act across an await",
  summary: "Disallow acting on a shared collection or field after an await on the strength of a check made before it.",
  level: "recommended",
  why: `\`has\`, \`get\`, \`size\` or \`find\` says what is there now. After an \`await\` it says what was there then. Two callers that come one after
the other both find nothing, both wait, and both act: two connections are opened, of which one is overwritten and never closed, two
sessions are pushed for one user, a limit of four is exceeded. Where the check found an entry, the act may meet another one: to delete by
key then deletes the newer one.

The same goes for fields (\`if (!this.db) this.db = await open()\`), for \`sockets[host] ??= await connect(host)\`, for writes in a
\`.then\` callback, and for a pending promise that is stored only after the first await. The second writer is often the function itself,
called again while its first call waits. The finding names it.

Findings are reported at level \`recommended\` where the act makes a resource (a connection, process, watcher, session, server, worker,
subscription, file handle), where the function's name promises that it happens once (\`getOrCreate\`, \`ensure...\`, \`...IfAbsent\`), where a
pending promise is stored only after an await, or where the act is on an entry that may have been replaced. A cache of plain values, where
concurrent callers merely do the same work twice, is reported at level \`strict\`.`,
  oracle: "Two tasks pass the same check before either of them acts, and then both act.",
  remedy: `- Store the promise, not the value, and do it before the first await: \`sockets.set(host, connect(host))\`. The second caller then finds
  it. Take it out again if it fails, and only if it is still the same one.
- Or check again after the await, and close what was made in vain.
- Or set a flag or claim the place before the await, and take it back in \`finally\`.
- Or let one task in at a time: \`mutex.runExclusive(async () => { ... })\`.`,
  examples: {
    unsafe: [
      `declare function connect(host: string): Promise<WebSocket>;

const sockets = new Map<string, WebSocket>();

// Two callers for one host open two sockets. The first is overwritten and stays open for ever.
export async function socketTo(host: string) {
  const known = sockets.get(host);
  if (known) return known;
  const socket = await connect(host);
  sockets.set(host, socket);
  return socket;
}`,
      `interface Connection {
  close(): void;
}
declare function open(): Promise<Connection>;

// Two requests that come first open two connections.
export class Database {
  private connection: Connection | undefined;

  async get() {
    if (!this.connection) this.connection = await open();
    return this.connection;
  }
}`,
      `declare function freePort(): Promise<number>;
declare function launch(name: string, port: number): Promise<void>;

const starting = new Map<string, Promise<void>>();

// Meant to start a server once, but the promise is stored one await too late.
export async function ensureStarted(name: string) {
  const pending = starting.get(name);
  if (pending) return pending;
  const port = await freePort();
  const started = launch(name, port);
  starting.set(name, started);
  return started;
}`,
      `interface Lease {
  release(): Promise<void>;
}

const leases = new Map<string, Lease>();

export function grant(id: string, lease: Lease) {
  leases.set(id, lease);
}

// A lease that is granted during the release of the old one is thrown away.
export async function revoke(id: string) {
  const lease = leases.get(id);
  if (!lease) return;
  await lease.release();
  leases.delete(id);
}`,
    ],
    safe: [
      `declare function connect(host: string): Promise<WebSocket>;

const sockets = new Map<string, Promise<WebSocket>>();

// The promise is stored before anyone waits: the second caller finds it.
export function socketTo(host: string) {
  const known = sockets.get(host);
  if (known) return known;
  const socket = connect(host);
  sockets.set(host, socket);
  socket.catch(() => {
    if (sockets.get(host) === socket) sockets.delete(host);
  });
  return socket;
}`,
      `interface Connection {
  close(): void;
}
declare function open(): Promise<Connection>;

// The second to arrive sees so, and closes what it opened in vain.
export class Database {
  private connection: Connection | undefined;

  async get() {
    if (this.connection) return this.connection;
    const opened = await open();
    if (this.connection) {
      opened.close();
      return this.connection;
    }
    this.connection = opened;
    return opened;
  }
}`,
      `declare class Mutex {
  runExclusive<T>(task: () => Promise<T>): Promise<T>;
}
declare function connect(host: string): Promise<WebSocket>;

const mutex = new Mutex();
const sockets = new Map<string, WebSocket>();

// One caller at a time.
export function socketTo(host: string) {
  return mutex.runExclusive(async () => {
    const known = sockets.get(host);
    if (known) return known;
    const socket = await connect(host);
    sockets.set(host, socket);
    return socket;
  });
}`,
      `declare function build(target: string): Promise<void>;

const building = new Set<string>();

// The target is claimed before the await and given back in any case.
export async function buildOnce(target: string) {
  if (building.has(target)) return;
  building.add(target);
  try {
    await build(target);
  } finally {
    building.delete(target);
  }
}`,
      `interface Lease {
  release(): Promise<void>;
}

const leases = new Map<string, Lease>();

export function grant(id: string, lease: Lease) {
  leases.set(id, lease);
}

// Taken out before the await.
export async function revoke(id: string) {
  const lease = leases.get(id);
  if (!lease) return;
  leases.delete(id);
  await lease.release();
}`,
    ],
  },
};
