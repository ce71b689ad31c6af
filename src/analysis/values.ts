import type { Binding, BlockId, CallEvent, Event, IrFunction, Key, Ref, Site } from "../ir/types.ts";
import { lazyIteratorHelpers, mutatorMethods, viewMethods } from "../semantics/methods.ts";
import { type Atom, type AtomId, AtomTable } from "./atoms.ts";
import type { Flow } from "./flow.ts";
import { type Variable, Variables } from "./variables.ts";

/** Methods that return their receiver. */
export const fluentMethods: ReadonlySet<string> = new Set(["sort", "reverse", "fill", "copyWithin", "add", "set"]);

/** Evaluation that goes deeper than this gives up: a chain of thousands of dependent definitions. */
const MAX_RECURSION = 400;

/** What the call `event` gives, if that is something known. */
export type Answerer = (event: CallEvent, ref: Ref, values: Values) => AtomId | undefined;

/** Parameters that are the same as an earlier one, or as `this`. */
export type SameArguments = ReadonlyMap<number, number | "this">;

/** What is known of calls. */
export interface CallKnowledge {
  readonly accessor?: Accessor | undefined;
  readonly answer?: Answerer | undefined;
  readonly same?: SameArguments | undefined;
  /** The file uses Go's maps: `range()` opens an iteration. */
  readonly hasGoMaps?: boolean | undefined;
  /** Does the event give something of its own each time, whatever it reads or calls? */
  readonly isFresh?: ((fn: IrFunction, event: Event) => boolean) | undefined;
}

/** The member (by its path from `this`) that a getter or method without arguments of the function's class hands out. */
export type Accessor = (name: string, how: "get" | "call") => readonly string[] | undefined;

/** What a binding from outside the function is an alias of, by its declaration. */
export type OuterAlias = (binding: Binding) => { readonly root: Binding; readonly path: readonly string[] };

/**
 * Symbolic values of one function's events, on demand: value numbering by abstract interpretation. Access paths that are equal
 * give equal values, writes to bindings and to fields are seen in control-flow order, unknown calls are taken to change nothing.
 */
export class Values {
  readonly fn: IrFunction;
  readonly flow: Flow;
  readonly atoms: AtomTable;
  readonly #variables: Variables;
  readonly #memo: (AtomId | undefined)[] = [];
  readonly #choices = new Map<AtomId, readonly AtomId[]>();
  readonly #bindings = new Map<Binding, Variable>();
  readonly #fields = new Map<string, Variable>();
  readonly #stores = new Map<Binding, Ref[]>();
  readonly #puts = new Map<string, Ref[]>();
  /** Events that change the contents of a collection: methods by name, writes by key. */
  readonly #changes: Ref[] = [];
  readonly #contents = new Map<AtomId, Variable>();
  #changesByBase: Map<AtomId, Ref[]> | undefined;
  readonly #versions: Variables;
  readonly #outerAlias: OuterAlias;
  readonly #calls: CallKnowledge;
  /** Does the function make functions that are no part of its graph? They may write its variables at any call. */
  hasClosures = false;
  #nextCalls = 0;
  #depth = 0;

