import type { Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import type { KnownCall } from "./calls.ts";
import type { Values } from "./values.ts";

/** Says in the caller's terms, as of the moment of the call, what a value of the called function is. */
export class CallTranslation {
  readonly #caller: Values;
  readonly #callee: Values;
  readonly #call: KnownCall;
  readonly #known = new Map<AtomId, AtomId | undefined>();

  constructor(caller: Values, callee: Values, call: KnownCall) {
    this.#caller = caller;
    this.#callee = callee;
    this.#call = call;
  }

  /** Undefined for what the caller has no word for: locals and results of the called function. */
  translate(value: AtomId): AtomId | undefined {
    if (this.#known.has(value)) return this.#known.get(value);
    this.#known.set(value, undefined);
    const translated = this.#translate(value);
    this.#known.set(value, translated);
    return translated;
  }

  #translate(value: AtomId): AtomId | undefined {
    const caller = this.#caller;
    const { ref, self, construct } = this.#call;
    const resolved = this.#callee.resolve(value);
    const atom = this.#callee.atom(resolved);
    switch (atom.tag) {
      case "this":
        return construct ? undefined : self;
      case "parameter":
        return this.#argument(atom.index);
      case "binding":
        return atom.binding.owner === this.#callee.fn.id && atom.binding.owner !== caller.fn.id ? undefined : caller.bindingAt(atom.binding, ref);
      case "constant":
        return caller.atoms.intern(atom);
      case "field": {
        const base = this.translate(atom.base);
        return base === undefined ? undefined : caller.fieldAt(base, atom.name, ref);
      }
      case "entry": {
        const [base, key] = [this.translate(atom.base), this.translate(atom.key)];
        // An entry by a key that the caller does not know is some entry all the same, of its own.
        return base === undefined ? undefined : caller.entryAt(base, key ?? this.#unknown(ref), atom.how, ref);
      }
      case "compute": {
        const operands = atom.operands.map((operand) => this.translate(operand));
        return operands.every((operand) => operand !== undefined) ? caller.atoms.intern({ ...atom, operands }) : undefined;
      }
      default:
        return undefined;
    }
  }

  #unknown(ref: Ref): AtomId {
    return this.#caller.atoms.intern({ tag: "result", ref })!;
  }

  #argument(index: number): AtomId | undefined {
    const { args, spreadFrom, ref } = this.#call;
    if (spreadFrom >= 0 && index >= spreadFrom) return undefined;
    const value = args[index];
    if (value !== undefined) return this.#caller.resolve(value);
    // What is not passed is undefined, unless the call is one whose arguments nobody sees.
    return spreadFrom < 0 ? this.#caller.atoms.intern({ tag: "result", ref }) : undefined;
  }
}
