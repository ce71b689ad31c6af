import type { Binding, CallEvent, Event, IrFunction, Ref } from "../ir/types.ts";
import type { DeclaredTypes, TypeNode, UnitFunction } from "../ir/unit.ts";
import {
  certainLiveMember,
  copyFunctions,
  copyMethods,
  liveFactories,
  staticFactories,
} from "../semantics/methods.ts";
import { engineKinds, engineMakers, engineName, enginePackage, engineType } from "../semantics/engine.ts";
import { collectionKinds } from "../semantics/names.ts";
import type { CollectionKind } from "../semantics/types.ts";
import { alternatives } from "./aliases.ts";
import type { Atom, AtomId } from "./atoms.ts";
import { once } from "./once.ts";
import type { Values } from "./values.ts";

/** A collection of this kind, `other` for something that is none, undefined where nothing tells. */
export type KindAnswer = CollectionKind | "other" | undefined;

const MAX_DEPTH = 8;

const transparent: ReadonlySet<string> = new Set(["Readonly", "NonNullable", "Required", "Partial"]);
const primitives: ReadonlySet<string> = new Set(["string", "number", "boolean", "bigint", "symbol"]);

/** Types that can be walked and are no collection that a walk could change. */
const nonCollections: ReadonlySet<string> = new Set([
  ...["Iterable", "IterableIterator", "Iterator", "Generator", "AsyncIterable", "AsyncGenerator", "EventTarget", "EventEmitter"],
]);

const reference = (name: string): TypeNode => ({ type: "ref", name, args: [] });
const anyArray: TypeNode = { type: "array", element: { type: "other" } };

/** Kinds of collections from the text of one file; no type checker is asked. */
export class Kinds {
  readonly #types: DeclaredTypes;
  readonly #function: UnitFunction;
  readonly #values: Values;

  constructor(types: DeclaredTypes, fn: UnitFunction, values: Values) {
    this.#types = types;
    this.#function = fn;
    this.#values = values;
  }

  /** The kind that the alternatives of `value` are, as far as the text tells. */
  kindOf(value: AtomId): KindAnswer {
    let result: KindAnswer;
    for (const id of alternatives(this.#values, value)) {
      const type = this.#typeOfAtom(id, 0);
      const kind = type && this.#kindOfType(type, 0);
      if (kind !== undefined && (result === undefined || result === "other")) result = kind;
    }
    return result;
  }

  /** The type of `value`, as far as the text tells. */
  typeOf(value: AtomId): TypeNode | undefined {
    return this.#typeOfFirst(alternatives(this.#values, value), 0);
  }

  #kindOfType(type: TypeNode, depth: number): KindAnswer {
    if (depth > MAX_DEPTH) return undefined;
    switch (type.type) {
      case "array":
      case "tuple":
        return "Array";
      case "object":
        return this.#kindOfObject(type.bases, depth);
      case "class":
        // An unknown superclass may be anything.
        return type.base ? this.#kindOfType(type.base, depth + 1) : "other";
      case "union":
        return this.#kindOfUnion(type.members, depth);
      case "function":
        return "other";
      case "ref":
        return this.#kindOfReference(type, depth);
      case "other":
        return undefined;
    }
  }

  /** What the value is an instance of, of the classes that `rangeguard/engine` exports. */
  engineTypeOf(value: AtomId): string | undefined {
    const type = this.typeOf(value);
    return type?.type === "ref" ? this.#engineNameOf(type.name) : undefined;
  }

