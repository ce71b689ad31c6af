import type { LogEntry } from "../trace/log.ts";
import { evidence, type Evidence, type Oracle } from "./evidence.ts";
import { isOwn, storiesOf, type Story } from "./stories.ts";
import { entryText } from "./wording.ts";

/**
 * The loop visits an entry that it has inserted itself, or never ends. Two kinds of insertion make a work-list, which ends on its own:
 * those into a Set, and those after a test that has found the key absent. Of these only an endless one counts; at a flagged place, one that has
 * gone on for long, though something stops it in the end.
 */
export const insertDuringIteration: Oracle = (judged) => {
  for (const story of storiesOf(judged)) {
    const found = judge(story, judged.isFlagged === true);
    if (found !== null) return found;
  }
  return null;
};

/** So many visits of what the loop has inserted itself tell that it feeds itself: inputs are smaller. */
const many = 12;

function judge(story: Story, isFlagged: boolean): Evidence | null {
  const { visits, close } = story;
  const isEndless = close?.reason === "endless";
  const visitedKeys = new Set<unknown>();
  let ownVisits = 0;
  const insertions = story.changes.filter((change) => change.kind === "insert" && isOwn(story, change));
  const inserted = new Map(insertions.map((change) => [change.entry!, change]));
  for (const visit of visits) {
    const insertion = visit.entry === undefined ? undefined : inserted.get(visit.entry);
    const isAgain = story.kind !== "list" && visitedKeys.has(visit.key);
    visitedKeys.add(visit.key);
    if (insertion === undefined || insertion.at > visit.at || isAgain) continue;
    if (isEndless) return evidence([insertion, visit], `after ${visits.length} visits the loop was still going on`);
    if (isPutBack(story, insertion) || isAhead(story, insertion)) continue;
    const feedsItself = isFlagged && ++ownVisits > many;
    if (feedsItself) return evidence([insertion, visit], `the loop visits ${entryText(visit)} after ${many} others that it has inserted itself`);
    if (isWorklist(story, insertion)) continue;
    return evidence([insertion, visit], `the loop visits ${entryText(visit)}, which it has inserted itself`);
  }
  return null;
}

/** An element of a list that was taken out and put in again. */
function isPutBack({ kind, changes }: Story, { key, at }: LogEntry): boolean {
  return kind === "list" && changes.some((change) => change.kind === "delete" && change.at < at && Object.is(change.key, key));
}

/** A loop by an index that splices something in ahead of it means to come to it: a list is filled up so. */
function isAhead({ open }: Story, { operation }: LogEntry): boolean {
  return open.isByHand === true && operation === "splice";
}

function isWorklist(story: Story, insertion: LogEntry): boolean {
  if (story.kind === "keyed" && insertion.operation === "add") return true;
  const test = story.questions.findLast(({ at, task, key }) => at < insertion.at && task === insertion.task && Object.is(key, insertion.key));
  if (test === undefined) return false;
  if (test.kind === "has") return test.outcome === false;
  return test.outcome === undefined && !isWrittenAgain(story, insertion);
}

/** `get` tests, too, but it may as well ask for what is to be added to: as a running total does. */
function isWrittenAgain(story: Story, { entry, at }: LogEntry): boolean {
  return story.changes.some((change) => change.kind === "overwrite" && change.entry === entry && change.at > at && isOwn(story, change));
}
