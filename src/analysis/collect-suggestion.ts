import type { Suggestion } from "../hazards/finding.ts";
import { type Event, type Ref, type Site, successors } from "../ir/types.ts";
import { alias } from "./aliases.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import { once } from "./once.ts";
import type { RawFinding } from "./types.ts";
import type { Values } from "./values.ts";
import { snippet } from "./wording.ts";

/** What is the same for all findings of a file. */
export interface Source {
  readonly text: string;
}

/**
 * Collects the additions and applies them after the loop. Offered only where that means the same to everything else: the loop is a
 * statement of its own, the change is a statement in it, nothing else in the loop looks at the collection, and control leaves the loop
 * only at its end or by a plain `break`.
 */
export function collectSuggestion(finding: RawFinding, source: Source): Suggestion | undefined {
  const { hazard, mutation, iteration, analysis } = finding;
  if ((hazard !== "insert-during-iteration" && hazard !== "gomap-insert-in-range") || iteration.form !== "iterator") return undefined;
  const { fn } = analysis.values;
  const rewrite = fn.statements.has(mutation.ref) ? rewriteOf(finding, source) : undefined;
  const head = rewrite && headOf(finding);
  const loop = head?.statement;
  if (!rewrite || !head || !loop || !isUndisturbed(finding, head)) return undefined;
  const change = fn.sites[mutation.ref]!;
  if (change.start < loop.start || change.end > loop.end) return undefined;
  const { name, make, prefix, collect, apply } = rewrite;
  const indent = indentBefore(source.text, loop.start);
  return {
    kind: "collect-then-apply",
    title: `Collect the additions and apply them after the loop: \`${snippet(apply)}\`.`,
    edits: [
      { start: loop.start, end: loop.start, text: `const ${name} = ${make};\n${indent}` },
      { start: change.start, end: change.start + prefix.length, text: collect },
      { start: loop.end, end: loop.end, text: `\n${indent}${apply}` },
    ],
  };
}

interface Head {
  readonly ref: Ref;
  readonly statement: Site | undefined;
}

/** The one loop statement that walks the iteration. */
function headOf({ analysis, iteration }: RawFinding): Head | undefined {
  const { fn } = analysis.values;
  const [ref, ...others] = analysis.openingsOf(iteration);
  const event = ref === undefined ? undefined : fn.events[ref]!;
  if (ref === undefined || event?.op !== "iterate-open" || others.length > 0 || iteration.steps.length !== 1) return undefined;
  return { ref, statement: event.statement };
}

interface Rewrite {
  readonly name: string;
  readonly make: string;
  /** What the call starts with, up to its arguments, and what to start it with instead. */
  readonly prefix: string;
  readonly collect: string;
  readonly apply: string;
}

