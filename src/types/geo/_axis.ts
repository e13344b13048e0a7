/** A range of coordinates that is halved again and again: after `step` halvings it has 2^step equal cells, numbered from its low end. */
export class Axis {
  readonly #span: number;

  constructor(readonly low: number, readonly high: number) {
    this.#span = high - low;
  }

  /** The number of the cell that holds `value`. The high end counts as the low end of one cell more. */
  cellOf(value: number, step: number): number {
    return Math.floor(((value - this.low) / this.#span) * (1 << step));
  }

  /** The low end of a cell, which is the high end of the one before. Cells beyond the axis have ends beyond it. */
  lowEnd(cell: number, step: number): number {
    return this.low + (cell / (1 << step)) * this.#span;
  }

  /** The middle of a cell, at most the axis' ends. */
  middle(cell: number, step: number): number {
    const middle = (this.lowEnd(cell, step) + this.lowEnd(cell + 1, step)) / 2;
    return middle > this.high ? this.high : middle < this.low ? this.low : middle;
  }
}

/** Halvings of either axis in a score: 52 bits for both, which a double holds exactly. */
export const MAX_STEP = 26;

/** All of them. */
export const LONGITUDES = new Axis(-180, 180);
/** Those that the Mercator maps of the web show: EPSG:900913. */
export const LATITUDES = new Axis(-85.05112878, 85.05112878);
