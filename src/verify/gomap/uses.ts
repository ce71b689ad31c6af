import { Hiter } from "../../engine/gomap/hmap.ts";
import { mapiterinit, mapiternext } from "../../engine/gomap/generated/stepped.ts";
import { raise } from "../../engine/gomap/steps.ts";
import { began, ended, runtime } from "../../engine/step/runtime.ts";
import type { Steps } from "../../engine/step/step.ts";
import type { SteppedLoop } from "../instrument/hooks.ts";
import type { GoMapUses } from "../trace/hooks.ts";
import type { GoMapLog } from "./log.ts";
import { type AnyGoMap, type AnySteppedMap, isGoMap, isSteppedMap, steppedOf } from "./maps.ts";
import type { OperationMonitor } from "./operations.ts";
import type { GoMapTracer } from "./tracer.ts";

/** What the hooks at uses of Go maps do. */
export class Uses implements GoMapUses {
  /** Of the simulated program that is running. */
  monitor: OperationMonitor | null = null;
  readonly #log: GoMapLog;
  readonly #tracer: GoMapTracer;

  constructor(log: GoMapLog, tracer: GoMapTracer) {
    this.#log = log;
    this.#tracer = tracer;
  }

  used(site: number, role: "range" | "use", map: unknown, name: string | undefined): void {
    if (role === "range") this.#tracer.ranged(site, map);
    else this.#use(site, map, name ?? "range");
  }

  stepped(site: number, map: unknown, name: string): ((...args: unknown[]) => Generator<number, unknown, void>) | undefined {
    const stepped = this.#steppedOf(map);
    if (stepped === undefined) return undefined;
    const announce = (): void => this.#use(site, map, name);
    return function* (...args) {
      announce();
      const method = (stepped as unknown as Record<string, (...given: unknown[]) => Steps<unknown>>)[name]!;
      const result = yield* Reflect.apply(method, stepped, args);
      return name === "set" ? map : result;
    };
  }

  steppedLoop(site: number, map: unknown, name: string): SteppedLoop | undefined {
    const stepped = this.#steppedOf(map);
    if (stepped === undefined) return undefined;
    this.#use(site, map, "range");
    return new SteppedRange(stepped, name);
  }

  #use(site: number, map: unknown, name: string): void {
    if (!isGoMap(map) && !isSteppedMap(map)) return;
    this.#log.used(map, site);
    const { monitor } = this;
    const task = runtime()?.task;
    if (monitor !== null && task !== undefined) monitor.announced(task, map, name, site);
  }

  /** Only where a scheduler runs tasks is there anybody to make the steps. */
  #steppedOf(map: unknown): AnySteppedMap | undefined {
    return this.monitor === null || runtime() === null ? undefined : steppedOf(map);
  }
}

/** A range over a stepped map whose entries are asked for one by one. */
class SteppedRange implements SteppedLoop {
  value: unknown = undefined;
  readonly #stepped: AnySteppedMap;
  readonly #map: AnyGoMap;
  readonly #name: string;
  readonly #it: Hiter;
  #hasBegun = false;

  constructor(stepped: AnySteppedMap, name: string) {
    this.#stepped = stepped;
    this.#map = stepped.map;
    this.#name = name;
    this.#it = new Hiter(stepped.map.h);
  }

  *next(): Generator<number, boolean, void> {
    const it = this.#it;
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    const operation = began(this.#stepped, isFirst ? "range" : "next");
    try {
      if (isFirst) yield* mapiterinit(this.#map.h, it);
      else yield* mapiternext(it);
    } catch (error) {
      yield* raise(error);
    } finally {
      ended(operation);
    }
    this.value = this.#name === "keys" ? it.key : this.#name === "values" ? it.elem : [it.key, it.elem];
    return !it.done;
  }
}
