import type { LogEntry } from "../trace/log.ts";
import { evidence, type Oracle } from "./evidence.ts";
import { hasEnded, isOwn, storiesOf, type Story, wentOn } from "./stories.ts";
import { entryText } from "./wording.ts";

/** The loop itself removes an entry before it has visited it, does not put it back, and goes on to its end. */
export const removeAheadDuringIteration: Oracle = (judged) => {
  for (const story of storiesOf(judged)) {
    const removal = story.changes.find((change) => isRemoval(story, change) && isOwn(story, change) && isLost(story, change));
    if (removal === undefined) continue;
    const before = story.visits.findLast(({ at }) => at < removal.at)!;
    return evidence([before, removal], `the loop goes on, and never visits ${entryText({ key: lostBy(removal) })}`);
  }
  return null;
};

/** Loops by an index ask anew for each element: what they take out with `splice` they have mostly looked at. */
function isRemoval({ open }: Story, { kind, operation }: LogEntry): boolean {
  if (kind === "overwrite") return operation === "fill";
  return kind === "delete" && !(open.isByHand === true && operation === "splice");
}

/** What was there. */
function lostBy({ kind, key, before }: LogEntry): unknown {
  return kind === "overwrite" ? before : key;
}

function isLost(story: Story, removal: LogEntry): boolean {
  const { open, kind, visits, changes } = story;
  const { entry, at, key } = removal;
  if (!(open.order ?? []).includes(entry!)) return false;
  if (visits.some((visit) => visit.entry === entry && (removal.kind === "delete" || visit.at < at))) return false;
  if (!visits.some((visit) => visit.at < at) || !isAhead(story, removal)) return false;
  const isPutBack = changes.some((change) => change.kind === "insert" && change.at > at && Object.is(change.key, key));
  // As when the last element takes the place of the one that is removed, and that place is looked at again.
  const isMoved = kind === "list" && visits.some((visit) => visit.at > at && Object.is(visit.key, lostBy(removal)));
  return !isPutBack && !isMoved && (hasEnded(story) || wentOn(story, removal));
}

/** Whether the entry lay ahead of the position. In Maps, Sets and objects all that has not been visited does. */
function isAhead({ open, kind, visits, orders }: Story, { entry, at }: LogEntry): boolean {
  if (kind !== "list") return true;
  const order = orders.findLast((change) => change.at < at)?.order ?? open.order!;
  const index = visits.findLast((visit) => visit.at < at)!.index ?? -1;
  const place = order.indexOf(entry!);
  const isBackwards = open.isBackwards === true || (visits.at(-1)?.index ?? 0) < (visits[0]?.index ?? 0);
  return isBackwards ? place < index : place > index;
}
