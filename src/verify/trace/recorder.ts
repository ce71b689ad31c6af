import type { Site } from "../site.ts";
import { Announcements } from "./announcements.ts";
import { kindOf, typeOf } from "./kinds.ts";
import type { CollectionKind, LogEntry, LogKind, RunLog, TracedCollection } from "./log.ts";
import { list, plainMap } from "./natives.ts";
import type { OpenLoop } from "./open-loop.ts";
import { readSlots } from "./read-slots.ts";
import { KeyedShadow, ListShadow } from "./shadow.ts";
import { type Details, type RunClock, WrittenEntry } from "./written-entry.ts";

export interface TraceLimits {
  /** An iteration that has visited so many entries more than it began with is stopped as one that would not end: 2,000 by default. */
  readonly visits: number;
  /** Lists with more elements are traced by their methods alone: 4,096 by default. */
  readonly elements: number;
}

/** A collection that is traced. */
export interface Traced extends TracedCollection {
  readonly object: object;
  readonly shadow: KeyedShadow | ListShadow | null;
  /** The iterations of it that are open. */
  readonly loops: OpenLoop[];
  /** Who touched it last, and in which turn: null for nobody, in a turn that has just begun. */
  lastTask: string | null;
  lastTurn: number;
}

/** Writes the log of one run. */
export class Recorder {
  readonly log: LogEntry[] = [];
  readonly collections: Traced[] = [];
  readonly clock: RunClock;
  readonly limits: TraceLimits;
  readonly announcements: Announcements;
  readonly sites = plainMap<number, Site>();
  /** The records of traced collections. Its look-up is all that others pay for. */
  readonly records = plainMap<unknown, Traced>();
  readonly #places = plainMap<object, Map<unknown, number>>();
  readonly #names = plainMap<string, number>();
  #entries = 0;
  #placeCount = 0;
  #loops = 0;

  constructor(clock: RunClock, sites: readonly Site[], limits: Partial<TraceLimits> = {}) {
    this.clock = clock;
    this.limits = { visits: limits.visits ?? 2000, elements: limits.elements ?? 4096 };
    for (const site of sites) this.sites.set(site.id, site);
    this.announcements = new Announcements(this);
  }

  /** The record of a traced collection. */
  recordOf(object: unknown): Traced | undefined {
    return this.records.get(object);
  }

  /** Traces a collection from now on. Nothing happens for what is none. */
  track(object: unknown): Traced | undefined {
    if (typeof object !== "object" || object === null) return undefined;
    const known = this.records.get(object);
    if (known !== undefined) return known;
    const kind = kindOf(object);
    const record: Traced = {
      id: this.collections.length + 1,
      kind,
      type: typeOf(object),
      object,
      shadow: this.#shadowOf(object, kind),
      loops: [],
      lastTask: this.clock.task(),
      lastTurn: this.clock.turn(),
    };
    list.add(this.collections, record);
    this.records.set(object, record);
    return record;
  }

  /** A new entry's number. */
  readonly next = (): number => ++this.#entries;

  nextLoop(): number {
    return ++this.#loops;
  }

  add(kind: LogKind, details: Details): LogEntry {
    const entry = new WrittenEntry(this.log.length, kind, this.clock, details);
    list.add(this.log, entry);
    return entry;
  }

  /** The number of a place: a key of a collection, a property of an object. */
  placeOf(holder: object, key: unknown): number {
    let places = this.#places.get(holder);
    if (places === undefined) this.#places.set(holder, (places = plainMap<unknown, number>()));
    let place = places.get(key);
    if (place === undefined) places.set(key, (place = ++this.#placeCount));
    return place;
  }

  /** The number of a place that only has a name: a variable. */
  placeNamed(name: string): number {
    let place = this.#names.get(name);
    if (place === undefined) this.#names.set(name, (place = ++this.#placeCount));
    return place;
  }

  /** What the run has shown. */
  result(): RunLog {
    const { log, collections } = this;
    return { entries: log, collections: collections.map(({ id, kind, type }) => ({ id, kind, type })) };
  }

  #shadowOf(target: object, kind: CollectionKind): Traced["shadow"] {
    if (kind === "weak" || kind === "other") return null;
    const slots = readSlots(target, this.next);
    if (kind === "list") {
      const shadow = new ListShadow();
      shadow.slots = slots;
      return shadow;
    }
    const shadow = new KeyedShadow();
    for (let i = 0; i < slots.length; i++) shadow.add(slots[i]!);
    return shadow;
  }
}
