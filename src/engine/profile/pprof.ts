import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type * as pprofFormat from "pprof-format";
import { printable } from "../trace/text.ts";
import type { ContentionEntry } from "./contention.ts";

/** The format's library is loaded when the first profile is written: to import the engine loads no package. */
const load = createRequire(import.meta.url);

/** `ContentionProfile.toPprof`: the format is `profile.proto` of github.com/google/pprof. */
export function pprofOf(entries: readonly ContentionEntry[]): Uint8Array {
  return gzipSync(new PprofBuilder(entries).profile().encode());
}

class PprofBuilder {
  readonly #entries: readonly ContentionEntry[];
  readonly #hasTime: boolean;
  readonly #format = load("pprof-format") as typeof pprofFormat;
  readonly #strings = new this.#format.StringTable();
  readonly #functions: pprofFormat.Function[] = [];
  readonly #locations: pprofFormat.Location[] = [];
  /** The locations by the names of their functions. */
  readonly #ids = new Map<string, number>();

  constructor(entries: readonly ContentionEntry[]) {
    this.#entries = entries;
    this.#hasTime = entries.some(({ milliseconds }) => milliseconds > 0);
  }

  profile(): pprofFormat.Profile {
    const sample = this.#entries.map((entry) => this.#sample(entry));
    const steps = this.#type("steps", "count");
    const sampleType = [this.#type("contentions", "count"), steps, ...(this.#hasTime ? [this.#type("delay", "nanoseconds")] : [])];
    return new this.#format.Profile({
      sampleType,
      sample,
      // Says that there is no program in which the viewer should look for names.
      mapping: [new this.#format.Mapping({ id: 1, filename: this.#strings.dedup("simulated program"), hasFunctions: true })],
      location: this.#locations,
      function: this.#functions,
      stringTable: this.#strings,
      periodType: steps,
      period: 1,
      defaultSampleType: steps.type,
    });
  }

  #type(type: string, unit: string): pprofFormat.ValueType {
    return new this.#format.ValueType({ type: this.#strings.dedup(type), unit: this.#strings.dedup(unit) });
  }

  /** pprof has the leaf first: what is to blame for the wait. */
  #sample({ task, calls, lock, operation, holder, waits, steps, milliseconds }: ContentionEntry): pprofFormat.Sample {
    const stack = [...(holder === null ? [] : [`held by ${holder}`]), `${operation} (${lock})`, ...calls.toReversed(), `task ${task}`];
    const time = this.#hasTime ? [Math.round(milliseconds * 1e6)] : [];
    return new this.#format.Sample({ locationId: stack.map((name) => this.#location(name)), value: [waits, steps, ...time] });
  }

  #location(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#ids.size + 1;
    const string = this.#strings.dedup(printable(name));
    this.#functions.push(new this.#format.Function({ id, name: string, systemName: string }));
    this.#locations.push(new this.#format.Location({ id, mappingId: 1, line: [new this.#format.Line({ functionId: id })] }));
    this.#ids.set(name, id);
    return id;
  }
}
