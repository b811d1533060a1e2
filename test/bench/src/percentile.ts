/** By nearest rank: the smallest value that so many of a hundred do not exceed. NaN of none. @param share between 0 and 1 */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? Number.NaN;
