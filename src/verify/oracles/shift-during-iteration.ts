import { type Evidence, evidence, type Oracle } from "./evidence.ts";
import { isOwn, type Mishap, storiesOf, type Story } from "./stories.ts";
import { entryText } from "./wording.ts";

/** An element that was there from the start and was never removed is not visited, or is visited twice: the loop itself has moved it. */
export const shiftDuringIteration: Oracle = (judged) => {
  for (const story of storiesOf(judged)) {
    const found = mishapOf(story, (mishap) => isOwn(story, mishap.by));
    if (found !== null) return found;
  }
  return null;
};

/** The first element that a change of this kind made a loop skip or repeat. */
export function mishapOf(story: Story, counts: (mishap: Mishap) => boolean): Evidence | null {
  const skipped = story.skipped.find(counts);
  if (skipped !== undefined) {
    const conclusion = `${elementText(story, skipped)} is never visited: it was moved behind the position of the loop`;
    return evidence([...lastVisit(story, skipped), ...causes(story, skipped)], conclusion);
  }
  const repeated = story.repeated.find(counts);
  if (repeated === undefined) return null;
  const first = story.visits.filter(({ entry, at }) => entry === repeated.entry && at < repeated.seen.at).slice(0, 1);
  return evidence([...first, ...causes(story, repeated), repeated.seen], `${entryText(repeated.seen)} is visited twice`);
}

/** What the change did besides moving elements says more than that it moved them. */
function causes({ changes }: Story, { by }: Mishap): readonly Mishap["by"][] {
  const isPart = ({ at, task, operation }: Mishap["by"]): boolean => at < by.at && at >= by.at - 4 && task === by.task && operation === by.operation;
  const parts = changes.filter((change) => isPart(change) && change.kind !== "overwrite");
  return parts.length > 0 ? parts.slice(-2) : [by];
}

function lastVisit({ visits }: Story, { by }: Mishap): readonly Mishap["by"][] {
  return visits.filter(({ at }) => at < by.at).slice(-1);
}

function elementText({ open, changes }: Story, { entry }: Mishap): string {
  const written = changes.findLast((change) => change.entry === entry);
  if (written !== undefined) return entryText(written);
  const elements = open.value as readonly unknown[];
  return entryText({ key: elements[(open.order ?? []).indexOf(entry)] });
}
