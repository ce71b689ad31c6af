import type { Binding, CallEvent, Ref } from "../ir/types.ts";
import type { Home, TypeNode } from "../ir/unit.ts";
import { callbackMethods, mutatorMethods, queryMethods, viewMethods } from "../semantics/methods.ts";
import { alternatives } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { ProgramFunction, ProgramUnit } from "./program.ts";
import type { Values } from "./values.ts";

/** A call of a known function, as its caller sees it. */
export interface KnownCall {
  /** The event that calls. */
  readonly ref: Ref;
  readonly target: ProgramFunction;
  /** What `this` is in the called function; undefined when nothing that the caller knows. */
  readonly self: AtomId | undefined;
  readonly args: readonly AtomId[];
  /** Arguments from this index on come from a spread; -1 when there is none. */
  readonly spreadFrom: number;
  /** By an interface, or by the name of the method only: code that is not known may be called as well. */
  readonly open?: boolean;
  /** `new`: what the function does to `this`, nobody else has seen. */
  readonly construct: boolean;
}

/** More implementations of one method than this tell nothing. */
const MAX_IMPLEMENTATIONS = 4;

/** Methods of the platform: a class of the file that has one of that name is not what an unknown receiver is. */
const isCommon = (name: string): boolean =>
  mutatorMethods.has(name) || callbackMethods.has(name) || queryMethods.has(name) || viewMethods.has(name) || commonNames.has(name);
const commonNames: ReadonlySet<string> = new Set([
  ...["then", "catch", "finally", "call", "apply", "bind", "toString", "valueOf", "next", "return", "throw", "slice", "concat", "join"],
  ...["test", "exec", "match", "replace", "split", "at", "log", "warn", "error", "info", "debug", "toJSON", "constructor", "abort"],
]);

/** The functions that the events of `caller` call. An event that may call several has several entries. */
export function callsOf(caller: ProgramFunction, later = false): readonly KnownCall[] {
  const analysis = later ? caller.tasks : caller.analysis;
  let calls = known.get(analysis);
  if (!calls) {
    calls = findCalls(caller, later);
    known.set(analysis, calls);
  }
  return calls;
}

/** By the analysis, in whose values the calls are told. */
const known = new WeakMap<FunctionAnalysis, readonly KnownCall[]>();

function findCalls(caller: ProgramFunction, later: boolean): KnownCall[] {
  const { values } = later ? caller.tasks : caller.analysis;
  const resolver = new CallResolver(caller, later);
  const calls: KnownCall[] = [];
  const count = values.fn.events.length;
  for (let ref = 0; ref < count; ref++) {
    const event = values.fn.events[ref]!;
    if (!values.flow.isReachable(values.fn.blockOf[ref]!)) continue;
    if (event.op === "call") calls.push(...resolver.resolve(event, ref));
    else if (event.op === "field" && typeof event.key === "string") calls.push(...resolver.getter(event.object, event.key, ref));
    else if (event.op === "put" && typeof event.key === "string") calls.push(...resolver.setter(event.object, event.key, event.value, ref));
  }
  return calls;
}

class CallResolver {
  readonly #caller: ProgramFunction;
  readonly #unit: ProgramUnit;
  readonly #values: Values;
  readonly #later: boolean;

  constructor(caller: ProgramFunction, later: boolean) {
    this.#caller = caller;
    this.#unit = caller.unit;
    this.#later = later;
    this.#values = (later ? caller.tasks : caller.analysis).values;
  }

