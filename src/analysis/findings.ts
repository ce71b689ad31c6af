import type { Finding, Location, TraceStep } from "../hazards/finding.ts";
import type { Ref, Site } from "../ir/types.ts";
import { fingerprint } from "./fingerprint.ts";
import type { Iteration } from "./iterations.ts";
import type { Positions } from "./positions.ts";
import { suggestionsFor } from "./suggestions.ts";
import type { RawFinding } from "./types.ts";
import type { EventPlace } from "./summaries.ts";
import { handOut, messageOf, snippet, traceTexts } from "./wording.ts";

export interface FindingContext {
  /** As reported. */
  readonly file: string;
  readonly text: string;
  readonly positions: Positions;
}

/** Turns raw findings into reportable ones: one per changing expression, in source order, with fingerprints. */
export function toFindings(raw: readonly RawFinding[], context: FindingContext): Finding[] {
  const bySite = new Map<string, RawFinding>();
  for (const finding of raw) {
    const site = siteOf(finding, finding.mutation.ref);
    const key = `${site.start} ${site.end}`;
    const known = bySite.get(key);
    if (!known || isWeightier(finding, known)) bySite.set(key, finding);
  }
  const ordered = [...bySite.values()].sort((a, b) => siteOf(a, a.mutation.ref).start - siteOf(b, b.mutation.ref).start);
  const seen = new Map<string, number>();
  return ordered.map((finding) => {
    const key = identityOf(finding, context);
    const repetition = seen.get(key) ?? 0;
    seen.set(key, repetition + 1);
    return toFinding(finding, fingerprint(`${key}\n${repetition}`), context);
  });
}

/** Of several iterations that one change disturbs, the innermost recommended one is told. */
function isWeightier(a: RawFinding, b: RawFinding): boolean {
  if (a.level !== b.level) return a.level === "recommended";
  return a.iteration.ref > b.iteration.ref;
}

const siteOf = (finding: RawFinding, ref: Ref): Site => finding.analysis.values.fn.sites[ref]!;

/** What stays the same when other parts of the file are edited. */
function identityOf(finding: RawFinding, { file, text }: FindingContext): string {
  const { analysis, hazard, mutation, iteration } = finding;
  const squeeze = (ref: Ref): string => {
    const { start, end } = siteOf(finding, ref);
    return text.slice(start, end).replace(/\s+/g, " ");
  };
  return [hazard, file, analysis.values.fn.name, squeeze(iteration.source), squeeze(mutation.ref)].join("\n");
}

function toFinding(finding: RawFinding, id: string, context: FindingContext): Finding {
  const { hazard, level, confidence, kind, mutation, iteration } = finding;
  const { file, text, positions } = context;
  const textOf = ({ start, end }: Site): string => text.slice(start, end);
  const at = ({ start, end }: Site): Location => ({ file, range: positions.range(start, end) });
  const change = siteOf(finding, mutation.ref);
  const name = textOf(siteOf(finding, iteration.source));
  const texts = traceTexts(finding, textOf(change), name);
  const step = (role: TraceStep["role"], site: Site, words: string): TraceStep => ({ role, ...at(site), text: words });
  const trace = [
    step("iterate", siteOf(finding, iteration.source), texts.iterate),
    ...callSteps(finding, context),
    ...(mutation.effect ? [changeStep(mutation.effect.origin, context)] : [step("mutate", change, texts.mutate)]),
    step("next-step", stepSite(finding, iteration), texts.next),
  ];
  const declared = declarationSite(finding);
  const origin = mutation.effect && describeOrigin(mutation.effect.origin, context);
  return {
    id,
    hazard,
    rule: `no-${hazard}`,
    level,
    confidence,
    ...at(change),
    message: messageOf(finding, textOf(change), name, origin),
    collection: { name, kind, declaredAt: declared && at(declared) },
    trace,
    suggestions: mutation.effect ? [] : suggestionsFor(finding, context),
  };
}

/** The calls that lead from the loop to the change. */
function callSteps({ mutation }: RawFinding, context: FindingContext): TraceStep[] {
  const { effect, mutator } = mutation;
  const steps = (effect?.via ?? []).map((place): TraceStep => ({ role: "call", ...locate(place, context), text: `\`${snippet(textAt(place))}\` is called` }));
  const first = mutator && steps.length === 0 ? { ...locate({ fn: mutator.fn, ref: mutator.effect.origin.ref }, context) } : undefined;
  return first ? [{ role: "call", ...first, text: `the called function can call ${handOut(mutator!)}` }] : steps;
}

function changeStep(origin: EventPlace, context: FindingContext): TraceStep {
  return { role: "mutate", ...locate(origin, context), text: `\`${snippet(textAt(origin))}\` changes it while the iteration is open` };
}

function describeOrigin(origin: EventPlace, context: FindingContext): string {
  const { file, range } = locate(origin, context);
  return `\`${snippet(textAt(origin))}\`, ${file === context.file ? "line " : `${file}:`}${range.start.line}`;
}

/** Where an event of any file of the program stands. */
export function locate({ fn, ref }: EventPlace, context: FindingContext): Location {
  const { start, end } = fn.unit.ir.lowered(fn.id).ir.sites[ref]!;
  const positions = fn.unit.file === context.file ? context.positions : fn.unit.positions;
  return { file: fn.unit.file, range: positions.range(start, end) };
}

export function textAt({ fn, ref }: EventPlace): string {
  const { start, end } = fn.unit.ir.lowered(fn.id).ir.sites[ref]!;
  return fn.unit.ir.text.slice(start, end);
}

/** Where the next entry is asked for: the call of `next()`, or the head of the loop. */
function stepSite(finding: RawFinding, iteration: Iteration): Site {
  const { fn } = finding.analysis.values;
  const [first] = iteration.steps;
  const ref = first && fn.blocks[first.block]!.events[first.index];
  return fn.sites[ref ?? iteration.ref]!;
}

function declarationSite(finding: RawFinding): Site | undefined {
  const { values } = finding.analysis;
  const event = values.fn.events[finding.iteration.source]!;
  return event.op === "load" ? event.binding.site : undefined;
}