function rewriteOf({ analysis, mutation, iteration }: RawFinding, source: Source): Rewrite | undefined {
  const { fn } = analysis.values;
  const call = fn.events[mutation.ref]!;
  if (call.op !== "call" || call.receiver === undefined || call.method !== mutation.operation || call.spreadFrom >= 0) return undefined;
  const isSet = mutation.operation === "set";
  if (!isSet && mutation.operation !== "add" && mutation.operation !== "push") return undefined;
  if (call.args.length !== (isSet ? 2 : 1)) return undefined;
  const textOf = ({ start, end }: Site): string => source.text.slice(start, end);
  // The very path that the loop starts from: it means the same after the loop.
  const receiver = textOf(fn.sites[call.receiver]!);
  const prefix = `${receiver}.${call.method}(`;
  const isPath = /^[\w$]+(?:\.#?[\w$]+)*$/.test(receiver) && !/^(?:key|value)\b/.test(receiver);
  if (!isPath || receiver !== textOf(fn.sites[iteration.source]!) || !textOf(fn.sites[mutation.ref]!).startsWith(prefix)) return undefined;
  const name = freshName(source);
  return isSet
    ? { name, prefix, make: "new Map()", collect: `${name}.set(`, apply: `for (const [key, value] of ${name}) ${receiver}.set(key, value);` }
    : { name, prefix, make: "[]", collect: `${name}.push(`, apply: `for (const value of ${name}) ${receiver}.${call.method}(value);` };
}

const freshName = once(({ text }: Source): string => {
  let name = "additions";
  for (let number = 2; text.includes(name); number++) name = `additions${number}`;
  return name;
});

function indentBefore(text: string, end: number): string {
  let start = end;
  while (text[start - 1] === " " || text[start - 1] === "\t") start--;
  return text.slice(start, end);
}

/** Nothing in the loop but the change itself looks at the collection, and control leaves the loop only where the additions are applied. */
function isUndisturbed({ analysis, mutation, iteration }: RawFinding, head: Head): boolean {
  const { values } = analysis;
  const { hasExits, disturbing } = lookInside(analysis)(iteration, head);
  if (hasExits || values.hasClosures || disturbing.some((ref) => ref !== mutation.ref)) return false;
  const source = values.of(iteration.source);
  return !analysis
    .iterationsAround(mutation.ref)
    .some((other) => other !== iteration && alias(values, values.of(other.source), source) !== "no");
}

interface Inside {
  /** Does control leave the loop in another way than at its end or by a plain `break`? */
  readonly hasExits: boolean;
  /** Events that may look at the collection, or are not known not to; two are enough to know that one is not the change. */
  readonly disturbing: readonly Ref[];
}

/** What is in each loop is found out once, however many changes there are. */
const lookInside = once((analysis: FunctionAnalysis) => {
  const known = new Map<Iteration, Inside>();
  return (iteration: Iteration, head: Head): Inside => {
    let inside = known.get(iteration);
    if (!inside) {
      inside = { hasExits: hasExits(analysis, iteration), disturbing: disturbingEvents(analysis, iteration, head) };
      known.set(iteration, inside);
    }
    return inside;
  };
});

function hasExits(analysis: FunctionAnalysis, iteration: Iteration): boolean {
  const { fn } = analysis.values;
  const inside = analysis.roundsOf(iteration).blocks();
  const [step] = iteration.steps;
  const done = step && fn.blocks[step.block]!.terminator;
  if (done?.type !== "next") return true;
  return [...inside].some((block) => {
    const { type } = fn.blocks[block]!.terminator;
    return type === "return" || type === "throw" || successors(fn.blocks[block]!).some((to) => !inside.has(to) && to !== done.done);
  });
}

function disturbingEvents(analysis: FunctionAnalysis, iteration: Iteration, head: Head): Ref[] {
  const { values } = analysis;
  const { fn } = values;
  const rounds = analysis.roundsOf(iteration);
  const source = values.of(iteration.source);
  const path = pathOf(values, iteration.source);
  const touches = (ref: Ref): boolean => alias(values, values.of(ref), source) !== "no";
  const disturbs = (event: Event): boolean =>
    operandsOf(event).some(touches) || event.op === "suspend" || writesAny(event, path) || isUnknownCall(values, event);
  const found: Ref[] = [];
  for (const block of rounds.blocks()) {
    for (const ref of fn.blocks[block]!.events) {
      if (ref === iteration.ref || ref === head.ref || !disturbs(fn.events[ref]!) || !rounds.contains(ref)) continue;
      found.push(ref);
      if (found.length === 2) return found;
    }
  }
  return found;
}

/** Names of the access path that event `ref` reads. */
function pathOf(values: Values, ref: Ref): readonly string[] {
  const event = values.fn.events[ref]!;
  if (event.op === "load") return [event.binding.name];
  return event.op === "field" && typeof event.key === "string" ? [event.key, ...pathOf(values, event.object)] : [];
}

function writesAny(event: Event, names: readonly string[]): boolean {
  if (event.op === "store") return names.includes(event.binding.name);
  return event.op === "put" && typeof event.key === "string" && names.includes(event.key);
}

/** Who knows what a function looks at; those of the platform's own objects look at nothing else. */
function isUnknownCall(values: Values, event: Event): boolean {
  if (event.op !== "call") return false;
  const owner = event.receiver === undefined ? undefined : values.fn.events[event.receiver];
  return !(owner?.op === "load" && owner.binding.kind === "global");
}

function operandsOf(event: Event): readonly Ref[] {
  switch (event.op) {
    case "call":
      return [...(event.receiver === undefined ? [] : [event.receiver]), ...event.args];
    case "put":
      return [event.object, event.value];
    case "remove":
    case "field":
      return [event.object];
    case "compute":
      return event.operands;
    case "iterate-open":
      return [event.source];
    case "allocate":
      return event.parts;
    case "unknown":
      return event.operands;
    default:
      return [];
  }
}
