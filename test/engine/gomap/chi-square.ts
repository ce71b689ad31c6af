/** A mean over independent trials, with how much it varies from sample to sample. */
export interface Mean {
  readonly mean: number;
  readonly sd: number;
  readonly trials: number;
}

export function meanOf(values: readonly number[]): Mean {
  const trials = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / trials;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / (trials - 1)), trials };
}

/** How many standard errors two means are apart. What does not vary must be equal. */
export function zOfMeans(one: Mean, other: Mean): number {
  const error = Math.sqrt(one.sd ** 2 / one.trials + other.sd ** 2 / other.trials);
  const difference = Math.abs(one.mean - other.mean);
  return difference < 1e-9 ? 0 : difference / error;
}

/**
 * Whether two samples come from one distribution: the chi-square of their counts as the z of a normal distribution (Wilson and
 * Hilferty). Neighbouring categories are taken together until at least ten counts of the smaller sample are expected in each.
 */
export function zOfCounts(one: readonly number[], other: readonly number[]): number {
  const bins = binned(one, other);
  if (bins.length < 2) return 0;
  const [ones, others] = [0, 1].map((side) => bins.reduce((sum, bin) => sum + bin[side]!, 0));
  const ratio = Math.sqrt(others! / ones!);
  const chiSquare = bins.reduce((sum, [a, b]) => sum + (a * ratio - b / ratio) ** 2 / (a + b), 0);
  const spread = 2 / (9 * (bins.length - 1));
  return (Math.cbrt(chiSquare / (bins.length - 1)) - (1 - spread)) / Math.sqrt(spread);
}

function binned(one: readonly number[], other: readonly number[]): [number, number][] {
  const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
  const share = Math.min(total(one), total(other)) / (total(one) + total(other));
  const bins: [number, number][] = [];
  let bin: [number, number] = [0, 0];
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    bin = [bin[0] + (one[at] ?? 0), bin[1] + (other[at] ?? 0)];
    if ((bin[0] + bin[1]) * share < 10) continue;
    bins.push(bin);
    bin = [0, 0];
  }
  const last = bins.pop() ?? [0, 0];
  return [...bins, [last[0] + bin[0], last[1] + bin[1]]];
}
