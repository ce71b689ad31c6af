import type { Description, GoMapDescription } from "../inputs/description.ts";
import { isSteppedMap, makePlainMap, makeSteppedMap } from "./maps.ts";

/** The map of a description, by the engine's own functions. @param make makes keys and values. */
export function makeGoMap({ keyKind, entries, deleted = [], isStepped }: GoMapDescription, make: (part: Description) => unknown): unknown {
  const made = (isStepped ? makeSteppedMap : makePlainMap())(keyKind);
  const plain = isSteppedMap(made) ? made.map : made;
  const room = deleted.map(make);
  for (const key of room) plain.set(key, undefined);
  for (const [key, value] of entries) plain.set(make(key), make(value));
  for (const key of room) plain.delete(key);
  return made;
}
