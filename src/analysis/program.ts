import { noSettings, type ProtectionSettings, standsFor } from "../hazards/settings.ts";
import type { Binding, CallEvent, Event, IrFunction, Ref } from "../ir/types.ts";
import type { FunctionInfo, Home, Unit } from "../ir/unit.ts";
import { enginePackage } from "../semantics/engine.ts";
import { FunctionAnalysis } from "./function-analysis.ts";
import { Positions } from "./positions.ts";
import type { AtomId } from "./atoms.ts";
import { calledName, memberName } from "./names.ts";
import { CallTranslation } from "./translate.ts";
import type { Accessor, Answerer, OuterAlias, SameArguments, Values } from "./values.ts";

/** Finds the file that an import of `unit` means; undefined for packages and for files that are not looked at. */
export type ImportResolver = (unit: ProgramUnit, source: string) => ProgramUnit | undefined;

/** What a longer function returns is no simple matter. */
const MAX_ANSWER_EVENTS = 300;
const MAX_REEXPORTS = 12;
const MAX_BASES = 12;
/** So many functions may hand on the answer of another one. Each costs stack. */
const MAX_ANSWER_DEPTH = 50;

/** How many functions are being asked what they return, each for the sake of the one before. */
let answering = 0;

/** A name of another file: one of its top-level bindings, or the file as a whole. */
export type Imported =
  | { readonly unit: ProgramUnit; readonly binding: Binding }
  | { readonly unit: ProgramUnit; readonly binding: undefined };

/** A function of a program, with what is known of it, computed when first asked for. */
export class ProgramFunction {
  readonly unit: ProgramUnit;
  readonly id: number;
  /** Somebody has a summary of it, whose values are those of its analysis. */
  isSummarised = false;
  readonly #same: SameArguments | undefined;
  #returned: { readonly place: AtomId | undefined } | undefined;
  #analysis: FunctionAnalysis | undefined;
  #tasks: FunctionAnalysis | undefined;

  /** @param same - Parameters that are another one, or `this`: the function as one of its callers calls it. */
  constructor(unit: ProgramUnit, id: number, same?: SameArguments) {
    this.unit = unit;
    this.id = id;
    this.#same = same;
  }

  /** Forgets the analysis; it is made again when somebody asks. Atoms of the old one mean nothing to the new one. */
  release(): void {
    this.#analysis = undefined;
    this.#tasks = undefined;
    this.#returned = undefined;
  }

  get isCalledWithSame(): boolean {
    return this.#same !== undefined;
  }

  get info(): FunctionInfo {
    return this.unit.ir.info(this.id);
  }

