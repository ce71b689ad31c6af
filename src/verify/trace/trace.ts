import type { PrivateFields } from "../instrument/hooks.ts";
import type { Site } from "../site.ts";
import { dataAt } from "./announcements.ts";
import { type Declarations, TraceHooks } from "./hooks.ts";
import type { RunLog } from "./log.ts";
import { Patches } from "./patch.ts";
import { patchCollections } from "./patch-collections.ts";
import { Recorder, type TraceLimits } from "./recorder.ts";
import { sync } from "./sync.ts";
import type { RunClock } from "./written-entry.ts";

export interface TraceOptions {
  readonly clock: RunClock;
  readonly sites: readonly Site[];
  readonly limits?: Partial<TraceLimits>;
}

/**
 * Traces runs, one after the other: `begin`, the run, `end`. Between `install` and `uninstall` the methods of the collections of the
 * language are patched; they report only while a run is going on.
 */
export class Trace {
  readonly hooks: TraceHooks;
  /** What modules have told: by file, their top-level names. */
  readonly modules = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #privates = new Map<object, { readonly className: string; readonly fields: PrivateFields }>();
  readonly #patches = new Patches();
  #isInstalled = false;
  #watched: readonly object[] = [];
  /** The log of the run that was over last. */
  lastLog: RunLog = { entries: [], collections: [] };

  constructor(options: Pick<Declarations, "awaited" | "goMap"> = {}) {
    this.hooks = new TraceHooks({
      ...options,
      module: (file, scope) => void this.modules.set(file, scope),
      privates: (owner, className, fields) => void this.#privates.set(owner, { className, fields }),
    });
  }

  install(): void {
    if (this.#isInstalled) return;
    this.#isInstalled = true;
    patchCollections(this.#patches);
  }

  uninstall(): void {
    this.#isInstalled = false;
    this.#patches.restore();
    this.hooks.recorder = null;
  }

  begin({ clock, sites, limits }: TraceOptions): void {
    this.#patches.told.recorder = this.hooks.recorder = new Recorder(clock, sites, limits);
  }

  /** The run is over. @returns its log. */
  end(): RunLog {
    const recorder = this.hooks.recorder;
    if (recorder === null) return this.lastLog;
    this.turnEnded();
    this.#patches.told.recorder = this.hooks.recorder = null;
    this.#watched = recorder.collections.map(({ object }) => object);
    return (this.lastLog = recorder.result());
  }

  /** To be called at the end of each turn, while its task is still the running one: finds writes that no method has seen. */
  turnEnded(): void {
    const recorder = this.hooks.recorder;
    if (recorder === null) return;
    for (const record of recorder.collections) {
      if (record.kind !== "keyed") sync(recorder, record);
      record.lastTask = null;
      record.lastTurn = recorder.clock.turn() + 1;
    }
  }

  /** The collections that the last run has traced, as they are now. */
  watched(): readonly object[] {
    return this.#watched;
  }

  /** A collection is traced from now on. */
  track(object: unknown): void {
    this.hooks.recorder?.track(object);
  }

  /** Traces the collections that an object holds: in properties, and in `#fields` of classes that have told of them. */
  trackState(object: unknown): void {
    if (typeof object !== "object" || object === null) return;
    for (const name of Object.getOwnPropertyNames(object)) this.#trackCollection(dataAt(object, name));
    for (const { fields } of this.privatesOf(object)) for (const [get] of Object.values(fields)) this.#trackCollection(fieldOf(get, object));
  }

  /** Access to the `#fields` of an object, by the class that declares them: those of classes that have told of them. */
  privatesOf(object: object): { readonly className: string; readonly fields: PrivateFields }[] {
    const found: { readonly className: string; readonly fields: PrivateFields }[] = [];
    for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
      const owner = dataAt(at, "constructor") as object | undefined;
      const told = owner && this.#privates.get(owner);
      if (told !== undefined && !found.includes(told)) found.push(told);
    }
    return found;
  }

  /** A call has returned this. Collections in it are its caller's from now on. */
  returned(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    this.#return(value);
    if (!Array.isArray(value)) for (const name of Object.getOwnPropertyNames(value)) this.#return(dataAt(value, name));
  }

  #return(value: unknown): void {
    const recorder = this.hooks.recorder;
    const record = recorder?.track(value);
    if (record !== undefined && record.kind !== "other") recorder!.add("return", { collection: record.id });
  }

  #trackCollection(value: unknown): void {
    const recorder = this.hooks.recorder;
    if (typeof value === "object" && value !== null && recorder !== null) recorder.track(value);
  }
}

function fieldOf(get: (owner: object) => unknown, object: object): unknown {
  try {
    return get(object);
  } catch {
    return undefined;
  }
}
