import type { Binding, CallEvent, Event, IrFunction, Key, Ref } from "../ir/types.ts";
import { lazyIteratorHelpers, viewMethods } from "../semantics/methods.ts";
import { type Atom, type AtomId, AtomTable, union, type Value } from "./atoms.ts";
import type { Flow } from "./flow.ts";
import { type Variable, Variables } from "./variables.ts";

/** Methods that return their receiver. */
const fluentMethods: ReadonlySet<string> = new Set(["sort", "reverse", "fill", "copyWithin", "add", "set"]);

/** Evaluation that goes deeper than this gives up: a chain of thousands of dependent definitions. */
const MAX_RECURSION = 400;

/** Alternatives of operands that are combined. */
const MAX_COMBINATIONS = 4;

/** What a binding from outside the function is an alias of, by its declaration. */
export type OuterAlias = (binding: Binding) => { readonly root: Binding; readonly path: readonly string[] };

/**
 * Symbolic values of one function's events, on demand: value numbering by abstract interpretation. Access paths that are equal
 * give equal values, writes to bindings and to fields are seen in control-flow order, unknown calls are taken to change nothing.
 */
export class Values {
  readonly fn: IrFunction;
  readonly flow: Flow;
  readonly atoms = new AtomTable();
  readonly #variables: Variables;
  readonly #memo: (Value | undefined)[] = [];
  readonly #bindings = new Map<Binding, Variable>();
  readonly #fields = new Map<string, Variable>();
  readonly #stores = new Map<Binding, Ref[]>();
  readonly #puts = new Map<string, Ref[]>();
  readonly #outerAlias: OuterAlias;
  #depth = 0;

