import type { Witness } from "../../verify/types.ts";

/** What has to be said of a run that begins in a private state which was put there; nothing of others. */
export function privateStateSentences({ privateState = [] }: Pick<Witness, "privateState">): string[] {
  if (privateState.length === 0) return [];
  const places = privateState.map((name) => `\`${name}\``).join(", ");
  return [`The run starts from a private state that was put there: ${places}. Whether a program comes there is for you to judge.`];
}