  /** @param shared - Only for values of values: their atoms are the same, and contents have no versions. */
  constructor(flow: Flow, outerAlias: OuterAlias, shared?: AtomTable, calls: CallKnowledge = {}) {
    this.#calls = calls;
    this.atoms = shared ?? new AtomTable();
    this.fn = flow.fn;
    this.flow = flow;
    this.#outerAlias = outerAlias;
    this.#variables = new Variables(flow, this.atoms, (store) => this.of(store));
    this.#versions = new Variables(flow, this.atoms, (store) => this.atoms.intern({ tag: "result", ref: store })!);
    this.fn.events.forEach((event, ref) => {
      if (!flow.isReachable(this.fn.blockOf[ref]!)) return;
      if (event.op === "store") append(this.#stores, event.binding, ref);
      else if (event.op === "put" && typeof event.key === "string") append(this.#puts, event.key, ref);
      if (event.op === "call" && event.method === "next") this.#nextCalls++;
      if (event.op === "closure") this.hasClosures = true;
      if (!shared && changedBy(event) !== undefined) this.#changes.push(ref);
    });
  }

  atom(id: AtomId): Atom {
    return this.atoms.atom(id);
  }

  /** The value of event `ref`. */
  of(ref: Ref): AtomId {
    const known = this.#memo[ref];
    if (known !== undefined) return known;
    if (this.#depth > MAX_RECURSION) return this.#intern({ tag: "result", ref }, ref);
    this.#depth++;
    const value = this.#evaluate(this.fn.events[ref]!, ref);
    this.#depth--;
    return (this.#memo[ref] = value);
  }

  /** `value` with phis replaced by what they turned out to stand for. */
  resolve(value: AtomId): AtomId {
    const atom = this.atom(value);
    switch (atom.tag) {
      case "phi": {
        const forwarded = this.#variables.forwarded(value);
        return forwarded === undefined ? value : this.resolve(forwarded);
      }
      case "field": {
        const base = this.resolve(atom.base);
        return base === atom.base ? value : (this.atoms.intern({ ...atom, base }) ?? value);
      }
      case "entry": {
        const [base, key] = [this.resolve(atom.base), this.resolve(atom.key)];
        return base === atom.base && key === atom.key ? value : (this.atoms.intern({ ...atom, base, key }) ?? value);
      }
      default:
        return value;
    }
  }

  /** The values that meet in a phi, or that a conditional expression chooses from. */
  operandsOf(atom: AtomId): readonly AtomId[] {
    return this.#choices.get(atom) ?? this.#variables.operandsOf(atom);
  }

  /** A phi at the head of a loop: its operands belong to different rounds. */
  isLoopPhi(atom: AtomId): boolean {
    return this.#variables.isLoopPhi(atom);
  }

  /** The value of `base.name` just before event `at`. */
  fieldAt(base: AtomId, name: string, at: Ref): AtomId {
    return this.#staticField(base, name, at);
  }

  /** The value of `base.get(key)` or `base[key]` just before event `at`. */
  entryAt(base: AtomId, key: AtomId, how: "get" | "index", at: Ref): AtomId {
    return this.#entry(base, key, how, at);
  }

  /** The value of a binding, of this function or of the code around it, just before event `at`. */
  bindingAt(binding: Binding, at: Ref): AtomId {
    return this.#variables.read(this.#bindingVariable(binding), at);
  }

  /** An event that no source stands for, with the value `value`: what a call changes is told by it. It is in no block. */
  synthesize(value: AtomId, at: Ref): Ref {
    const { events, sites, blockOf } = this.fn as unknown as { events: Event[]; sites: Site[]; blockOf: BlockId[] };
    const ref = events.push({ op: "unknown", operands: [] }) - 1;
    sites.push({ ...sites[at]!, origin: undefined });
    blockOf.push(blockOf[at]!);
    this.#memo[ref] = value;
    return ref;
  }

  #intern(atom: Atom, ref: Ref): AtomId {
    return this.atoms.intern(atom) ?? this.atoms.intern({ tag: "result", ref })!;
  }

  #evaluate(event: Event, ref: Ref): AtomId {
    if (this.#calls.isFresh?.(this.fn, event)) return this.#intern({ tag: "result", ref }, ref);
    switch (event.op) {
      case "parameter":
        return this.#parameter(event, ref);
      case "constant":
        return this.#intern({ tag: "constant", value: event.value }, ref);
      case "this":
        return this.#intern({ tag: "this" }, ref);
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
        return this.#intern({ tag: "closure", function: event.function }, ref);
      case "allocate":
        return this.#intern({ tag: "allocation", ref }, ref);
      case "compute": {
        const operands = event.operands.map((operand) => this.of(operand));
        // `${k}` is the text of k, and keys that are compared are texts already.
        if (event.operator === "template" && operands.length === 1) return operands[0]!;
        return this.#intern({ tag: "compute", operator: event.operator, operands }, ref);
      }
      case "choose":
        return this.#choose(event.operands, ref);
      case "iterate-open": {
        const source = this.of(event.source);
        if (this.atom(source).tag === "iterator") return source;
        return this.#intern({ tag: "iterator", iteration: ref }, ref);
      }
      case "iterate-step":
      case "iterate-key":
        return this.#ofRound(event.op === "iterate-step" ? "item" : "key", event.iterator, ref);
      case "remove":
      case "iterate-close":
      case "suspend":
      case "unknown":
        return this.#intern({ tag: "result", ref }, ref);
    }
  }

  #parameter({ index, rest }: Event & { op: "parameter" }, ref: Ref): AtomId {
    if (rest) return this.#intern({ tag: "allocation", ref }, ref);
    const same = this.#calls.same?.get(index) ?? index;
    return this.#intern(same === "this" ? { tag: "this" } : { tag: "parameter", index: same }, ref);
  }

  /** What is null or undefined is not what anyone goes on with; when the rest agrees, that is the value. */
  #choose(operands: readonly Ref[], ref: Ref): AtomId {
    const all = new Set(operands.map((operand) => this.of(operand)));
    const meant = [...all].filter((id) => {
      const atom = this.atom(id);
      return atom.tag !== "constant" || (atom.value !== undefined && atom.value !== null);
    });
    const [only, ...others] = meant.length > 0 ? meant : all;
    if (only !== undefined && others.length === 0) return only;
    // `m?.entries() ?? []`
    const iterators = meant.filter((id) => this.atom(id).tag === "iterator");
    if (iterators.length === 1 && meant.every((id) => id === iterators[0] || this.atom(id).tag === "allocation")) return iterators[0]!;
    const choice = this.#intern({ tag: "choice", ref }, ref);
    this.#choices.set(choice, only === undefined ? [] : [only, ...others]);
    return choice;
  }

  #ofRound(tag: "item" | "key", iterator: Ref, ref: Ref): AtomId {
    const atom = this.atom(this.of(iterator));
    return this.#intern(atom.tag === "iterator" ? { tag, iteration: atom.iteration } : { tag: "result", ref }, ref);
  }