  #engineNameOf(type: string): string | undefined {
    const origin = this.#types.importOf(type);
    return engineName(type) ?? (origin?.source === enginePackage ? origin.imported : undefined);
  }

  /** Is it the name of a namespace import of the engine? */
  isEngine(name: string): boolean {
    const origin = this.#types.importOf(name);
    return origin?.source === enginePackage && origin.imported === undefined;
  }

  /** The name by which the engine exports what event `ref` loads, alone or as a member of a namespace import. */
  engineExport(ref: Ref): string | undefined {
    const event = this.#values.fn.events[ref]!;
    if (event.op === "load") {
      const origin = event.binding.kind === "import" ? this.#types.importOf(event.binding.name) : undefined;
      return origin?.source === enginePackage ? origin.imported : undefined;
    }
    if (event.op !== "field" || typeof event.key !== "string") return undefined;
    const owner = this.#values.fn.events[event.object]!;
    return owner.op === "load" && owner.binding.kind === "import" && this.isEngine(owner.binding.name) ? event.key : undefined;
  }

  #kindOfObject(bases: readonly TypeNode[], depth: number): KindAnswer {
    for (const base of bases) {
      const kind = this.#kindOfType(base, depth + 1);
      if (kind !== "Object" && kind !== "other") return kind;
    }
    return "Object";
  }

  #kindOfUnion(members: readonly TypeNode[], depth: number): KindAnswer {
    let result: KindAnswer;
    for (const member of members) {
      const kind = this.#kindOfType(member, depth + 1);
      // `undefined`, `null` and whatever else has no name here say nothing.
      if (kind !== undefined && (result === undefined || result === "other" || result === "Object")) result = kind;
    }
    return result;
  }

  #kindOfReference({ name, args }: TypeNode & { type: "ref" }, depth: number): KindAnswer {
    if (transparent.has(name)) return args[0] && this.#kindOfType(args[0], depth + 1);
    const declared = this.#types.named(name);
    if (declared) return this.#kindOfType(declared, depth + 1);
    const engine = this.#engineNameOf(name);
    if (engine !== undefined) return engineKinds.get(engine) ?? "other";
    // Somebody else's `Map`; any other imported name may be anything.
    if (this.#types.importOf(name)) return collectionKinds.has(name) ? "other" : undefined;
    if (nonCollections.has(name)) return "other";
    return collectionKinds.get(name) ?? (primitives.has(name) ? "other" : undefined);
  }

  #typeOfAtom(id: AtomId, depth: number): TypeNode | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const atom = this.#values.atom(id);
    switch (atom.tag) {
      case "parameter":
        return this.#function.parameters[atom.index]?.();
      case "binding":
        return isDocument(atom) ? reference("Document") : this.#types.ofBinding(atom.binding);
      case "this":
        return this.#function.thisType;
      case "field":
        return this.#typeOfField(atom.base, atom.name, depth);
      case "entry": {
        const base = this.#typeOfAtom(atom.base, depth + 1);
        return base && this.#types.elementOf(base, "value");
      }
      case "allocation":
      case "result":
        return this.#typeOfEvent(this.#values.fn.events[atom.ref]!) ?? this.#typeOfVariable(atom.ref);
      case "item":
        return this.#typeOfItem(atom.iteration, depth);
      case "phi":
      case "choice":
        return this.#typeOfFirst(this.#values.operandsOf(id), depth);
      case "constant":
        return atom.value === undefined || atom.value === null ? undefined : reference("string");
      case "compute":
      case "closure":
        return reference("string");
      default:
        return undefined;
    }
  }

  #typeOfFirst(value: readonly AtomId[], depth: number): TypeNode | undefined {
    for (const id of value) {
      const type = this.#typeOfAtom(id, depth + 1);
      if (type) return type;
    }
    return undefined;
  }

  #typeOfField(base: AtomId, name: string, depth: number): TypeNode | undefined {
    const live = certainLiveMember(name);
    if (live) return reference(live);
    const type = this.#typeOfAtom(base, depth + 1);
    return type && this.#types.memberOf(type, name);
  }

  #typeOfItem(iteration: Ref, depth: number): TypeNode | undefined {
    const opened = this.#values.fn.events[iteration]!;
    const source = opened.op === "iterate-open" ? opened.source : opened.op === "call" ? opened.receiver : undefined;
    const type = source === undefined ? undefined : this.#typeOfFirst([this.#values.of(source)], depth);
    return type && this.#types.elementOf(type, "item");
  }

  #typeOfEvent(event: Event): TypeNode | undefined {
    if (event.op === "parameter") return event.rest ? anyArray : undefined;
    if (event.op === "call") return this.#typeOfCall(event);
    if (event.op !== "allocate") return undefined;
    if (event.kind === "Array") return anyArray;
    return event.kind === "Object" ? { type: "object", members: new Map(), bases: [] } : reference(event.kind);
  }

  /** What the variable that takes the value is declared as: `const jobs: Job[] = load()`. */
  #typeOfVariable(ref: Ref): TypeNode | undefined {
    const binding = takers(this.#values.fn).get(ref);
    return binding && this.#types.ofBinding(binding);
  }

  #typeOfCall({ callee, receiver, method, construct }: CallEvent): TypeNode | undefined {
    if (callee !== undefined) {
      const event = this.#values.fn.events[callee]!;
      if (event.op !== "load") return undefined;
      const type = this.#types.ofBinding(event.binding);
      if (type?.type === "function" && type.returns.type !== "other") return type.returns;
      if (construct) return reference(event.binding.name);
      // A factory of a library, as `List()` or `OrderedMap()`, makes a thing of its own.
      return event.binding.kind === "import" && /^[A-Z]/.test(event.binding.name) ? reference("object") : undefined;
    }
    if (typeof method !== "string" || receiver === undefined) return undefined;
    const maker = engineMakers.has(method) ? this.engineExport(receiver) : undefined;
    if (maker !== undefined && engineKinds.has(maker)) return reference(engineType(maker));
    const owner = this.#values.fn.events[receiver]!;
    const global = owner.op === "load" && owner.binding.kind === "global" ? `${owner.binding.name}.${method}` : "";
    const live = liveFactories.get(method);
    if (live) return reference(live);
    return copyFunctions.has(global) || staticFactories.has(method) || copyMethods.has(method) ? anyArray : undefined;
  }
}

/** The first binding that takes each event's value. */
const takers = once(({ events }: IrFunction): ReadonlyMap<Ref, Binding> => {
  const first = new Map<Ref, Binding>();
  for (const event of events) if (event.op === "store" && !first.has(event.value)) first.set(event.value, event.binding);
  return first;
});

const isDocument = (atom: Atom): boolean =>
  atom.tag === "binding" && atom.binding.kind === "global" && atom.binding.name === "document";
