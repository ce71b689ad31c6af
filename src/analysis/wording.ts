import type { View } from "../ir/types.ts";
import { isGoRange } from "./iterations.ts";
import type { ProgramFunction } from "./program.ts";
import type { EscapingMutator } from "./stored-callbacks.ts";
import type { CollectionKind } from "../semantics/types.ts";
import type { RawFinding } from "./types.ts";

const MAX_SNIPPET = 60;

/** Source text as one short line for a message. */
export function snippet(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= MAX_SNIPPET ? line : `${line.slice(0, MAX_SNIPPET - 1)}…`;
}

const isSequence = (kind: CollectionKind): boolean => kind === "Array" || kind === "TypedArray";

/** How to write a copy of the collection `name` to iterate over instead. */
function copyOf(name: string, finding: RawFinding): string {
  const { kind, iteration } = finding;
  if (iteration.form === "for-in") return `Object.keys(${name})`;
  if (iteration.form !== "iterator") return kind === "Map" || kind === "Set" ? `new ${kind}(${name})` : `[...${name}]`;
  const isRange = isGoRange(finding.analysis.values.fn.events[iteration.ref]!);
  return `[...${name}${isRange ? ".range()" : viewCalls[iteration.view]}]`;
}

const viewCalls: Readonly<Record<View, string>> = { default: "", key: ".keys()", value: ".values()", entry: ".entries()" };

/** How code that nobody knows comes by a mutator. */
export function handOut({ fn, escape }: EscapingMutator): string {
  const name = (each: ProgramFunction): string => `\`${each.info.name}\``;
  switch (escape.how) {
    case "exported":
      return `${name(fn)}, which is exported`;
    case "method":
      return `the method ${name(fn)}`;
    case "returned":
      return `the function that ${escape.by ? name(escape.by) : "it"} returns`;
    case "stored":
    case "passed":
      return `the function that ${escape.by ? name(escape.by) : "it"} hands out`;
  }
}

/**
 * What happens, and what to write instead.
 *
 * @param origin - Of a change that a call makes: what is done where.
 */
export function messageOf(finding: RawFinding, mutation: string, name: string, origin?: string): string {
  const { mutator } = finding.mutation;
  const call = `\`${snippet(mutation)}\``;
  const change = mutator ? `${call} can call ${handOut(mutator)} (${origin}), which` : origin ? `${call} (${origin})` : call;
  const collection = `\`${snippet(name)}\``;
  const copy = `\`${snippet(copyOf(name, finding))}\``;
  const { kind, iteration, mutation: what } = finding;
  const unit = isSequence(kind) ? "element" : kind.startsWith("Live") ? "node" : "entry";
  const unitWithArticle = unit === "node" ? "a node" : `an ${unit}`;
  switch (finding.hazard) {
    case "insert-during-iteration":
      return `${change} adds ${unitWithArticle} to ${collection} that this loop will visit as well: iterate over a copy, ${copy}, or collect the additions and apply them after the loop.`;
    case "gomap-insert-in-range": {
      const orCopy = iteration.form === "iterator" ? `, or iterate over a copy, ${copy}` : "";
      return `${change} adds an entry to ${collection} while a range over it is open, and whether the range comes to that entry differs from run to run: collect the additions and apply them after the loop${orCopy}.`;
    }
    case "reinsert-during-iteration":
      return `${change} puts the entry that this round has deleted back at the end of ${collection}, so this loop visits it again: update the entry without deleting it, or iterate over a copy, ${copy}.`;
    case "shift-during-iteration":
      return shiftMessage(finding, change, collection, copy, unit);
    case "remove-ahead-during-iteration":
      if (what.operation === "clear" || what.operation === "length-shrink") {
        return `${change} empties ${collection} while it is being iterated, so the ${plural(unit)} still to come are never visited: leave the loop right after it, or do it after the loop.`;
      }
      if (what.operation === "fill" || what.operation === "index-write") {
        return `${change} overwrites ${plural(unit)} of ${collection} that this loop has yet to visit: write into a copy, or iterate over one, ${copy}.`;
      }
      return `${change} removes ${unitWithArticle} of ${collection} that this loop may not have visited yet and then never will: iterate over a copy, ${copy}${iteration.form === "for-in" ? "" : ", or collect the removals and apply them after the loop"}.`;
  }
}

function shiftMessage(finding: RawFinding, change: string, collection: string, copy: string, unit: string): string {
  const { iteration, mutation } = finding;
  if (iteration.index !== undefined && finding.kind.startsWith("Live")) {
    return `${change} takes a node out of the live collection ${collection} while the index of this loop goes on, so the next one is skipped: iterate over a copy, ${copy}, or loop backwards.`;
  }
  if (iteration.index !== undefined) {
    const grows = mutation.operation === "unshift" || mutation.operation === "splice-insert";
    return `${change} moves the elements after it while the index of this loop goes on, so ${grows ? "one is visited twice" : "the next one is skipped"}: adjust the index, or loop backwards.`;
  }
  switch (mutation.operation) {
    case "sort":
    case "reverse":
    case "copyWithin":
      return `${change} rearranges ${collection} while it is being iterated, so ${plural(unit)} are skipped or visited twice: do it before or after the loop, or iterate over a copy, ${copy}.`;
    case "unshift":
    case "splice-insert":
    case "append":
      return `${change} moves the ${plural(unit)} of ${collection} towards its end while it is being iterated, so this loop visits one twice: iterate over a copy, ${copy}.`;
    case "class-change":
      return `${change} can take the current node out of the live collection ${collection}, so this loop skips the next one: iterate over a copy, ${copy}.`;
    default:
      return `${change} moves the ${plural(unit)} after it while ${collection} is being iterated, so this loop skips the next one: iterate over a copy, ${copy}${isSequence(finding.kind) ? ", or build a new array with `filter`" : ""}.`;
  }
}

const plural = (unit: string): string => (unit === "entry" ? "entries" : `${unit}s`);

/** "the loop over `m` starts here" and the like, for the trace. */
export function traceTexts(finding: RawFinding, mutation: string, name: string): { iterate: string; mutate: string; next: string } {
  const change = snippet(mutation);
  const form = finding.iteration.form;
  const loop = form.startsWith("callback") ? "the callback" : "the loop";
  return {
    iterate: `\`${snippet(name)}\` is iterated here (${finding.kind}, live)`,
    mutate: `\`${change}\` changes it while the iteration is open`,
    next: `${loop} goes on to the next step, which sees the change`,
  };
}
