import { posix } from "node:path";
import { analyseProgramUnit } from "../../src/analysis/analyse.ts";
import type { AtomId } from "../../src/analysis/atoms.ts";
import { type ProgramFunction, ProgramUnit } from "../../src/analysis/program.ts";
import { Summaries } from "../../src/analysis/summaries.ts";
import type { Values } from "../../src/analysis/values.ts";
import { TaskContext } from "../../src/analysis/task-context.ts";
import { TaskGraph } from "../../src/analysis/task-graph.ts";
import type { Finding } from "../../src/hazards/finding.ts";
import { noSettings, type ProtectionSettings } from "../../src/hazards/settings.ts";
import { lower } from "../lowering/core/graph.ts";

/** The files of a program by name; `import "./b"` means the file called `b`. */
export type Files = Readonly<Record<string, string>>;

/** Gives the files of a program. A text alone is the file `main`. */
export function programOf(files: Files | string): (name?: string) => ProgramUnit {
  const texts: Files = typeof files === "string" ? { main: files } : files;
  const units = new Map<string, ProgramUnit>();
  const unit = (name: string): ProgramUnit | undefined => {
    const text = texts[name];
    if (text === undefined) return undefined;
    let known = units.get(name);
    if (!known) {
      known = new ProgramUnit(lower(text), `${name}.ts`, (from, source) => unit(posix.join(posix.dirname(from.file), source)));
      units.set(name, known);
    }
    return known;
  };
  return (name = "main") => {
    const found = unit(name);
    if (!found) throw new Error(`There is no file ${name}`);
    return found;
  };
}

/** The function of this name, or the method of just any class; there must be one. */
export function namedIn(unit: ProgramUnit, name: string): ProgramFunction {
  const [found, ...others] = unit.all().filter(({ info }) => info.name === name || info.name.endsWith(`.${name}`));
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} functions are called ${name}`);
  return found;
}

/** `this.jobs`, `#0` (the first parameter), `jobs` (an outer variable), `#0["a"]`; `?` for what has no such name. */
export function describeValue(values: Values, id: AtomId): string {
  const atom = values.atom(values.resolve(id));
  switch (atom.tag) {
    case "this":
      return "this";
    case "parameter":
      return `#${atom.index}`;
    case "binding":
      return atom.binding.name;
    case "constant":
      return JSON.stringify(atom.value) ?? "undefined";
    case "field":
      return `${describeValue(values, atom.base)}.${atom.name}`;
    case "entry":
      return `${describeValue(values, atom.base)}[${describeValue(values, atom.key)}]`;
    default:
      return "?";
  }
}

/** `called text -> function that it runs`, for each known call of a function, in order. */
export function callsFrom(files: Files | string, name = "subject", file = "main"): string[] {
  const caller = namedIn(programOf(files)(file), name);
  const { fn } = caller.analysis.values;
  const { text } = caller.unit.ir;
  return new Summaries().callsIn(caller).map(({ ref, target }) => `${text.slice(fn.sites[ref]!.start, fn.sites[ref]!.end)} -> ${target.info.name}`);
}

/** `operation place(key)` for each effect of a function, `late` and `maybe` ones marked, sorted. */
export function effectsOf(files: Files | string, name = "subject", file = "main"): string[] {
  const fn = namedIn(programOf(files)(file), name);
  const { values } = fn.analysis;
  return new Summaries()
    .of(fn)
    .effects.map(({ operation, target, key, late, certain }) => {
      const of = key === undefined ? "" : ` ${describeValue(values, key)}`;
      return `${operation} ${describeValue(values, target)}${of}${late ? " late" : ""}${certain ? "" : " maybe"}`;
    })
    .sort();
}

/** The findings in one file of a program, both levels. */
export function findingsInProgram(files: Files, file = "main", settings: ProtectionSettings = noSettings): Finding[] {
  const unit = programOf(files)(file);
  return analyseProgramUnit(unit, unit.ir.functions, new Summaries(), undefined, { checkWorklists: false, settings });
}

/** `hazard level: text of the reported line`, in source order, of one file. */
export function reportsIn(files: Files | string, settings: ProtectionSettings = noSettings): string[] {
  const texts: Files = typeof files === "string" ? { main: files } : files;
  return findingsInProgram(texts, "main", settings).map(
    ({ hazard, level, range }) => `${hazard} ${level}: ${texts["main"]!.split("\n")[range.start.line - 1]!.slice(range.start.column - 1, range.start.line === range.end.line ? range.end.column - 1 : undefined)}`,
  );
}

/** `hazard: text of the reported line`, in source order, of one file. */
export function foundIn(files: Files | string, settings?: ProtectionSettings): string[] {
  return reportsIn(files, settings).map((found) => found.replace(/ (?:recommended|strict):/, ":"));
}

/** `hazard level` of the findings in one file, in source order. */
export function hazardsOf(files: Files | string, settings: ProtectionSettings = noSettings): string[] {
  const texts: Files = typeof files === "string" ? { main: files } : files;
  return findingsInProgram(texts, "main", settings).map(({ hazard, level }) => `${hazard} ${level}`);
}

/** What the detectors know of a function that waits. */
export function contextOf(text: string, name = "subject", settings: ProtectionSettings = noSettings): TaskContext {
  const unit = programOf(text)();
  return new TaskContext(namedIn(unit, name), new TaskGraph(unit), new Summaries(), undefined, settings);
}
