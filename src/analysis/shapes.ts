import type { Binding, Ref } from "../ir/types.ts";
import type { Home, TypeNode } from "../ir/unit.ts";
import { alternatives } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { ProgramFunction } from "./program.ts";

const homeNumbers = new WeakMap<Home, number>();
let nextHome = 0;

function numberOf(home: Home): number {
  let number = homeNumbers.get(home);
  if (number === undefined) {
    number = nextHome++;
    homeNumbers.set(home, number);
  }
  return number;
}

const MAX_DEPTH = 8;

/** Does the variable or member that `value` was read from still hold it just before event `at`? */
export function isStillHeld({ values }: FunctionAnalysis, value: AtomId, at: Ref): boolean {
  return alternatives(values, value).some((id) => {
    const atom = values.atom(id);
    if (atom.tag === "field") return values.resolve(values.fieldAt(atom.base, atom.name, at)) === id;
    if (atom.tag === "binding") return values.resolve(values.bindingAt(atom.binding, at)) === id;
    return true;
  });
}

/**
 * A place as every function of the program would call it: a member of an instance of a class (`this` or any other), a variable of the code
 * around, and members and entries from there (`[]`, whatever the key). Undefined for what belongs to one call.
 */
export type Shape = string;

/** The shapes of what `value` may be. */
export function shapesOf(fn: ProgramFunction, analysis: FunctionAnalysis, value: AtomId): Shape[] {
  const shapes = new Set<Shape>();
  for (const id of alternatives(analysis.values, value)) {
    const shape = shapeOf(fn, analysis, id, 0);
    if (shape !== undefined) shapes.add(shape);
  }
  return [...shapes];
}

export function shapeOf(fn: ProgramFunction, analysis: FunctionAnalysis, value: AtomId, depth = 0): Shape | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const { values } = analysis;
  const id = values.resolve(value);
  const atom = values.atom(id);
  const inside = (base: AtomId, step: string): Shape | undefined => {
    const shape = shapeOf(fn, analysis, base, depth + 1);
    return shape && shape + step;
  };
  switch (atom.tag) {
    case "this": {
      const home = fn.unit.homeOfFunction(fn.id);
      return home && `this:${numberOf(fn.unit.rootHome(home))}`;
    }
    case "binding":
      return atom.binding.kind === "global" || atom.binding.owner === values.fn.id ? undefined : capturedShape(fn, atom.binding, depth);
    case "field": {
      const shape = inside(atom.base, `.${atom.name}`);
      return shape ?? instanceShape(fn, analysis, atom.base, `.${atom.name}`);
    }
    case "entry":
      return inside(atom.base, "[]");
    case "item": {
      const event = values.fn.events[atom.iteration]!;
      const source = event.op === "iterate-open" ? event.source : event.op === "call" ? event.receiver : undefined;
      return source === undefined ? undefined : inside(values.of(source), "[]");
    }
    default:
      return undefined;
  }
}

/** A constant of the function around it that is a name for a place: that place. */
function capturedShape(fn: ProgramFunction, binding: Binding, depth: number): Shape {
  const own = `b${binding.id}`;
  if (binding.owner <= 0 || binding.kind !== "constant") return own;
  const outer = fn.unit.ownerOf(binding).function(binding.owner);
  const { values } = outer.analysis;
  const store = values.fn.events.find((event) => event.op === "store" && event.binding === binding);
  if (store?.op !== "store") return own;
  for (const id of alternatives(values, values.of(store.value))) {
    const shape = shapeOf(outer, outer.analysis, id, depth + 1);
    if (shape !== undefined) return shape;
  }
  return own;
}

/** A member of another instance than `this`: by its class, or, for a parameter, by the type that it is declared to have. */
function instanceShape(fn: ProgramFunction, analysis: FunctionAnalysis, base: AtomId, step: string): Shape | undefined {
  const type = analysis.kinds.typeOf(base);
  const home = classOf(fn, type);
  if (home) return `this:${numberOf(home)}${step}`;
  const isNamed = analysis.values.atom(base).tag === "parameter" && type?.type === "ref" && fn.unit.ir.types.named(type.name)?.type === "object";
  return isNamed ? `type:${type.name}${step}` : undefined;
}

/** The shape is a member of any object of a type: which one, is not known. */
export const isOfType = (shape: Shape): boolean => shape.startsWith("type:");

function classOf(fn: ProgramFunction, type: TypeNode | undefined): Home | undefined {
  if (type?.type !== "ref") return undefined;
  const found = fn.unit.classNamed(type.name);
  return found && found.unit.rootHome(found.home);
}
