import { standsFor } from "./settings.ts";

const lockName = /(?:^|\.|_|#)(?:runExclusive|acquire\w*|lock\w*|withLock\w*|\w*[mM]utex\w*|\w*[sS]emaphore\w*|synchroni[sz]ed?|exclusive\w*|critical\w*|serial\w*|enqueue\w*|sequential\w*|transaction|locks\.request|limit|queue\.add|\w*Lock|(?:[lL]ocks?|\w*Locks?|[mM]utex(?:es)?|\w*Mutex(?:es)?)\.(?:run|with|use|hold|do|execute|schedule|dispatch)|\w*Queue\.(?:add|push|enqueue|run))$/;

/** Is a function of this name one that runs things one after the other? By the user's word, or by what such functions are called. */
export function isLock(name: string, lockFunctions: readonly string[]): boolean {
  return lockName.test(name) || lockFunctions.some((lock) => standsFor(lock, name));
}

const changing = [
  ...["(?<!\\b[bc])lock", "mutex", "semaphore", "\\bsync", "exclusiv", "critical", "atomic", "serial", "sequen", "concurren", "overlap", "reentran", "isolat"],
  ...["queue", "transact", "limit", "acquire", "throttl", "debounc", "batch", "\\bdrop\\b", "restart", "latest", "\\bonce\\b", "\\bsingle"],
  ...["memo(?!r)", "cache", "caching", "dedup", "coalesc", "in ?flight", "share"],
];
const changesThem = new RegExp(changing.join("|"), "i");

/**
 * Is a decorator with these names in it one that may put off, merge, drop or remember the calls of what it decorates? By what such decorators are
 * called.
 */
export function changesCalls(names: string): boolean {
  const words = names.replace(/([a-z\d])([A-Z])|_/g, "$1 $2");
  return changesThem.test(words);
}
