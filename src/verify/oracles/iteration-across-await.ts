import type { LogEntry } from "../trace/log.ts";
import { type Evidence, evidence, type Oracle } from "./evidence.ts";
import { mishapOf } from "./shift-during-iteration.ts";
import { staleAct } from "./stale-acts.ts";
import { isOwn, storiesOf, type Story } from "./stories.ts";
import { entryText } from "./wording.ts";

/**
 * Another task changes the collection while its iteration waits, and the loop skips an entry, visits one again, or deletes a newer one.
 * Or it does not end, since it feeds itself. Weak: it visits an entry that came in meanwhile, which another timing would have left out.
 */
export const iterationAcrossAwait: Oracle = (judged) => {
  const stories = storiesOf(judged);
  const isForeign = (story: Story) => (change: LogEntry) =>
    change.task !== "?" && (!isOwn(story, change) || isOfSecondWriter(story, change, judged.sites));
  for (const story of stories) {
    const found = mishapOf(story, ({ by }) => isForeign(story)(by)) ?? visitedAgain(story, isForeign(story));
    if (found !== null) return found;
  }
  const stale = staleAct(judged, "iteration");
  if (stale !== null) return stale;
  for (const story of stories) {
    const found = visitedNew(story, isForeign(story));
    if (found !== null) return found;
  }
  return null;
};

/** A change of the same task, by a function that the case names as a writer, while a generator or an `await` keeps the loop waiting. */
function isOfSecondWriter({ suspensions, visits }: Story, change: LogEntry, sites: ReadonlyMap<number, string> | undefined): boolean {
  if (change.site === undefined || sites?.get(change.site) !== "mutate") return false;
  const step = visits.findLast(({ at }) => at < change.at);
  return step !== undefined && suspensions.some(({ at, task }) => at > step.at && at < change.at && task === change.task);
}

/** A key that was visited comes again, since another task has deleted and inserted it. */
function visitedAgain({ kind, visits, changes }: Story, isForeign: (change: LogEntry) => boolean): Evidence | null {
  if (kind === "list") return null;
  for (const visit of visits) {
    const first = visits.find((other) => other.at < visit.at && Object.is(other.key, visit.key));
    const insertion = changes.find((change) => change.kind === "insert" && change.entry === visit.entry && change.at < visit.at);
    if (first === undefined || insertion === undefined || !isForeign(insertion)) continue;
    return evidence([first, insertion, visit], `the loop visits ${entryText(visit)} again`);
  }
  return null;
}

function visitedNew({ visits, changes, close }: Story, isForeign: (change: LogEntry) => boolean): Evidence | null {
  for (const visit of visits) {
    const insertion = changes.find((change) => change.kind === "insert" && change.entry === visit.entry && change.at < visit.at);
    if (visit.entry === undefined || insertion === undefined || !isForeign(insertion)) continue;
    if (close?.reason === "endless") return evidence([insertion, visit], `the loop visits what comes in while it waits, and does not end`);
    return evidence([insertion, visit], `the loop visits ${entryText(visit)}, which came in while it was waiting`, "weak");
  }
  return null;
}
