import type { LogEntry } from "../trace/log.ts";
import { type Evidence, evidence, type Judged, type Oracle } from "./evidence.ts";
import { mishapOf } from "./shift-during-iteration.ts";
import { isOwn, storiesOf, type Story } from "./stories.ts";
import { TaskView } from "./tasks.ts";
import { entryText } from "./wording.ts";

/**
 * A deferred function changes the collection after the call that owns it has returned it, or while an iteration of it waits, so that the
 * loop skips or repeats an element. Weak: while an iteration waits.
 */
export const escapingMutation: Oracle = (judged) => afterReturn(judged) ?? duringIteration(judged);

function afterReturn(judged: Judged): Evidence | null {
  const view = new TaskView(judged);
  for (const change of view.entries) {
    if (!isChange(change) || !view.isAt(change, "mutate", "defer")) continue;
    const isReturn = ({ kind, task, collection }: LogEntry): boolean => kind === "return" && task === change.task && collection === change.collection;
    const returned = view.entries.find((entry) => entry.at < change.at && isReturn(entry));
    if (returned === undefined) continue;
    const what = `${entryText(change)} is ${change.kind === "delete" ? "removed" : "written"}`;
    return evidence([returned, change], `the caller has had the collection already when ${what}`);
  }
  return null;
}

function isChange({ kind, collection, before, value }: LogEntry): boolean {
  return collection !== undefined && (kind === "insert" || kind === "delete" || (kind === "overwrite" && !Object.is(before, value)));
}

function duringIteration(judged: Judged): Evidence | null {
  const view = new TaskView(judged);
  const isDeferred = (story: Story, change: LogEntry): boolean =>
    isOwn(story, change) && view.isAt(change, "mutate", "defer") && isWaiting(story, change);
  const stories = storiesOf({ log: judged.log });
  for (const story of stories) {
    const found = mishapOf(story, ({ by }) => isDeferred(story, by));
    if (found !== null) return found;
  }
  for (const story of stories) {
    const change = story.changes.find((each) => isDeferred(story, each) && each.kind !== "overwrite");
    if (change === undefined || judged.sites === undefined) continue;
    return evidence([story.open, change], "the iteration is still open", "weak");
  }
  return null;
}

/** Whether the change came in another turn than the last visit, or after the loop's task has begun to wait. */
function isWaiting({ visits, suspensions, open }: Story, change: LogEntry): boolean {
  const step = visits.findLast(({ at }) => at < change.at) ?? open;
  return step.turn !== change.turn || suspensions.some(({ at, task }) => at > step.at && at < change.at && task === change.task);
}
