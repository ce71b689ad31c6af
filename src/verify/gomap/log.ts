import type { CloseReason } from "../trace/log.ts";
import type { Recorder, Traced } from "../trace/recorder.ts";
import { isSteppedMap } from "./maps.ts";

/** An iteration of a Go map, as it is logged. */
export interface LoggedRange {
  readonly recorder: Recorder;
  readonly loop: number;
  readonly collection: number;
  readonly site: number | undefined;
  isClosed: boolean;
}

/** Writes what happens to Go maps into the log of the run that is going on. A stepped map and the plain one that it is over are one. */
export class GoMapLog {
  /** Of the run that is going on: null between runs. */
  readonly #recorder: () => Recorder | null;

  constructor(recorder: () => Recorder | null) {
    this.#recorder = recorder;
  }

  get isOn(): boolean {
    return this.#recorder() !== null;
  }

  /** A flagged place is about to use a map. */
  used(map: object, site: number): void {
    const recorder = this.#recorder();
    const record = tracked(map, recorder);
    if (record !== undefined) recorder!.add("use", { site, collection: record.id, operation: recorder!.sites.get(site)?.collection ?? "the map" });
  }

  opened(map: object, site: number | undefined): LoggedRange | null {
    const recorder = this.#recorder();
    const record = tracked(map, recorder);
    if (record === undefined) return null;
    const range = { recorder: recorder!, loop: recorder!.nextLoop(), collection: record.id, site, isClosed: false };
    recorder!.add("open", partOf(range));
    return range;
  }

  visited(range: LoggedRange | null, key: unknown, value: unknown): void {
    if (this.#isOpen(range)) range.recorder.add("visit", { ...partOf(range), key, value });
  }

  closed(range: LoggedRange | null, reason: CloseReason): void {
    if (!this.#isOpen(range)) return;
    range.isClosed = true;
    range.recorder.add("close", { ...partOf(range), reason });
  }

  inserted(map: object, key: unknown, value: unknown): void {
    this.#changed(map, "insert", { operation: "set", key, value });
  }

  deleted(map: object, key: unknown): void {
    this.#changed(map, "delete", { operation: "delete", key });
  }

  /** Changes of maps that nobody ranges over are not told. */
  #changed(map: object, kind: "insert" | "delete", details: { readonly operation: string; readonly key: unknown; readonly value?: unknown }): void {
    const recorder = this.#recorder();
    const record = recorder?.recordOf(plainOf(map));
    if (record !== undefined) recorder!.add(kind, { collection: record.id, ...details });
  }

  /** A map may live longer than the run in which an iteration of it was begun. */
  #isOpen(range: LoggedRange | null): range is LoggedRange {
    return range !== null && !range.isClosed && range.recorder === this.#recorder();
  }
}

function partOf({ loop, collection, site }: LoggedRange): { readonly loop: number; readonly collection: number; readonly site?: number } {
  return { loop, collection, ...(site === undefined ? {} : { site }) };
}

function tracked(map: object, recorder: Recorder | null): Traced | undefined {
  return recorder?.track(plainOf(map));
}

function plainOf(map: object): object {
  return isSteppedMap(map) ? map.map : map;
}
