import type { LogEntry } from "../trace/log.ts";
import { show } from "../trace/text.ts";

/** An entry for people: its key, or for lists the element. */
export function entryText({ key }: Pick<LogEntry, "key">): string {
  return show(key);
}