  constructor(flow: Flow, outerAlias: OuterAlias) {
    this.fn = flow.fn;
    this.flow = flow;
    this.#outerAlias = outerAlias;
    this.#variables = new Variables(flow, this.atoms, (store) => this.of(store));
    this.fn.events.forEach((event, ref) => {
      if (!flow.isReachable(this.fn.blockOf[ref]!)) return;
      if (event.op === "store") append(this.#stores, event.binding, ref);
      else if (event.op === "put" && typeof event.key === "string") append(this.#puts, event.key, ref);
    });
  }

  atom(id: AtomId): Atom {
    return this.atoms.atom(id);
  }

  /** The value of event `ref`. */
  of(ref: Ref): Value {
    const known = this.#memo[ref];
    if (known) return known;
    if (this.#depth > MAX_RECURSION) return this.#single({ tag: "result", ref }, ref);
    this.#depth++;
    const value = this.#evaluate(this.fn.events[ref]!, ref);
    this.#depth--;
    return (this.#memo[ref] = value);
  }

  /** `value` with phis replaced by what they turned out to stand for. */
  resolve(value: Value): Value {
    if (!value.some((atom) => this.#needsResolving(atom))) return value;
    return union(value.map((atom) => this.#resolveAtom(atom))) ?? value;
  }

  /** The values that meet in the phi `atom`. */
  operandsOf(atom: AtomId): readonly Value[] {
    return this.#variables.operandsOf(atom);
  }

  /** The value of a binding just before event `at`. */
  readBinding(binding: Binding, at: Ref): Value {
    return this.#variables.read(this.#bindingVariable(binding), at);
  }

  #needsResolving(id: AtomId): boolean {
    const atom = this.atom(id);
    switch (atom.tag) {
      case "phi":
        return this.#variables.forwarded(id) !== undefined;
      case "field":
        return this.#needsResolving(atom.base);
      case "entry":
        return this.#needsResolving(atom.base) || this.#needsResolving(atom.key);
      default:
        return false;
    }
  }

  #resolveAtom(id: AtomId): Value {
    const atom = this.atom(id);
    switch (atom.tag) {
      case "phi": {
        const forwarded = this.#variables.forwarded(id);
        return forwarded ? this.resolve(forwarded) : [id];
      }
      case "field":
        return this.#all(this.#resolveAtom(atom.base), (base) => ({ tag: "field", base, name: atom.name }), [id]);
      case "entry": {
        const [key = atom.key] = this.#resolveAtom(atom.key);
        return this.#all(this.#resolveAtom(atom.base), (base) => ({ tag: "entry", base, key, how: atom.how }), [id]);
      }
      default:
        return [id];
    }
  }

  #all(bases: Value, make: (base: AtomId) => Atom, fallback: Value): Value {
    const ids = bases.map((base) => this.atoms.intern(make(base)));
    if (ids.some((id) => id === undefined)) return fallback;
    return union(ids.map((id) => [id!])) ?? fallback;
  }

  #single(atom: Atom, ref: Ref): Value {
    return [this.atoms.intern(atom) ?? this.atoms.intern({ tag: "result", ref })!];
  }

  #evaluate(event: Event, ref: Ref): Value {
    switch (event.op) {
      case "parameter":
        return this.#single(event.rest ? { tag: "allocation", ref } : { tag: "parameter", index: event.index }, ref);
      case "constant":
        return this.#single({ tag: "constant", value: event.value }, ref);
      case "this":
        return this.#single({ tag: "this" }, ref);
      case "load":
        return this.#variables.read(this.#bindingVariable(event.binding), ref);
      case "store":
      case "put":
        return this.of(event.value);
      case "field":
        return this.#field(event.object, event.key, ref);
      case "call":
        return this.#call(event, ref);
      case "closure":
        return this.#single({ tag: "closure", function: event.function }, ref);
      case "allocate":
        return this.#single({ tag: "allocation", ref }, ref);
      case "compute":
        return this.#compute(event.operator, event.operands, ref);
      case "choose":
        return union(event.operands.map((operand) => this.of(operand))) ?? this.#single({ tag: "result", ref }, ref);
      case "iterate-open": {
        const source = this.of(event.source);
        if (source.some((atom) => this.atom(atom).tag === "iterator")) return source;
        return this.#single({ tag: "iterator", iteration: ref }, ref);
      }
      case "iterate-step":
      case "iterate-key":
        return this.#ofRound(event.op === "iterate-step" ? "item" : "key", event.iterator, ref);
      case "remove":
      case "iterate-close":
      case "suspend":
      case "unknown":
        return this.#single({ tag: "result", ref }, ref);
    }
  }

  #ofRound(tag: "item" | "key", iterator: Ref, ref: Ref): Value {
    for (const id of this.of(iterator)) {
      const atom = this.atom(id);
      if (atom.tag === "iterator") return this.#single({ tag, iteration: atom.iteration }, ref);
    }
    return this.#single({ tag: "result", ref }, ref);
  }

  #compute(operator: string, operands: readonly Ref[], ref: Ref): Value {
    let combinations: AtomId[][] = [[]];
    for (const operand of operands) {
      const value = this.of(operand);
      combinations = combinations.flatMap((atoms) => value.map((atom) => [...atoms, atom]));
      if (combinations.length > MAX_COMBINATIONS) return this.#single({ tag: "result", ref }, ref);
    }
    const results = combinations.map((atoms) => this.#single({ tag: "compute", operator, operands: atoms }, ref));
    return union(results) ?? this.#single({ tag: "result", ref }, ref);
  }

  #call(event: CallEvent, ref: Ref): Value {
    const unknown = (): Value => this.#single({ tag: event.construct ? "allocation" : "result", ref }, ref);
    const { receiver, method, args } = event;
    if (receiver === undefined || typeof method !== "string") return unknown();
    if (args.length === 0 && (viewMethods.has(method) || method === "@@iterator")) {
      return this.#isGlobal(receiver, "Object") ? unknown() : this.#single({ tag: "iterator", iteration: ref }, ref);
    }
    const target = this.of(receiver);
    const iterator = target.map((id) => this.atom(id)).find((atom) => atom.tag === "iterator");
    if (iterator?.tag === "iterator") {
      if (method === "next") return this.#single({ tag: "next", iteration: iterator.iteration }, ref);
      // A mapped iterator yields other items, but steps the same source.
      if (method === "filter" || method === "take" || method === "drop") return target;
      if (lazyIteratorHelpers.has(method)) return this.#single({ tag: "iterator", iteration: ref }, ref);
    }
    if ((method === "get" || method === "at") && args.length === 1) return this.#entry(target, this.of(args[0]!), method, ref);
    if (fluentMethods.has(method) && target.length === 1 && !this.#isFresh(target[0]!)) return target;
    if (method === "bind" && target.length === 1) return this.#bind(target[0]!, ref);
    return unknown();
  }

  /** A result of a call is nothing that `x.set(...)` must return again. */
  #isFresh(id: AtomId): boolean {
    const { tag } = this.atom(id);
    return tag === "constant" || tag === "closure";
  }

  #bind(id: AtomId, ref: Ref): Value {
    const method = this.atom(id);
    if (method.tag !== "field") return this.#single({ tag: "result", ref }, ref);
    return this.#single({ tag: "bound", receiver: method.base, method: method.name }, ref);
  }

