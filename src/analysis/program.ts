import type { Binding } from "../ir/types.ts";
import type { FunctionInfo, Home, Unit } from "../ir/unit.ts";
import { FunctionAnalysis } from "./function-analysis.ts";
import { Positions } from "./positions.ts";
import type { IrFunction } from "../ir/types.ts";
import type { Accessor, OuterAlias } from "./values.ts";

/** Finds the file that an import of `unit` means; undefined for packages and for files that are not looked at. */
export type ImportResolver = (unit: ProgramUnit, source: string) => ProgramUnit | undefined;

const MAX_REEXPORTS = 12;
const MAX_BASES = 12;

/** A name of another file: one of its top-level bindings, or the file as a whole. */
export type Imported =
  | { readonly unit: ProgramUnit; readonly binding: Binding }
  | { readonly unit: ProgramUnit; readonly binding: undefined };

/** A function of a program, with what is known of it, computed when first asked for. */
export class ProgramFunction {
  readonly unit: ProgramUnit;
  readonly id: number;
  #analysis: FunctionAnalysis | undefined;
  #tasks: FunctionAnalysis | undefined;

  constructor(unit: ProgramUnit, id: number) {
    this.unit = unit;
    this.id = id;
  }

  get info(): FunctionInfo {
    return this.unit.ir.info(this.id);
  }

  /** What happens until the function returns. */
  get analysis(): FunctionAnalysis {
    return (this.#analysis ??= this.#analyse(false));
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
    return new FunctionAnalysis(ir.types, ir.lowered(this.id), { alias, later, accessor });
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

  constructor(ir: Unit, file: string, resolve: ImportResolver = () => undefined) {
    this.ir = ir;
    this.file = file;
    this.#resolve = resolve;
    units.set(ir.names, this);
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
