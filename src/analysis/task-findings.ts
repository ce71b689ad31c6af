import type { Finding, Location, Suggestion, TraceStep } from "../hazards/finding.ts";
import type { Ref } from "../ir/types.ts";
import { type FindingContext, locate, textAt } from "./findings.ts";
import { fingerprint } from "./fingerprint.ts";
import type { TaskFinding } from "./task-context.ts";
import type { Writer } from "./task-graph.ts";
import { copiedBy, taskMessage, taskTrace } from "./task-wording.ts";

/** Turns findings about waiting functions into reportable ones: one per place and hazard. */
export function toTaskFindings(raw: readonly TaskFinding[], context: FindingContext): Finding[] {
  const seen = new Map<string, number>();
  const byPlace = new Map<string, TaskFinding>();
  for (const finding of raw) {
    const { start, end } = siteOf(finding, finding.at);
    const key = `${finding.hazard} ${start} ${end}`;
    const known = byPlace.get(key);
    if (!known || (known.level === "strict" && finding.level === "recommended")) byPlace.set(key, finding);
  }
  return [...byPlace.values()].map((finding) => {
    const squeezed = textAt({ fn: finding.fn, ref: finding.at }).replace(/\s+/g, " ");
    const identity = [finding.hazard, context.file, finding.fn.info.name, finding.place.name.replace(/\s+/g, " "), squeezed].join("\n");
    const repetition = seen.get(identity) ?? 0;
    seen.set(identity, repetition + 1);
    return toFinding(finding, fingerprint(`${identity}\n${repetition}`), context);
  });
}

const siteOf = ({ fn }: TaskFinding, ref: Ref): { start: number; end: number } => fn.tasks.values.fn.sites[ref]!;

function toFinding(finding: TaskFinding, id: string, context: FindingContext): Finding {
  const { fn, hazard, level, at, place } = finding;
  const second = finding.second && secondWriter(finding.second, context);
  const here = (ref: Ref): Location => locate({ fn, ref }, context);
  const steps = taskTrace(finding).map(({ role, place: where, text }): TraceStep => ({ role, ...locate(where, context), text }));
  const event = place.ref === undefined ? undefined : fn.tasks.values.fn.events[place.ref];
  const declared = event?.op === "load" ? event.binding.site : undefined;
  return {
    id,
    hazard,
    rule: `no-${hazard}`,
    level,
    confidence: place.kind === "unknown" ? "medium" : "high",
    ...here(at),
    message: taskMessage(finding, context),
    collection: {
      name: place.name,
      kind: place.kind,
      ...(declared && { declaredAt: { file: context.file, range: context.positions.range(declared.start, declared.end) } }),
    },
    trace: steps,
    ...(second && { secondWriter: second }),
    suggestions: suggestionsFor(finding),
  };
}

function secondWriter({ fn, act }: Writer, context: FindingContext): NonNullable<Finding["secondWriter"]> {
  return { name: fn.info.name, ...locate({ fn, ref: act.ref }, context) };
}

function suggestionsFor(finding: TaskFinding): Suggestion[] {
  const copied = copiedBy(finding);
  if (copied === undefined) return [];
  const { start, end } = siteOf(finding, copied);
  const text = textAt({ fn: finding.fn, ref: copied });
  if (text.includes("?.")) return [];
  return [{ kind: "snapshot", title: `Iterate over a copy: \`[...${text}]\`.`, edits: [{ start, end, text: `[...${text}]` }] }];
}