  resolve(event: CallEvent, ref: Ref): KnownCall[] {
    const values = this.#values;
    const args = event.args.map((arg) => values.of(arg));
    const rest = { ref, args, spreadFrom: event.spreadFrom, construct: event.construct };
    if (event.callee !== undefined) {
      return alternatives(values, values.of(event.callee)).flatMap((callee) => this.#ofValue(callee, event.construct).map((found) => ({ ...rest, ...found })));
    }
    const { receiver, method } = event;
    if (receiver === undefined || typeof method !== "string") return [];
    if (method === "call" || method === "apply") return this.#borrowed(event, ref, receiver, method);
    const self = values.of(receiver);
    const object = values.fn.events[receiver]!;
    if (object.op === "this" && object.super) return this.#inherited(method).map((target) => ({ ...rest, target, self }));
    const isOpen = this.#directMember(self, method) === undefined && this.#homeOf(self) === undefined;
    return this.#methods(self, method).map((target) => ({ ...rest, target, self: this.#selfOf(target, self), ...(isOpen && { open: true }) }));
  }

  /** `super.method()` */
  #inherited(method: string): ProgramFunction[] {
    const base = this.#unit.homeOfFunction(this.#caller.id)?.base;
    const found = base && this.#unit.classOf(base);
    const target = found && found.unit.member(found.home, method);
    return target ? [target] : [];
  }

  /** `object.name`, where that runs a getter. */
  getter(object: Ref, name: string, ref: Ref): KnownCall[] {
    const self = this.#values.of(object);
    const home = this.#homeOf(self);
    const target = home && home.unit.member(home.home, name);
    if (target?.info.role !== "getter") return [];
    return [{ ref, target, self, args: [], spreadFrom: -1, construct: false }];
  }