  #call(event: CallEvent, ref: Ref): AtomId {
    const unknown = (): AtomId =>
      this.#calls.answer?.(event, ref, this) ?? this.#intern({ tag: event.construct ? "allocation" : "result", ref }, ref);
    const { receiver, method, args } = event;
    if (receiver === undefined || typeof method !== "string") return unknown();
    if (method === "@@iterator" && this.atom(this.of(receiver)).tag === "iterator") return this.of(receiver);
    if (method === "from" && args[0] !== undefined && this.#isGlobal(receiver, "Iterator")) {
      const source = this.of(args[0]);
      return this.atom(source).tag === "iterator" ? source : this.#intern({ tag: "iterator", iteration: ref }, ref);
    }
    if (args.length === 0 && (viewMethods.has(method) || method === "@@iterator" || (this.#calls.hasGoMaps && method === "range"))) {
      return this.#isGlobal(receiver, "Object") ? unknown() : this.#intern({ tag: "iterator", iteration: ref }, ref);
    }
    const target = this.of(receiver);
    const atom = this.atom(target);
    if (atom.tag === "iterator") {
      if (method === "next") return this.#intern({ tag: "next", iteration: atom.iteration }, ref);
      // A mapped iterator yields other items, but steps the same source.
      if (method === "filter" || method === "take" || method === "drop") return target;
      if (lazyIteratorHelpers.has(method)) return this.#intern({ tag: "iterator", iteration: ref }, ref);
    }
    const handed = args.length === 0 && atom.tag === "this" ? this.#calls.accessor?.(method, "call") : undefined;
    if (handed) return this.#follow(target, handed, ref);
    const how = args.length === 1 ? readers.get(method) : undefined;
    if (how) return this.#entry(target, this.of(args[0]!), how, ref);
    if (fluentMethods.has(method) && atom.tag !== "constant" && atom.tag !== "closure") return target;
    // Which `this` the function is bound to, is not kept.
    if (method === "bind" && args.length <= 1 && (atom.tag === "closure" || atom.tag === "binding")) return target;
    if (method === "bind" && atom.tag === "field") return this.#intern({ tag: "bound", receiver: atom.base, method: atom.name }, ref);
    return unknown();
  }

  #isGlobal(ref: Ref, name: string): boolean {
    const event = this.fn.events[ref]!;
    return event.op === "load" && event.binding.kind === "global" && event.binding.name === name;
  }

