import type { SiteRole } from "../site.ts";
import type { LogEntry } from "./log.ts";
import { list } from "./natives.ts";
import type { Recorder, Traced } from "./recorder.ts";

/** An operation that the instrumented source is about to make. */
interface Announcement {
  readonly entry: LogEntry;
  readonly record: Traced | undefined;
}

/** An operation follows its announcement at once, but for others of the same place. */
const nearby = 3;

/** What the instrumented source announces, until the operation follows. */
export class Announcements {
  readonly #recorder: Recorder;
  readonly #open: Announcement[] = [];

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** @param path The keys that lead from the root to what is meant: undefined where the source could not name it. */
  announce(site: number, role: SiteRole, root: unknown, path: readonly unknown[] | undefined, value?: { readonly value: unknown }): void {
    const recorder = this.#recorder;
    const { holder, key, found } = resolve(root, path);
    // Who asks for the size of a collection asks for the whole of it.
    const whole = (role === "read" || role === "check") && (key === "length" || key === "size") ? recorder.track(holder) : undefined;
    const record = whole ?? recorder.track(found) ?? (holder === undefined ? undefined : recorder.recordOf(holder));
    const name = recorder.sites.get(site)?.collection ?? `site ${site}`;
    const entry = recorder.add(role as LogEntry["kind"], {
      site,
      place: holder === undefined ? recorder.placeNamed(name) : recorder.placeOf(holder, key),
      ...(record === undefined ? {} : { collection: record.id }),
      ...(holder === undefined || whole !== undefined ? { operation: name } : { key }),
      ...(role === "read" || role === "check" ? { value: found } : value),
    });
    if (this.#open.length >= nearby) list.splice(this.#open, 0, 1, []);
    list.add(this.#open, { entry, record });
  }

  /** The last announcement of a write to the collection that nothing has answered to: such as one to an index. It stays. */
  pending(record: Traced): LogEntry | undefined {
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const { entry, record: announced } = this.#open[i]!;
      if (announced === record && (entry.kind === "write" || entry.kind === "act" || entry.kind === "mutate")) return entry;
    }
    return undefined;
  }

  /** The announcement of an operation of the running task on a collection, or of one on something that it could not name. */
  take(record: Traced): LogEntry | undefined {
    if (this.#open.length === 0) return undefined;
    const { clock, log } = this.#recorder;
    const [task, turn] = [clock.task(), clock.turn()];
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const { entry, record: announced } = this.#open[i]!;
      if (entry.at < log.length - nearby || entry.turn !== turn || entry.task !== task) continue;
      if (entry.kind === "suspend" || (announced !== undefined && announced !== record)) continue;
      list.splice(this.#open, i, 1, []);
      return entry;
    }
    return undefined;
  }
}

interface Resolved {
  /** The object that has the property, where a property is meant. */
  readonly holder?: object;
  readonly key?: unknown;
  /** What is there. */
  readonly found?: unknown;
}

/** Goes along own and inherited data properties: getters are the program's own. */
function resolve(root: unknown, path: readonly unknown[] | undefined): Resolved {
  if (path === undefined) return {};
  let found = root;
  let holder: object | undefined;
  let key: unknown;
  for (let i = 0; i < path.length; i++) {
    if ((typeof found !== "object" && typeof found !== "function") || found === null) return i === path.length ? { found } : {};
    holder = found;
    key = path[i];
    found = dataAt(holder, key);
  }
  return { holder, key: typeof key === "number" ? String(key) : key, found };
}

/** The value of a data property: undefined for others. */
export function dataAt(holder: object, key: unknown): unknown {
  for (let at: object | null = holder; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key as PropertyKey);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
}

/** What a root and a path lead to. */
export function followed(root: unknown, path: readonly unknown[] | undefined): unknown {
  return resolve(root, path ?? []).found;
}
