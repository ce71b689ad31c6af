import type { Binding, CallEvent, Event, IrFunction, Key, Ref } from "../ir/types.ts";
import { lazyIteratorHelpers, viewMethods } from "../semantics/methods.ts";
import { append } from "./once.ts";
import { fluentMethods, type OuterAlias, readers } from "./values.ts";

/** Entries of collections, whichever they are, and what iterations yield: one group. */
const ENTRY = "[]";

interface Names {
  has(name: string): boolean;
}

/**
 * Which results of events may be the same object: a union-find over events, bindings and the names of members. Where a member is
 * read or written, only its name counts, and whatever flows from one place to another at any time makes the two one.
 */
export class Groups {
  readonly ir: IrFunction;
  readonly #outerAlias: OuterAlias;
  readonly #parents: number[] = [];
  readonly #members = new Map<string, number>();
  readonly #bindings = new Map<Binding, number>();
  readonly #named = new Map<Names, ReadonlySet<number>>();
  #lengths: ReadonlySet<number> | undefined;

  constructor(ir: IrFunction, outerAlias: OuterAlias) {
    this.ir = ir;
    this.#outerAlias = outerAlias;
    for (let ref = 0; ref < ir.events.length; ref++) this.#parents.push(ref);
    this.#join(this.#member("value"), this.#member(ENTRY));
    ir.events.forEach((event, ref) => this.#connect(event, ref));
  }

  of(ref: Ref): number {
    return this.#find(ref);
  }

  /** May the result of event `ref` be a member of one of these names? */
  hasMember(ref: Ref, names: Names): boolean {
    let named = this.#named.get(names);
    if (!named) {
      named = new Set([...this.#members].flatMap(([name, node]) => (names.has(name) ? [this.#find(node)] : [])));
      this.#named.set(names, named);
    }
    return named.has(this.#find(ref));
  }

  /** May the result of event `ref` be computed from the length of something? */
  mayBeLength(ref: Ref): boolean {
    this.#lengths ??= this.#findLengths();
    return this.#lengths.has(this.#find(ref));
  }

  #findLengths(): ReadonlySet<number> {
    const computed = new Map<number, number[]>();
    this.ir.events.forEach((event, ref) => {
      if (event.op === "compute") for (const operand of event.operands) append(computed, this.#find(operand), this.#find(ref));
    });
    const lengths = new Set([this.#find(this.#member("length"))]);
    for (const group of lengths) for (const result of computed.get(group) ?? []) lengths.add(result);
    return lengths;
  }

  #connect(event: Event, ref: Ref): void {
    switch (event.op) {
      case "this":
        return this.#join(ref, this.#member("this"));
      case "load":
        return this.#join(ref, this.#binding(event.binding));
      case "store":
        this.#join(ref, event.value);
        return this.#join(ref, this.#binding(event.binding));
      case "field":
        return this.#join(ref, this.#memberNamed(event.key));
      case "put":
        this.#join(ref, event.value);
        return this.#join(ref, this.#memberNamed(event.key));
      case "choose":
        return this.#joinAll(ref, event.operands);
      case "compute":
        // `${key}`
        return event.operator === "template" ? this.#joinAll(ref, event.operands) : undefined;
      case "allocate":
        return event.names?.forEach((name, index) => this.#join(event.parts[index]!, this.#member(name)));
      case "iterate-open":
        return this.#join(ref, event.source);
      case "iterate-step":
      case "iterate-key":
        return this.#join(ref, this.#member(ENTRY));
      case "call":
        return this.#connectCall(event, ref);
      default:
        return;
    }
  }

  #connectCall({ receiver, method, args }: CallEvent, ref: Ref): void {
    if (receiver === undefined || typeof method !== "string") return;
    if (readers.has(method)) this.#join(ref, this.#member(ENTRY));
    else if (method === "from" && args[0] !== undefined) this.#join(ref, args[0]);
    else if (fluentMethods.has(method) || opensIterator(method)) this.#join(ref, receiver);
  }

  /** A constant key is a name. */
  #memberNamed(key: Key): number {
    if (typeof key === "string") return this.#member(key);
    const event = this.ir.events[key]!;
    return this.#member(event.op === "constant" && typeof event.value === "string" ? event.value : ENTRY);
  }

  #member(name: string): number {
    const known = this.#members.get(name);
    if (known !== undefined) return known;
    const node = this.#newNode();
    this.#members.set(name, node);
    // `pair[0]`
    if (/^\d/.test(name)) this.#join(node, this.#member(ENTRY));
    return node;
  }

  #binding(binding: Binding): number {
    const known = this.#bindings.get(binding);
    if (known !== undefined) return known;
    const node = this.#newNode();
    this.#bindings.set(binding, node);
    const { root, path } = this.#outerAlias(binding);
    const last = path.at(-1);
    if (last !== undefined) this.#join(node, this.#member(last));
    else if (root !== binding) this.#join(node, this.#binding(root));
    return node;
  }

  #newNode(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  #find(node: number): number {
    const parents = this.#parents;
    let at = node;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  }

  #join(a: number, b: number): void {
    this.#parents[this.#find(a)] = this.#find(b);
  }

  #joinAll(ref: Ref, others: readonly Ref[]): void {
    for (const other of others) this.#join(ref, other);
  }
}

/** The answer is an iterator over the receiver, or over what the receiver is an iterator over. */
function opensIterator(method: string): boolean {
  return viewMethods.has(method) || lazyIteratorHelpers.has(method) || method === "@@iterator";
}
