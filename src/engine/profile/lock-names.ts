import type { Gate } from "../step/gate.ts";

/** What locks of one program are called. */
export class LockNames {
  readonly #names = new Map<Gate, string>();
  readonly #counts = new Map<string, number>();

  /** The lock's own name, or the type that the description of the operation begins with, and a number. */
  nameOf(gate: Gate, operation: number): string {
    const known = this.#names.get(gate);
    if (known !== undefined) return known;
    const { name } = gate as { readonly name?: unknown };
    const given = typeof name === "string" && name !== "" ? name : this.#number(typeOf(gate.describe(operation)));
    this.#names.set(gate, given);
    return given;
  }

  #number(type: string): string {
    const count = (this.#counts.get(type) ?? 0) + 1;
    this.#counts.set(type, count);
    return `${type} #${count}`;
  }
}

/** `sync.Mutex` of `sync.Mutex.Lock`, `chan` of `chan receive`. */
function typeOf(operation: string): string {
  return operation.split(" ")[0]!.replace(/\.[^.]*$/, "");
}
