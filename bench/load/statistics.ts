/** The value that a share (0 to 1) of `values` does not exceed. NaN if there are none. */
export function percentile(values: ArrayLike<number>, share: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

/** The middle value, or the mean of the two in the middle. NaN if there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of `tarbo[i] / redis[i]`: rounds that ran one after the other had the same share of the machine. */
export function pairedRatio(tarbo: readonly number[], redis: readonly number[]): number {
  return median(tarbo.map((value, i) => value / redis[i]));
}
