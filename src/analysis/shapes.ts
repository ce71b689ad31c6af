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
      return atom.binding.kind === "global" || atom.binding.owner === values.fn.id ? undefined : `b${atom.binding.id}`;
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

/** A member of another instance than `this`: by its class. */
function instanceShape(fn: ProgramFunction, analysis: FunctionAnalysis, base: AtomId, step: string): Shape | undefined {
  const home = classOf(fn, analysis.kinds.typeOf(base));
  return home && `this:${numberOf(home)}${step}`;
}

function classOf(fn: ProgramFunction, type: TypeNode | undefined): Home | undefined {
  if (type?.type !== "ref") return undefined;
  const found = fn.unit.classNamed(type.name);
  return found && found.unit.rootHome(found.home);
}

/** Instances of a class have a member each: is the shape one of these? */
export const isOfInstance = (shape: Shape): boolean => shape.startsWith("this:");
