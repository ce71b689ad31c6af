import { evidence, type Oracle } from "./evidence.ts";
import { isOwn, storiesOf, type Story } from "./stories.ts";
import { entryText } from "./wording.ts";

/** A key is visited again after the loop itself has deleted and inserted it. */
export const reinsertDuringIteration: Oracle = (judged) => {
  for (const story of storiesOf(judged)) {
    const found = again(story);
    if (found !== null) return found;
  }
  return null;
};

function again(story: Story): ReturnType<Oracle> {
  for (const visit of story.visits) {
    const insertion = story.changes.find(({ kind, entry, at }) => kind === "insert" && entry === visit.entry && at < visit.at);
    if (visit.entry === undefined || insertion === undefined || !isOwn(story, insertion)) continue;
    const isSame = ({ key }: { readonly key?: unknown }): boolean => Object.is(key, visit.key);
    const deletion = story.changes.findLast((change) => change.kind === "delete" && change.at < insertion.at && isSame(change));
    if (deletion === undefined || !isOwn(story, deletion)) continue;
    const first = story.visits.find((other) => other.at < deletion.at && isSame(other));
    if (first === undefined) continue;
    return evidence([first, deletion, insertion, visit], `the loop visits ${entryText(visit)} again`);
  }
  return null;
}
