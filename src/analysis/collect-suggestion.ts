import type { Suggestion } from "../hazards/finding.ts";
import { type Event, type Ref, type Site, successors } from "../ir/types.ts";
import { alias } from "./aliases.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import type { Rounds } from "./rounds.ts";
import type { RawFinding } from "./types.ts";
import { snippet } from "./wording.ts";

/**
 * Collects the additions and applies them after the loop. Offered only where that means the same to everything else: the loop is a
 * statement of its own, the change is a statement in it, nothing else in the loop looks at the collection, and control leaves the loop
 * only at its end or by a plain `break`.
 */
export function collectSuggestion(finding: RawFinding, text: string): Suggestion | undefined {
  const { hazard, mutation, iteration, analysis } = finding;
  const { fn } = analysis.values;
  const head = headOf(finding);
  const loop = head?.statement;
  const change = fn.sites[mutation.ref]!;
  if (hazard !== "insert-during-iteration" || iteration.form !== "iterator" || !head || !loop) return undefined;
  if (change.start < loop.start || change.end > loop.end) return undefined;
  if (!startsStatement(text, loop.start, "{};") || !isStatement(text, change) || !isUndisturbed(finding, head)) return undefined;
  const rewrite = rewriteOf(finding, text);
  if (!rewrite) return undefined;
  const { name, make, collect, apply } = rewrite;
  const indent = /[ \t]*$/.exec(text.slice(0, loop.start))![0];
  return {
    kind: "collect-then-apply",
    title: `Collect the additions and apply them after the loop: \`${snippet(apply)}\`.`,
    edits: [
      { start: loop.start, end: loop.start, text: `const ${name} = ${make};\n${indent}` },
      { start: change.start, end: change.end, text: collect },
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
  const heads = fn.events.flatMap((event, ref): Head[] => {
    const walks = event.op === "iterate-open" && (ref === iteration.ref || event.source === iteration.ref);
    return walks ? [{ ref, statement: event.statement }] : [];
  });
  return heads.length === 1 && iteration.steps.length === 1 ? heads[0] : undefined;
}

interface Rewrite {
  readonly name: string;
  readonly make: string;
  readonly collect: string;
  readonly apply: string;
}

function rewriteOf({ analysis, mutation }: RawFinding, text: string): Rewrite | undefined {
  const { fn } = analysis.values;
  const call = fn.events[mutation.ref]!;
  if (call.op !== "call" || call.receiver === undefined || call.method !== mutation.operation || call.spreadFrom >= 0) return undefined;
  const isSet = mutation.operation === "set";
  if (!isSet && mutation.operation !== "add" && mutation.operation !== "push") return undefined;
  const [first, last] = [call.args[0], call.args.at(-1)];
  if (first === undefined || last === undefined || call.args.length !== (isSet ? 2 : 1)) return undefined;
  const source = (from: Ref, to: Ref): string => text.slice(fn.sites[from]!.start, fn.sites[to]!.end);
  const receiver = source(call.receiver, call.receiver);
  const args = source(first, last);
  // A bare path: evaluating it again after the loop gives the same object.
  if (!/^[\w$.#]+$/.test(receiver) || args.includes("//") || !isOuter(analysis.values.fn.events[call.receiver]!)) return undefined;
  const name = freshName(text);
  return isSet
    ? { name, make: "new Map()", collect: `${name}.set(${args})`, apply: `for (const [key, value] of ${name}) ${receiver}.set(key, value);` }
    : { name, make: "[]", collect: `${name}.push(${args})`, apply: `for (const value of ${name}) ${receiver}.${call.method}(value);` };
}

/** Not a name that the loop itself declares; those are rarely the iterated collection, and then not visible after the loop. */
function isOuter(receiver: Event): boolean {
  return receiver.op === "load" ? receiver.binding.kind !== "variable" : receiver.op === "field";
}

function freshName(text: string): string {
  let name = "additions";
  for (let number = 2; new RegExp(`\\b${name}\\b`).test(text); number++) name = `additions${number}`;
  return name;
}

/** Does a statement start at `offset`? The last character before it, comments left out, tells. */
function startsStatement(text: string, offset: number, after: string): boolean {
  const before = text.slice(0, offset).replace(/(?:\s|\/\/[^\n]*\n|\/\*(?:(?!\*\/)[^])*\*\/)*$/, "");
  return before === "" || after.includes(before.at(-1)!);
}

function isStatement(text: string, { start, end }: Site): boolean {
  return startsStatement(text, start, "{};)") && /^\s*(?:;|\}|$)|^[ \t]*(?:\/\/[^\n]*)?\r?\n/.test(text.slice(end));
}

/** Nothing in the loop but the change itself looks at the collection, and control leaves the loop only where the additions are applied. */
function isUndisturbed({ analysis, mutation, iteration }: RawFinding, head: Head): boolean {
  const { values } = analysis;
  const { fn } = values;
  const rounds = analysis.roundsOf(iteration);
  const inside = new Set(rounds.blocks());
  const [step] = iteration.steps;
  const done = step && fn.blocks[step.block]!.terminator;
  if (done?.type !== "next") return false;
  const source = values.of(iteration.source);
  const touches = (ref: Ref): boolean => alias(values, values.of(ref), source) !== "no";
  for (const block of inside) {
    const { terminator, events } = fn.blocks[block]!;
    if (terminator.type === "return" || terminator.type === "throw") return false;
    if (successors(fn.blocks[block]!).some((to) => !inside.has(to) && to !== done.done)) return false;
    for (const ref of events) {
      if (ref === mutation.ref || ref === iteration.ref || ref === head.ref || !rounds.contains(ref)) continue;
      if (operandsOf(fn.events[ref]!).some(touches) || fn.events[ref]!.op === "suspend") return false;
    }
  }
  return !isShared(analysis, iteration) || !hasUnknownCalls(analysis, mutation.ref, rounds);
}

/** Code elsewhere may look at the collection: it is no local of the function. */
function isShared({ values }: FunctionAnalysis, iteration: Iteration): boolean {
  const { tag } = values.atom(values.of(iteration.source));
  return tag !== "allocation" && tag !== "parameter";
}

function hasUnknownCalls({ values }: FunctionAnalysis, change: Ref, rounds: Rounds): boolean {
  return values.fn.events.some((event, ref) => {
    if (event.op !== "call" || ref === change || !rounds.contains(ref)) return false;
    const owner = event.receiver === undefined ? undefined : values.fn.events[event.receiver];
    return !(owner?.op === "load" && owner.binding.kind === "global");
  });
}

function operandsOf(event: Event): readonly Ref[] {
  switch (event.op) {
    case "call":
      return [...(event.receiver === undefined ? [] : [event.receiver]), ...event.args];
    case "put":
    case "remove":
    case "field":
      return [event.object];
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
