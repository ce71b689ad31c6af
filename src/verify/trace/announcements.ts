import type { SiteRole } from "../site.ts";
import type { LogEntry } from "./log.ts";
import { list } from "./natives.ts";
import type { Recorder, Traced } from "./recorder.ts";

/** An operation that the instrumented source is about to make. */
interface Announcement {
  readonly entry: LogEntry;
  readonly record: Traced | undefined;
}

/** In the place of a value where there is none: undefined is one. */
export const nothing: unique symbol = Symbol("nothing");

/** An operation follows its announcement at once, but for others of the same place. */
const nearby = 3;

/** What the instrumented source announces, until the operation follows. */
export class Announcements {
  readonly #recorder: Recorder;
  readonly #open: Announcement[] = [];

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /**
   * @param path the keys that lead from the root to what is meant: undefined where the source could not name it
   * @param value the last operand, or `nothing`
   */
  announce(site: number, role: SiteRole, root: unknown, path: readonly unknown[] | undefined, value: unknown): void {
    const recorder = this.#recorder;
    const { holder, key, found } = resolve(root, path);
    // Who asks for the size of a collection asks for the whole of it.
    const whole = (role === "read" || role === "check") && (key === "length" || key === "size") ? recorder.track(holder) : undefined;
    const record = whole ?? recorder.track(found) ?? (holder === undefined ? undefined : recorder.recordOf(holder));
    const name = recorder.sites.get(site)?.collection ?? `site ${site}`;
    const place = holder === undefined ? recorder.placeNamed(name) : recorder.placeOf(holder, key);
    const isNamed = holder === undefined || whole !== undefined;
    const [operation, named] = [isNamed ? name : undefined, isNamed ? undefined : key];
    const what = role === "read" || role === "check" ? found : value;
    const collection = record?.id;
    const details = what === nothing ? { site, place, collection, operation, key: named } : { site, place, collection, operation, key: named, value: what };
    const entry = recorder.add(role as LogEntry["kind"], details);
    if (record === undefined && (path?.length === 0 || holder !== undefined) && isNoObject(found, holder, key)) return;
    if (this.#open.length >= nearby) list.removeAt(this.#open, 0);
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

  /** The announcement of an operation of the running task (`task`) on a collection, or of one on something that it could not name. */
  take(record: Traced, task: string): LogEntry | undefined {
    if (this.#open.length === 0) return undefined;
    const { clock, log } = this.#recorder;
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const { entry, record: announced } = this.#open[i]!;
      if (entry.at < log.length - nearby || entry.kind === "suspend" || (announced !== undefined && announced !== record)) continue;
      if (entry.turn !== clock.turn() || entry.task !== task) continue;
      list.removeAt(this.#open, i);
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
    if ((typeof found !== "object" && typeof found !== "function") || found === null) return {};
    holder = found;
    key = path[i];
    found = dataAt(holder, key);
  }
  return { holder, key: typeof key === "number" ? String(key) : key, found };
}

/** Whether there is nothing there that an operation could be on. What a getter gives is not known. */
function isNoObject(found: unknown, holder: object | undefined, key: unknown): boolean {
  if (found === undefined) return holder === undefined || !isAccessor(holder, key);
  return found === null || (typeof found !== "object" && typeof found !== "function");
}

function isAccessor(holder: object, key: unknown): boolean {
  const descriptor = descriptorOf(holder, key);
  return descriptor?.get !== undefined || descriptor?.set !== undefined;
}

/** The value of a data property: undefined for others. */
export function dataAt(holder: object, key: unknown): unknown {
  return descriptorOf(holder, key)?.value;
}

/** Of an own or inherited property. */
function descriptorOf(holder: object, key: unknown): PropertyDescriptor | undefined {
  for (let at: object | null = holder; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key as PropertyKey);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

/** What a root and a path lead to. */
export function followed(root: unknown, path: readonly unknown[] | undefined): unknown {
  return resolve(root, path ?? []).found;
}
