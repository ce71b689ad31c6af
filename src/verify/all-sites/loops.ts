import { ts } from "ts-morph";
import type { HazardId } from "../../hazards/types.ts";
import type { Change } from "./changes.ts";
import type { FileFacts } from "./facts.ts";
import type { Iteration } from "./iterations.ts";
import { type Spot, snippetOf, type Step } from "./spot.ts";
import { canWait, functionAround, isDeferred, isFunction, isWithin, runsWithin, suspensionsIn } from "./syntax.ts";

/** So many waits in the body are watched. */
const MAX_SUSPENSIONS = 12;
/** So many changes from elsewhere are watched. */
const MAX_CHANGES = 20;

/** What a single task can do to a collection that it iterates. */
export const syncHazards: readonly HazardId[] = [
  "insert-during-iteration",
  "reinsert-during-iteration",
  "shift-during-iteration",
  "remove-ahead-during-iteration",
];

/** What can come from elsewhere while a loop waits. */
export const waitingHazards: readonly HazardId[] = ["iteration-across-await", "escaping-mutation"];

/** An iteration as a place to try. `changes` are those of the whole file. */
export function loopSpot(iteration: Iteration, facts: FileFacts, changes: readonly Change[]): Spot {
  const { source, site, bodies, isByLengthOnly } = iteration;
  // A queue that is emptied by its own length test is fed on purpose.
  const own = isByLengthOnly ? syncHazards.filter((hazard) => hazard !== "insert-during-iteration") : syncHazards;
  const isWaiting = mayWait(iteration);
  const suspensions = isWaiting ? [...loopHead(iteration), ...bodies.flatMap(suspensionsIn)].slice(0, MAX_SUSPENSIONS) : [];
  const others = isWaiting ? changesFromElsewhere(iteration, facts, changes) : [];
  const steps: Step[] = [
    { role: "iterate", node: site, text: `\`${snippetOf(source)}\` is iterated here` },
    ...suspensions.map((node): Step => ({ role: "suspend", node, text: "the function waits here" })),
    ...others.map((node): Step => ({ role: "mutate", node, text: "this can change it meanwhile" })),
  ];
  const message = `\`${snippetOf(source)}\` is iterated here${suspensions[0] ? `, and \`${snippetOf(suspensions[0])}\` waits` : ""}`;
  const hazards = isWaiting ? [...own, ...waitingHazards] : own;
  return { kind: "iteration", hazards, steps, extras: [], primary: source, place: source, collection: source, span: [iteration.loop, ...bodies], message };
}

/** Whether other tasks may run before the loop is over. */
function mayWait({ loop, bodies }: Iteration): boolean {
  return canWait(functionAround(loop)) || bodies.some((body) => suspensionsIn(body).length > 0 || (isFunction(body) && isDeferred(body)));
}

function loopHead({ loop }: Iteration): ts.Node[] {
  return ts.isForOfStatement(loop) && loop.awaitModifier ? [loop] : [];
}

/** The changes of the same thing that the loop does not make itself: elsewhere in the file, and in functions that run later. */
function changesFromElsewhere({ source, bodies }: Iteration, facts: FileFacts, changes: readonly Change[]): ts.Node[] {
  const place = facts.collectionOf(source);
  if (!place) return [];
  const isOwn = (node: ts.Node): boolean => bodies.some((body) => isWithin(node, body) && runsWithin(node, body));
  const same = changes.filter(({ node, places }) => places.some(({ member }) => member === place.member) && !isOwn(node));
  return same.slice(0, MAX_CHANGES).map(({ node }) => node);
}
