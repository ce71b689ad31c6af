/**
 * The candidate that a mistyped `word` most likely stands for, or undefined when none is near: more than two edits and
 * more than two fifths of the longer name away.
 */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const ranked = candidates
    .map((name) => ({ name, distance: editDistance(lower, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  if (!best) return undefined;
  const limit = Math.max(2, Math.floor(Math.max(word.length, best.name.length) * 0.4));
  if (best.distance <= limit && best.distance < best.name.length) return best.name;
  return lower.length < 3 ? undefined : candidates.find((name) => name.toLowerCase().includes(lower));
}

/** Levenshtein distance: insertions, deletions and substitutions count one each. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
