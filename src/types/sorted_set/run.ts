/** Most members of a run. */
export const RUN = 64;

/** Members of a large sorted set that follow each other: their records, whose keys they are, and their scores. */
export class Run {
  /** How many there are. */
  count = 0;
  readonly records: Int32Array = new Int32Array(RUN);
  readonly scores: Float64Array = new Float64Array(RUN);
}