  /** What happens until the function returns. */
  get analysis(): FunctionAnalysis {
    return (this.#analysis ??= this.#analyse(false));
  }

  /** What the function returns, if that is one thing that its caller can name: a parameter, a member of `this`, an outer variable. */
  get returned(): AtomId | undefined {
    if (!this.#returned) {
      // Not kept as its answer: asked by itself it has one.
      if (answering >= MAX_ANSWER_DEPTH) return undefined;
      // Asked while it is being answered: a function that returns what it calls itself for.
      this.#returned = { place: undefined };
      answering++;
      try {
        this.#returned = { place: returnedPlace(this.analysis.values) };
      } finally {
        answering--;
      }
    }
    return this.#returned.place;
  }

  /** The same with what its callbacks do after they have suspended. */
  get tasks(): FunctionAnalysis {
    if (!this.#tasks) {
      const isSplit = this.unit.ir.lowered(this.id).ir.blocks.some(({ terminator }) => terminator.type === "detach");
      this.#tasks = isSplit ? this.#analyse(true) : this.analysis;
    }
    return this.#tasks;
  }

  #analyse(later: boolean): FunctionAnalysis {
    const { ir, alias } = this.unit;
    const accessor: Accessor = (name, how) => this.unit.handedOut(this.id, name, how);
    const answer: Answerer = (event, ref, values) => this.unit.answerOf(this.id, event, ref, values);
    return new FunctionAnalysis(ir.types, ir.lowered(this.id), { alias, later, accessor, answer, same: this.#same, isFresh: this.unit.isFresh, hasGoMaps: this.unit.usesEngine });
  }
}

/** Files by what marks their bindings. */
const units = new WeakMap<object, ProgramUnit>();

/** A file of a program. */
export class ProgramUnit {
  readonly ir: Unit;
  /** As findings report it. */
  readonly file: string;
  readonly #resolve: ImportResolver;
  readonly #functions: (ProgramFunction | undefined)[] = [];
  #positions: Positions | undefined;
  #methods: Map<string, ProgramFunction[]> | undefined;
  readonly #aliases = new Map<Binding, ReturnType<OuterAlias>>();

  /** Tells of calls and reads whether the user has named them as ones that give a copy; undefined when none are named. */
  readonly isFresh: ((fn: IrFunction, event: Event) => boolean) | undefined;
  /** Does the file name the package of the Go maps? */
  readonly usesEngine: boolean;

  constructor(ir: Unit, file: string, resolve: ImportResolver = () => undefined, settings: ProtectionSettings = noSettings) {
    this.isFresh = freshness(settings);
    this.usesEngine = ir.text.includes(enginePackage);
    this.ir = ir;
    this.file = file;
    const resolved = new Map<string, ProgramUnit | undefined>();
    this.#resolve = (unit, source) => {
      if (!resolved.has(source)) resolved.set(source, resolve(unit, source));
      return resolved.get(source);
    };
    units.set(ir.names, this);
  }

  /** Gives back the memory that the analyses of the functions take, those that others have summaries of left out. */
  release(): void {
    for (const fn of this.#functions) if (fn && !fn.isSummarised) fn.release();
  }

  get positions(): Positions {
    return (this.#positions ??= new Positions(this.ir.text));
  }

  function(id: number): ProgramFunction {
    return (this.#functions[id] ??= new ProgramFunction(this, id));
  }

  /** All functions of the file, lowered. */
  all(): ProgramFunction[] {
    return this.ir.all().map(({ info }) => this.function(info.id));
  }

  /** What a binding stands for, through constants that are other names for it and through imports. */
  readonly alias: OuterAlias = (binding) => {
    let known = this.#aliases.get(binding);
    if (!known) {
      known = this.#aliasOf(binding);
      this.#aliases.set(binding, known);
    }
    return known;
  };

  #aliasOf(binding: Binding): ReturnType<OuterAlias> {
    const { root, path } = this.ir.types.aliasOf(binding);
    const imported = root.kind === "import" ? this.imported(root) : undefined;
    if (!imported?.binding) return { root, path };
    const origin = imported.unit.alias(imported.binding);
    return { root: origin.root, path: [...origin.path, ...path] };
  }

  /** What an import binding means in the file that it comes from. */
  imported(binding: Binding): Imported | undefined {
    const found = this.ir.importOf(binding);
    const unit = found && this.#resolve(this, found.source);
    if (!found || !unit) return undefined;
    return found.imported === undefined ? { unit, binding: undefined } : unit.exported(found.imported);
  }

  /** The top-level binding that the file exports as `name`, re-exports followed. */
  exported(name: string, depth = 0): Imported | undefined {
    if (depth > MAX_REEXPORTS) return undefined;
    const { exports } = this.ir;
    for (const each of exports) {
      if (each.exported !== name) continue;
      if ("local" in each) return this.#local(each.local);
      if ("value" in each) return undefined;
      const unit = this.#resolve(this, each.source);
      if (!unit) return undefined;
      return each.imported === undefined ? { unit, binding: undefined } : unit.exported(each.imported, depth + 1);
    }
    for (const each of exports) {
      if (each.exported !== undefined) continue;
      const found = this.#resolve(this, each.source)?.exported(name, depth + 1);
      if (found) return found;
    }
    return undefined;
  }

  #local(name: string): Imported | undefined {
    const binding = this.ir.topLevel(name);
    if (!binding) return undefined;
    return binding.kind === "import" ? this.imported(binding) : { unit: this, binding };
  }

  /** Where the class that a name of this file means is declared. */
  classNamed(name: string): { readonly unit: ProgramUnit; readonly home: Home } | undefined {
    const binding = this.ir.topLevel(name);
    return binding && this.classOf(binding);
  }

  classOf(binding: Binding): { readonly unit: ProgramUnit; readonly home: Home } | undefined {
    const own = this.ir.homeOf(binding);
    if (own) return { unit: this, home: own };
    const imported = binding.kind === "import" ? this.imported(binding) : undefined;
    const home = imported?.binding && imported.unit.ir.homeOf(imported.binding);
    return home && { unit: imported.unit, home };
  }

  /** The file that declares `binding`: what is known here has come from others, too. */
  ownerOf(binding: Binding): ProgramUnit {
    return units.get(binding.file) ?? this;
  }

  /** What `this` belongs to in a function: what it is a member of, or, for a constructor function, its prototype. */
  homeOfFunction(id: number): Home | undefined {
    const info = this.ir.info(id);
    return info.home ?? (info.declares && this.ir.homeOf(info.declares));
  }

  /** The path from `this` of the member that `this.name` or `this.name()` hands out in function `id`: `get live() { return this.#map; }`. */
  handedOut(id: number, name: string, how: "get" | "call"): readonly string[] | undefined {
    const home = this.homeOfFunction(id);
    const member = home && this.member(home, name);
    if (!member || member.id === id || member.info.role !== (how === "get" ? "getter" : "method")) return undefined;
    if (member.info.async || member.info.generator) return undefined;
    return returnedMember(member.unit.ir.lowered(member.id).ir);
  }

  /** What a call in function `caller` gives, when the called function returns something that the caller can name: `live(xs)` is `xs`. */
  answerOf(caller: number, event: CallEvent, ref: Ref, values: Values): AtomId | undefined {
    const target = this.#calledByName(caller, event, values);
    const place = target && !target.info.async && !target.info.generator ? target.returned : undefined;
    if (!target || place === undefined) return undefined;
    const args = event.args.map((arg) => values.of(arg));
    const self = event.receiver === undefined ? undefined : values.of(event.receiver);
    return new CallTranslation(values, target.analysis.values, { ref, target, self, args, spreadFrom: event.spreadFrom, construct: false }).translate(place);
  }

  #calledByName(caller: number, { callee, receiver, method, construct }: CallEvent, values: Values): ProgramFunction | undefined {
    if (construct) return undefined;
    if (callee !== undefined) {
      const event = values.fn.events[callee]!;
      if (event.op !== "load" || event.binding.kind === "global" || event.binding.kind === "parameter") return undefined;
      const found = event.binding.kind === "import" ? this.imported(event.binding) : { unit: this.ownerOf(event.binding), binding: event.binding };
      const id = found?.binding && found.unit.ir.functionOf(found.binding);
      return found && id !== undefined ? found.unit.function(id) : undefined;
    }
    if (receiver === undefined || typeof method !== "string" || values.atom(values.of(receiver)).tag !== "this") return undefined;
    const home = this.homeOfFunction(caller);
    return home && this.member(home, method);
  }

  /** Methods of that name in the file, of classes and of object literals. */
  implementations(name: string): ProgramFunction[] {
    if (!this.#methods) {
      this.#methods = new Map();
      for (const { info } of this.ir.all()) {
        if (info.role !== "method" || info.home === undefined) continue;
        const member = info.name.slice(info.name.lastIndexOf(".") + 1);
        this.#methods.set(member, [...(this.#methods.get(member) ?? []), this.function(info.id)]);
      }
    }
    return this.#methods.get(name) ?? [];
  }

  /** The function that calls of member `name` of an instance run, base classes included. */
  member(home: Home, name: string): ProgramFunction | undefined {
    const seen = new Set<Home>();
    let at: { unit: ProgramUnit; home: Home } | undefined = { unit: this, home };
    while (at && !seen.has(at.home) && seen.size < MAX_BASES) {
      seen.add(at.home);
      const found: number | undefined = at.home.members.get(name)?.function;
      if (found !== undefined) return at.unit.function(found);
      at = at.home.base && at.unit.classOf(at.home.base);
    }
    return undefined;
  }

  /** The class at the top of the chain of `extends`, as far as it is known: instances of both have the same fields. */
  rootHome(home: Home): Home {
    const seen = new Set<Home>();
    let at: { unit: ProgramUnit; home: Home } = { unit: this, home };
    while (!seen.has(at.home) && seen.size < MAX_BASES) {
      seen.add(at.home);
      const base = at.home.base && at.unit.classOf(at.home.base);
      if (!base) break;
      at = base;
    }
    return at.home;
  }
}

function freshness({ snapshotFunctions, freshGetters }: ProtectionSettings): ((fn: IrFunction, event: Event) => boolean) | undefined {
  if (snapshotFunctions.length === 0 && freshGetters.length === 0) return undefined;
  return (fn, event) => {
    if (event.op === "call") return snapshotFunctions.some((name) => standsFor(name, calledName(fn, event)));
    if (event.op !== "field" || typeof event.key !== "string") return false;
    return freshGetters.some((name) => standsFor(name, memberName(fn, event.object, String(event.key))));
  };
}

/** All that the function does is to return a member of `this`: the path to it. */
function returnedMember(ir: IrFunction): readonly string[] | undefined {
  const { terminator } = ir.blocks[0]!;
  if (terminator.type !== "return" || terminator.value === undefined) return undefined;
  const path: string[] = [];
  for (let ref = terminator.value; ; ) {
    const event = ir.events[ref]!;
    if (event.op === "this") return path;
    if (event.op !== "field" || typeof event.key !== "string") return undefined;
    path.unshift(event.key);
    ref = event.object;
  }
}

/** The one thing that all ways return, nothing left out. */
function returnedPlace(values: Values): AtomId | undefined {
  if (values.fn.events.length > MAX_ANSWER_EVENTS) return undefined;
  let place: AtomId | undefined;
  for (const block of values.flow.order) {
    const { terminator } = values.fn.blocks[block]!;
    if (terminator.type !== "return" || terminator.value === undefined) continue;
    const value = values.resolve(values.of(terminator.value));
    const atom = values.atom(value);
    if (atom.tag === "constant" && (atom.value === null || atom.value === undefined)) continue;
    const isPlace = atom.tag === "parameter" || atom.tag === "this" || atom.tag === "binding" || atom.tag === "field" || atom.tag === "entry";
    if (!isPlace || (place !== undefined && place !== value)) return undefined;
    place = value;
  }
  return place;
}