  /** `object.name = value`, where that runs a setter. */
  setter(object: Ref, name: string, value: Ref, ref: Ref): KnownCall[] {
    const self = this.#values.of(object);
    const home = this.#homeOf(self);
    const target = home && home.unit.member(home.home, `set ${name}`);
    return target ? [{ ref, target, self, args: [this.#values.of(value)], spreadFrom: -1, construct: false }] : [];
  }

  /** `f.call(self, ...)` and `f.apply(self, list)`. */
  #borrowed(event: CallEvent, ref: Ref, receiver: Ref, method: "call" | "apply"): KnownCall[] {
    const values = this.#values;
    const args = event.args.map((arg) => values.of(arg));
    const [self, ...others] = args;
    const list = method === "call" ? others : [];
    return this.#ofValue(values.of(receiver), false).map(({ target }) => ({
      ...{ ref, target, args: list, spreadFrom: method === "call" ? event.spreadFrom - 1 : 0, construct: false },
      self: target.info.arrow ? this.#selfOf(target, undefined) : self,
    }));
  }

  /** What a call of `callee` runs. */
  #ofValue(callee: AtomId, construct: boolean): Pick<KnownCall, "target" | "self">[] {
    const atom = this.#values.atom(callee);
    switch (atom.tag) {
      case "closure":
        return [this.#plain(this.#unit.function(atom.function))];
      case "binding":
        return construct ? this.#constructors(atom.binding) : this.#named(atom.binding);
      case "bound":
        return this.#methods(atom.receiver, atom.method).map((target) => ({ target, self: this.#selfOf(target, atom.receiver) }));
      case "field":
        // `const { clear } = registry`, or a member of a namespace import.
        return construct ? [] : this.#methods(atom.base, atom.name).map((target) => ({ target, self: this.#selfOf(target, undefined) }));
      default:
        return [];
    }
  }

  #plain(target: ProgramFunction): Pick<KnownCall, "target" | "self"> {
    return { target, self: this.#selfOf(target, undefined) };
  }

  /** An arrow function has the `this` of the function around it, which is the caller's when both have the same. */
  #selfOf(target: ProgramFunction, receiver: AtomId | undefined): AtomId | undefined {
    if (!target.info.arrow || target.info.home?.kind === "class") {
      if (!target.info.arrow || receiver !== undefined) return receiver;
    }
    const shares = target.unit === this.#unit && target.info.home !== undefined && target.info.home === this.#caller.info.home;
    return shares ? this.#values.atoms.intern({ tag: "this" }) : undefined;
  }

  #named(binding: Binding): Pick<KnownCall, "target" | "self">[] {
    const found = this.#originOf(binding);
    const id = found?.binding && found.unit.ir.functionOf(found.binding);
    return found && id !== undefined ? [this.#plain(found.unit.function(id))] : [];
  }

  #originOf(binding: Binding): { readonly unit: ProgramUnit; readonly binding: Binding | undefined } | undefined {
    return binding.kind === "import" ? this.#unit.imported(binding) : { unit: this.#unit.ownerOf(binding), binding };
  }

  #constructors(binding: Binding): Pick<KnownCall, "target" | "self">[] {
    const found = this.#unit.classOf(binding) ?? this.#unit.ownerOf(binding).classOf(binding);
    if (!found) return [];
    return ["constructor", "<fields>"].flatMap((name) => {
      const target = found.unit.member(found.home, name);
      return target ? [{ target, self: undefined }] : [];
    });
  }

  #methods(receiver: AtomId, method: string): ProgramFunction[] {
    const direct = this.#directMember(receiver, method);
    if (direct) return [direct];
    const home = this.#homeOf(receiver);
    if (home) {
      const target = home.unit.member(home.home, method);
      return target ? [target] : [];
    }
    const members = this.#interfaceOf(receiver);
    if (members) return this.#byName(method).filter(({ info }) => info.home && [...members].every((name) => info.home!.members.has(name)));
    return this.#kindKnown(receiver) || isCommon(method) ? [] : this.#byName(method);
  }

  /** A member of an object literal, of a class (static) or of a file. */
  #directMember(receiver: AtomId, method: string): ProgramFunction | undefined {
    const values = this.#values;
    const atom = values.atom(receiver);
    if (atom.tag === "allocation") {
      const member = values.member(receiver, method);
      const closure = member === undefined ? undefined : values.atom(member);
      return closure?.tag === "closure" ? this.#unit.function(closure.function) : undefined;
    }
    if (atom.tag !== "binding") return undefined;
    const found = this.#originOf(atom.binding);
    if (!found) return undefined;
    const { unit } = found;
    if (!found.binding) {
      const member = unit.exported(method);
      const id = member?.binding && member.unit.ir.functionOf(member.binding);
      return id === undefined ? undefined : member!.unit.function(id);
    }
    const id = unit.ir.homeOf(found.binding)?.statics.get(method)?.function ?? unit.ir.memberOf(found.binding, method);
    return id === undefined ? undefined : unit.function(id);
  }

  /** What the value is an instance of. */
  #homeOf(value: AtomId): { readonly unit: ProgramUnit; readonly home: Home } | undefined {
    const values = this.#values;
    const atom = values.atom(value);
    if (atom.tag === "this") {
      const home = this.#unit.homeOfFunction(this.#caller.id);
      return home && { unit: this.#unit, home };
    }
    if (atom.tag === "allocation") {
      const event = values.fn.events[atom.ref]!;
      const callee = event.op === "call" && event.construct && event.callee !== undefined ? values.atom(values.of(event.callee)) : undefined;
      return callee?.tag === "binding" ? this.#unit.classOf(callee.binding) : undefined;
    }
    const { kinds } = this.#later ? this.#caller.tasks : this.#caller.analysis;
    return this.#ofType(kinds.typeOf(value), 0);
  }

  #ofType(type: TypeNode | undefined, depth: number): { readonly unit: ProgramUnit; readonly home: Home } | undefined {
    if (!type || depth > 3) return undefined;
    if (type.type === "ref") return this.#unit.classNamed(type.name);
    if (type.type !== "union") return undefined;
    const found = type.members.map((member) => this.#ofType(member, depth + 1)).filter((each) => each !== undefined);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The members of the interface of this file that the value is declared to have. */
  #interfaceOf(value: AtomId): ReadonlySet<string> | undefined {
    const { kinds } = this.#later ? this.#caller.tasks : this.#caller.analysis;
    const type = kinds.typeOf(value);
    const declared = type?.type === "ref" ? this.#unit.ir.types.named(type.name) : undefined;
    return declared?.type === "object" && declared.members.size > 0 ? new Set(declared.members.keys()) : undefined;
  }

  #kindKnown(value: AtomId): boolean {
    const { kinds } = this.#later ? this.#caller.tasks : this.#caller.analysis;
    return kinds.kindOf(value) !== undefined;
  }

  /** Classes and object literals of the file that have a method of this name. */
  #byName(method: string): ProgramFunction[] {
    const found = this.#unit.implementations(method);
    return found.length > MAX_IMPLEMENTATIONS ? [] : found;
  }
}
