const rounded = (value: number): number => Math.round(value * 10) / 10;

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const next = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (middle === undefined || next === undefined) throw new Error('nothing was measured');
  return rounded((middle + next) / 2);
}

/** Nearest rank: with few values the 95th percentile is the largest. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
  if (found === undefined) throw new Error('nothing was measured');
  return rounded(found);
}

export const largest = (values: readonly number[]): number => rounded(Math.max(...values));
