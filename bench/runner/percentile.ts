/** The least value that at least this part of the samples (0 to 1) does not exceed; of all samples, so none is estimated. */
export function percentile(ascending: Float64Array, part: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * part) - 1)] ?? Number.NaN
}