  #isGlobal(ref: Ref, name: string): boolean {
    const event = this.fn.events[ref]!;
    return event.op === "load" && event.binding.kind === "global" && event.binding.name === name;
  }

  #field(object: Ref, key: Key, ref: Ref): Value {
    const bases = this.of(object);
    if (typeof key !== "string") {
      const keyValue = this.of(key);
      const constant = keyValue.length === 1 ? this.atom(keyValue[0]!) : undefined;
      const isName = constant?.tag === "constant" && (typeof constant.value === "string" || typeof constant.value === "number");
      if (!isName) return this.#entry(bases, keyValue, "index", ref);
      return this.#staticField(bases, String(constant.value), ref);
    }
    return this.#staticField(bases, key, ref);
  }

  #staticField(bases: Value, name: string, ref: Ref): Value {
    const values = bases.map((base): Value => {
      const atom = this.atom(base);
      if (atom.tag === "next") {
        const part: Atom = name === "value" ? { tag: "item", iteration: atom.iteration } : { tag: "field", base, name };
        return this.#single(part, ref);
      }
      const initial = this.#single({ tag: "field", base, name }, ref);
      const puts = this.#puts.get(name);
      return puts ? this.#variables.read(this.#fieldVariable(base, name, puts, initial), ref) : initial;
    });
    return union(values.filter((value) => value.length > 0)) ?? this.#single({ tag: "result", ref }, ref);
  }

  #entry(bases: Value, key: Value, method: "get" | "at" | "index", ref: Ref): Value {
    if (key.length !== 1) return this.#single({ tag: "result", ref }, ref);
    const how = method === "get" ? "get" : "index";
    return this.#all(bases, (base) => ({ tag: "entry", base, key: key[0]!, how }), this.#single({ tag: "result", ref }, ref));
  }

  #bindingVariable(binding: Binding): Variable {
    let variable = this.#bindings.get(binding);
    if (!variable) {
      const stores = this.#stores.get(binding) ?? [];
      variable = { name: `b${binding.id}`, stores, initial: this.#initialOf(binding, stores.length) };
      this.#bindings.set(binding, variable);
    }
    return variable;
  }

  #initialOf(binding: Binding, stores: number): Value {
    if (binding.owner === this.fn.id && stores > 0) return [this.atoms.intern({ tag: "constant", value: undefined })!];
    const { root, path } = this.#outerAlias(binding);
    let id = this.atoms.intern({ tag: "binding", binding: root })!;
    for (const name of path) id = this.atoms.intern({ tag: "field", base: id, name }) ?? id;
    return [id];
  }

  #fieldVariable(base: AtomId, name: string, puts: readonly Ref[], initial: Value): Variable {
    const key = `f${base}.${name}`;
    let variable = this.#fields.get(key);
    if (!variable) {
      // While the objects of the writes are evaluated, this field counts as never written: that ends the recursion.
      this.#fields.set(key, { name: `${key} (unwritten)`, stores: [], initial });
      const stores = puts.filter((put) => {
        const event = this.fn.events[put]!;
        if (event.op !== "put") return false;
        const object = this.of(event.object);
        return object.length === 1 && object[0] === base;
      });
      variable = { name: key, stores, initial };
      this.#fields.set(key, variable);
    }
    return variable;
  }
}

function append<K>(map: Map<K, Ref[]>, key: K, ref: Ref): void {
  const list = map.get(key);
  if (list) list.push(ref);
  else map.set(key, [ref]);
}