  #field(object: Ref, key: Key, ref: Ref): AtomId {
    const base = this.of(object);
    // Two calls of `next()` give two entries.
    const isDirect = this.fn.events[object]!.op === "call" && this.#nextCalls > 1;
    if (isDirect && this.atom(base).tag === "next" && key === "value") return this.#intern({ tag: "result", ref }, ref);
    if (typeof key === "string") return this.#staticField(base, key, ref);
    const keyValue = this.of(key);
    const constant = this.atom(keyValue);
    const isName = constant.tag === "constant" && (typeof constant.value === "string" || typeof constant.value === "number");
    return isName ? this.#staticField(base, String(constant.value), ref) : this.#entry(base, keyValue, "index", ref);
  }

  /** @param plain - Getters count as fields: `get size() { return super.size; }` is no end of itself. */
  #staticField(base: AtomId, name: string, ref: Ref, plain = false): AtomId {
    const atom = this.atom(base);
    if (atom.tag === "next" && name === "value") return this.#intern({ tag: "item", iteration: atom.iteration }, ref);
    if (/^\d+$/.test(name) && this.#versionOf(base, ref) !== undefined) {
      return this.#entry(base, this.#intern({ tag: "constant", value: Number(name) }, ref), "index", ref);
    }
    const handed = atom.tag === "this" && !plain ? this.#calls.accessor?.(name, "get") : undefined;
    if (handed) return this.#follow(base, handed, ref);
    const initial = this.#part(atom, name) ?? this.#intern({ tag: "field", base, name }, ref);
    const puts = this.#puts.get(name);
    return puts ? this.#variables.read(this.#fieldVariable(base, name, puts, initial), ref) : initial;
  }

  #follow(base: AtomId, path: readonly string[], ref: Ref): AtomId {
    return path.reduce((at, name) => this.#staticField(at, name, ref, true), base);
  }

  /** The value that an object or array literal gives to one of its members. */
  #part(atom: Atom, name: string): AtomId | undefined {
    if (atom.tag !== "allocation") return undefined;
    const event = this.fn.events[atom.ref]!;
    if (event.op !== "allocate" || !event.names) return undefined;
    const index = event.names.lastIndexOf(name);
    const isCertain = index >= 0 && !event.names.slice(index + 1).some((other) => other === "..." || other === "[]");
    return isCertain ? this.of(event.parts[index]!) : undefined;
  }

  /** The value of a member of `base`, as it was when the function started. */
  member(base: AtomId, name: string): AtomId | undefined {
    return this.#part(this.atom(base), name) ?? this.atoms.intern({ tag: "field", base, name });
  }

  #entry(base: AtomId, key: AtomId, how: "get" | "index", ref: Ref): AtomId {
    const version = this.#versionOf(base, ref);
    return this.#intern({ tag: "entry", base, key, how, ...(version !== undefined && { version }) }, ref);
  }

  /** What is changed is found without versions: the question would ask itself. */
  #changesOf(base: AtomId): readonly Ref[] {
    if (!this.#changesByBase) {
      this.#changesByBase = new Map();
      const plain = new Values(this.flow, this.#outerAlias, this.atoms, this.#calls);
      for (const change of this.#changes) append(this.#changesByBase, plain.of(changedBy(this.fn.events[change]!)!), change);
    }
    return this.#changesByBase.get(base) ?? [];
  }

  /** Which change of its contents the collection `base` has seen last before event `at`; undefined when there was none. */
  #versionOf(base: AtomId, at: Ref): AtomId | undefined {
    if (this.#changes.length === 0) return undefined;
    let variable = this.#contents.get(base);
    if (!variable) {
      const initial = this.atoms.intern({ tag: "constant", value: undefined })!;
      variable = { name: `c${base}`, stores: this.#changesOf(base), initial };
      this.#contents.set(base, variable);
    }
    if (variable.stores.length === 0) return undefined;
    const version = this.#versions.read(variable, at);
    return version === variable.initial ? undefined : version;
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

  #initialOf(binding: Binding, stores: number): AtomId {
    if (binding.owner === this.fn.id && stores > 0) return this.atoms.intern({ tag: "constant", value: undefined })!;
    const { root, path } = this.#outerAlias(binding);
    let id = this.atoms.intern({ tag: "binding", binding: root })!;
    for (const name of path) id = this.atoms.intern({ tag: "field", base: id, name }) ?? id;
    return id;
  }

  #fieldVariable(base: AtomId, name: string, puts: readonly Ref[], initial: AtomId): Variable {
    const key = `f${base}.${name}`;
    let variable = this.#fields.get(key);
    if (!variable) {
      // While the objects of the writes are evaluated, this field counts as never written: that ends the recursion.
      this.#fields.set(key, { name: `${key} (unwritten)`, stores: [], initial });
      const stores = puts.filter((put) => {
        const event = this.fn.events[put]!;
        if (event.op !== "put") return false;
        return this.of(event.object) === base;
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

/** Methods that read one entry. */
export const readers: ReadonlyMap<string, "get" | "index"> = new Map([
  ["get", "get"],
  ["at", "index"],
  ["item", "index"],
]);

/** The event whose value has its contents changed by `event`, going by names. */
function changedBy(event: Event): Ref | undefined {
  if (event.op === "put" || event.op === "remove") return typeof event.key === "string" ? undefined : event.object;
  if (event.op !== "call" || typeof event.method !== "string" || !mutatorMethods.has(event.method)) return undefined;
  return event.receiver;
}
