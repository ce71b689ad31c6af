/** Medians and ratios, and how they are printed. */

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Prints one figure of two things that were run in turns, pair by pair.
 *
 * @param pairs `[ours, theirs]` of each round
 * @param goal what the ratio should not exceed
 */
export function printRatio(name, pairs, { unit, goal }) {
  const ratios = pairs.map(([ours, theirs]) => ours / theirs);
  const [ours, theirs] = [0, 1].map((side) => number(median(pairs.map((pair) => pair[side]))));
  const ratio = `ratio ${number(Math.min(...ratios))} / ${number(median(ratios))} / ${number(Math.max(...ratios))}`;
  const verdict = median(ratios) <= goal ? "met" : "MISSED";
  const columns = [name.padEnd(22), `${ours} ${unit} : ${theirs} ${unit}`.padEnd(24), ratio.padEnd(26)];
  console.log(`  ${columns.join("  ")}  goal <= ${goal}: ${verdict}`);
}

export function number(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
