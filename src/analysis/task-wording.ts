import type { TraceStep } from "../hazards/finding.ts";
import { type FindingContext, locate, textAt } from "./findings.ts";
import type { Ref } from "../ir/types.ts";
import { iteratedRef } from "./suggestions.ts";
import type { EventPlace } from "./summaries.ts";
import type { TaskFinding } from "./task-context.ts";
import { snippet } from "./wording.ts";

const code = (text: string): string => `\`${snippet(text)}\``;

/** Both sides of a hazard across an await, and what to write instead. */
export function taskMessage(finding: TaskFinding, context: FindingContext): string {
  const { fn, at, first, suspension, place } = finding;
  const line = (ref: number): string => `line ${locate({ fn, ref }, context).range.start.line}`;
  const act = code(textAt({ fn, ref: at }));
  const check = code(textAt({ fn, ref: first }));
  const wait = code(textAt({ fn, ref: suspension }));
  const name = code(place.name);
  const isYield = textAt({ fn, ref: suspension }).startsWith("yield");
  const who = whoElse(finding, context).replace("this await", isYield ? "this yield" : "this await");
  switch (finding.form) {
    case "check":
    case "initialise":
      return `${act} follows a check that may be out of date: ${check} (${line(first)}) was answered before ${wait}, and ${who}. Store the promise, not its result, before awaiting, or check again after the await.`;
    case "capacity":
      return `${act} relies on ${check} (${line(first)}), which was asked before ${wait}, and ${who}. Reserve the place before awaiting, or check again after the await.`;
    case "stale-delete":
      return `${act} may delete another entry than the one that this function has handled: ${wait} comes in between, and ${who}. Delete it before awaiting, or make sure after the await that it is still the same.`;
    case "update":
      return `${act} writes a value that was computed from ${check} (${line(first)}) as it was before ${wait}, and ${who}: that update is lost. Read ${name} again after the await.`;
    case "clear":
      return `${act} also drops what was added to ${name} during ${wait} (read at ${line(first)}), and ${who}. Take the entries out before awaiting: swap the collection for an empty one, or \`splice(0)\`.`;
    case "iterate":
      return `The iteration of ${name} is open across ${wait} (${line(suspension)}), and ${who}. Iterate over a copy, ${code(`[...${copiedText(finding)}]`)}.`;
    case "tasks":
      return `${tasksThat(finding, context)}, and no lock is held ${isOneUse(finding) ? "there" : "at both"}. Hold one \`Mutex\` at every use of ${name}, or use a map for several tasks, such as \`SyncMap\`.`;
    case "kept":
      return `${act} is kept open over ${name} from one call to the next, and ${who.replace("during this await", "in between")}. Keep a position or a copy of the entries.`;
    case "deferred":
      return `${act} runs later, while the loop over ${name} in \`${finding.second?.fn.info.name ?? "its caller"}\` may still be open. Wait for it, or iterate over a copy.`;
    case "returned":
      return `${act} runs after ${name} has been returned: \`forEach\` does not wait for its callbacks. Await \`Promise.all\` of a \`map\`, or use a \`for...of\` loop.`;
  }
}

/** What a copy of an open loop would be made of, where that is one expression in its head: `m.keys()`, not `m`. */
export function copiedBy({ fn, form, at }: TaskFinding): Ref | undefined {
  const iteration = form === "iterate" ? fn.analysis.iterations.find(({ source }) => source === at) : undefined;
  return iteration?.form === "iterator" ? iteratedRef(fn.analysis, iteration) : undefined;
}

function copiedText(finding: TaskFinding): string {
  const ref = copiedBy(finding);
  return ref === undefined ? finding.place.name : textAt({ fn: finding.fn, ref });
}

/** Do the tasks meet in the same piece of code? */
const isOneUse = ({ fn, at, second }: TaskFinding): boolean => second?.fn === fn && second.act.ref === at;

function tasksThat(finding: TaskFinding, context: FindingContext): string {
  const { fn, at, second, started } = finding;
  const line = (place: EventPlace): string => `line ${locate(place, context).range.start.line}`;
  const act = code(textAt({ fn, ref: at }));
  if (!second || isOneUse(finding)) return `${act} may run in several tasks at once (they are started at ${line(started ?? { fn, ref: at })})`;
  const other = { fn: second.fn, ref: second.act.ref };
  return `${act} may run at the same time as ${code(textAt(other))} (${line(other)}) of another task`;
}

/** `"prune" at src/pool.ts:41 can run during this await` */
function whoElse({ fn, second }: TaskFinding, context: FindingContext): string {
  if (!second) return `a second call of \`${fn.info.name}\` can run during this await`;
  const { file, range } = locate({ fn: second.fn, ref: second.act.ref }, context);
  return `"${second.fn.info.name}" at ${file}:${range.start.line} can run during this await`;
}

interface Step {
  readonly role: TraceStep["role"];
  readonly place: EventPlace;
  readonly text: string;
}

/** The way from the first look to the write, in the order in which it happens. */
export function taskTrace(finding: TaskFinding): Step[] {
  const { fn, at, first, suspension, second, form } = finding;
  const step = (role: Step["role"], ref: number, text: string): Step => ({ role, place: { fn, ref }, text });
  const wait = step("suspend", suspension, "the function waits here");
  const other: Step[] = second ? [{ role: "second-writer", place: { fn: second.fn, ref: second.act.ref }, text: `\`${second.fn.info.name}\` can change it meanwhile` }] : [];
  const name = code(finding.place.name);
  switch (form) {
    case "tasks":
      return [
        ...(finding.started ? [{ role: "call", place: finding.started, text: "a task is started here" } as const] : []),
        step("mutate", at, `${name} is used here`),
        ...(second ? [{ role: "second-writer", place: { fn: second.fn, ref: second.act.ref }, text: "and here at the same time" } as const] : []),
      ];
    case "kept":
      return [step("iterate", at, `${name} is iterated here`), ...other];
    case "iterate":
      return [step("iterate", first, `${name} is iterated here`), wait, ...other];
    case "deferred":
      return [{ role: "mutate", place: { fn, ref: at }, text: "the deferred function changes the collection" }];
    case "returned":
      return [wait, step("mutate", at, "the callback changes the collection after it has been returned")];
    case "update":
      return [step("read", first, `${name} is read here`), wait, ...other, step("write", at, "what is written was computed from the old value")];
    case "clear":
      return [step("read", first, `${name} is read here`), wait, ...other, step("act", at, "what was added meanwhile goes, too")];
    case "stale-delete":
      if (finding.hazard === "iteration-across-await") return [step("iterate", first, `${name} is iterated here`), wait, ...other, step("act", at, "the entry is deleted")];
      return [step("check", first, "the check"), wait, ...other, step("act", at, "the act that relies on it")];
    default:
      if (finding.origin) return [step("check", first, "the check"), wait, ...other, step("call", at, "the call that acts on it"), { role: "act", place: finding.origin, text: "the act that relies on it" }];
      return [step("check", first, "the check"), wait, ...other, step("act", at, "the act that relies on it")];
  }
}
