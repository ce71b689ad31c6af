import { SteppedMap } from "../gomap/stepped-map.ts";
import type { Gate } from "../step/gate.ts";
import type { Operation } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import { readKind, type Shared, syncKind, writeKind } from "../step/step.ts";
import type { TraceLog } from "./log.ts";
import { formatValue, printable } from "./text.ts";

/** How reports call what a trace holds. Objects that would be called the same get numbers, in the order of their appearance. */
export class Names {
  readonly #memory = new Numbered();
  readonly #objects = new Numbered();

  constructor(log: TraceLog) {
    for (const { kind, detail, thing } of log) {
      if (kind === "began") this.#objects.add(thing.object, typeName);
      else if (kind === "stepped" && detail >= 0 && (detail & syncKind) !== syncKind) {
        this.#memory.add(thing, (object) => rootOf(nameOf(detail, object)));
      }
    }
  }

  /** `read hmap.count`, `sync.Mutex.Lock`. `last` is the index of the last of several cells: `read bmap.tophash[0..7]`. */
  step(step: number, object: object, last = step >> 6): string {
    if (step < 0) return printable((object as Error).message);
    if ((step & syncKind) === syncKind) return this.gate(object as Gate, step >> 2);
    const name = nameOf(step, object);
    const root = rootOf(name);
    const number = this.#memory.numberOf(object, root);
    const index = step >> 6;
    const rest = name.slice(root.length);
    const cells = last === index ? rest : rest.replace(`[${index}]`, `[${index}..${last}]`);
    return `${verbOf(step)} ${printable(root + (number === 0 ? "" : `#${number}`) + cells)}`;
  }

  /** `sync.Mutex.Lock`, with the lock's own name where it has one. */
  gate(gate: Gate, operation: number): string {
    const name = ownName(gate);
    return printable(gate.describe(operation) + (name === undefined ? "" : ` ${name}`));
  }

  /** `set(7, 1)`; with whose operation it is before it, where that has a name or there are several. */
  operation({ name, object, args }: Operation): string {
    const call = `${printable(name)}(${args.map(formatValue).join(", ")})`;
    if (this.#objects.size < 2 && ownName(object) === undefined) return call;
    const type = typeName(object);
    const number = this.#objects.numberOf(object, type);
    return `${printable(type)}${number === 0 ? "" : `#${number}`}.${call}`;
  }
}

/** How reports call a task. */
export function taskName(task: TaskRef): string {
  return printable(task.name);
}

/** The name that the user gave to a lock or variable. */
function ownName(object: object): string | undefined {
  const { name } = object as { readonly name?: unknown };
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** `map` for Go's map, else the class: `SyncMap`. */
function typeName(object: object): string {
  if (object instanceof SteppedMap) return "map";
  return ownName(object) ?? (object.constructor as { readonly name?: string } | undefined)?.name ?? "object";
}

function verbOf(step: number): string {
  const kind = step & syncKind;
  return kind === readKind ? "read" : kind === writeKind ? "write" : "atomic";
}

function nameOf(step: number, object: object): string {
  return (object as Shared).nameOf((step >> 2) & 15, step >> 6);
}

/** What of `bmap.tophash[3]` is the object's: `bmap`. */
function rootOf(name: string): string {
  return /^[^.[]*/.exec(name)![0];
}

/** Objects by their names, and by the order in which they came. */
class Numbered {
  readonly #numbers = new Map<object, number>();
  readonly #counts = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  add(object: object, nameFor: (object: object) => string): void {
    if (this.#numbers.has(object)) return;
    const name = nameFor(object);
    const number = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, number);
    this.#numbers.set(object, number);
  }

  /** 0 for an object that has its name alone. */
  numberOf(object: object, name: string): number {
    return (this.#counts.get(name) ?? 0) < 2 ? 0 : (this.#numbers.get(object) ?? 0);
  }
}
