import { LATITUDES, LONGITUDES, MAX_STEP } from "./_axis.ts";
import { interleaveHigh, interleaveLow } from "./_interleave.ts";
import { Reach } from "./_reach.ts";
import { arc, degrees, EARTH_RADIUS, meridianArc, radians } from "./distance.ts";
import type { Position } from "./geohash.ts";

/** Most cells that cover an area: the centre's and its eight neighbours. */
const AREA_CELLS = 9;

/** Steps from the centre's cell to the others, in the order in which they are searched. */
const EASTWARD = Int32Array.of(0, 0, 0, 1, -1, 1, -1, 1, -1);
const NORTHWARD = Int32Array.of(0, 1, -1, 0, 0, 1, 1, -1, -1);

/** Half of the equator in the metres of a Mercator map. */
const MERCATOR_MAX = 20037726.37;
/** Latitudes from which on cells are narrow enough for one step less, and for two. */
const FAR_NORTH = 66;
const POLAR = 80;
/** From this step on, cells beside the centre's that do not touch the area are left out. */
const SELECTIVE_STEP = 2;
/** More than what rounding adds to or takes from a distance. */
const ROUNDING = 1 + 1e-9;

const HALF = 2 ** 32;
/** How many scores a cell has, by its step. */
const CELL_SCORES = Float64Array.from({ length: MAX_STEP + 1 }, (_, step) => 4 ** (MAX_STEP - step));

/**
 * A circle or a box on the earth: the ranges of scores that cover it, and the test whether a position is in it. One object serves many searches.
 *
 * The box is as wide at every latitude as its width in metres; its sides are no meridians.
 */
export class SearchArea {
  /**
   * The cells that cover the area, in the order of the search: the first `cells` of `x` and `y`, their numbers on the axes after `step` halvings, and of
   * `min` (inclusive) and `max` (exclusive), their ranges of scores.
   */
  cells = 0;
  step = 0;
  readonly x = new Int32Array(AREA_CELLS);
  readonly y = new Int32Array(AREA_CELLS);
  readonly min = new Float64Array(AREA_CELLS);
  readonly max = new Float64Array(AREA_CELLS);

  #longitude = 0;
  #latitude = 0;
  /** The centre in radians, and the cosine of its latitude. */
  #lon = 0;
  #lat = 0;
  #cosLat = 0;
  #isBox = false;
  /** Metres: a circle's radius; half of a box's sides. */
  #radius = 0;
  #halfWidth = 0;
  #halfHeight = 0;
  readonly #reach = new Reach();

  /** A circle; `unit` is the metres in one unit of `radius`. */
  circle(centre: Position, radius: number, unit: number): void {
    this.#centre(centre);
    this.#isBox = false;
    this.#radius = radius * unit;
    this.#reach.circle(this.#longitude, this.#latitude, this.#lat, this.#radius);
    this.#cover(this.#radius, this.#radius, this.#radius);
  }

  /** A box that lies along the compass; `unit` is the metres in one unit of `width` and `height`. */
  box(centre: Position, width: number, height: number, unit: number): void {
    this.#centre(centre);
    this.#isBox = true;
    this.#halfWidth = (width * unit) / 2;
    this.#halfHeight = (height * unit) / 2;
    this.#reach.box(this.#longitude, this.#latitude, this.#lat, this.#halfWidth, this.#halfHeight);
    const diagonal = Math.sqrt((width / 2) * (width / 2) + (height / 2) * (height / 2)) * unit;
    this.#cover(diagonal, unit * (width / 2), unit * (height / 2));
  }

  #centre({ longitude, latitude }: Position): void {
    this.#longitude = longitude;
    this.#latitude = latitude;
    this.#lon = radians(longitude);
    this.#lat = radians(latitude);
    this.#cosLat = Math.cos(this.#lat);
  }

  /** The distance in metres of a position in the area from the centre; -1 for one outside. */
  distanceTo({ longitude, latitude }: Position): number {
    const lat = radians(latitude);
    const north = meridianArc(this.#lat, lat);
    if (this.#isBox) {
      if (north > this.#halfHeight) return -1;
      const lon = radians(longitude);
      if (arc(lon, lat, Math.cos(lat), this.#lon, lat) > this.#halfWidth) return -1;
      return arc(this.#lon, this.#lat, this.#cosLat, lon, lat);
    }
    // No way is shorter than the one along the meridian.
    if (north > this.#radius * ROUNDING) return -1;
    const distance = arc(this.#lon, this.#lat, this.#cosLat, radians(longitude), lat);
    return distance > this.#radius ? -1 : distance;
  }

  /** Chooses the cells. `reach` is the farthest point's distance, `east` and `north` how far the area goes that way: metres. */
  #cover(reach: number, east: number, north: number): void {
    const bounds = BOUNDS.around(this.#longitude, this.#latitude, east, north);
    const first = stepFor(reach, this.#latitude);
    const fits = bounds.fit(this.#longitude, this.#latitude, first);
    const step = first > 1 && !fits ? first - 1 : first;
    const x = LONGITUDES.cellOf(this.#longitude, step);
    const y = LATITUDES.cellOf(this.#latitude, step);

    const selective = step >= SELECTIVE_STEP;
    const skipEast = selective && LONGITUDES.lowEnd(x + 1, step) > bounds.east;
    const skipWest = selective && LONGITUDES.lowEnd(x, step) < bounds.west;
    const skipNorth = selective && LATITUDES.lowEnd(y + 1, step) > bounds.north;
    const skipSouth = selective && LATITUDES.lowEnd(y, step) < bounds.south;
    this.cells = 0;
    let lastX = -1;
    let lastY = -1;
    for (let i = 0; i < AREA_CELLS; i++) {
      const dx = EASTWARD[i];
      const dy = NORTHWARD[i];
      if ((dx > 0 && skipEast) || (dx < 0 && skipWest) || (dy > 0 && skipNorth) || (dy < 0 && skipSouth)) continue;
      const cellX = neighbour(x, dx, step);
      const cellY = neighbour(y, dy, step);
      // Where there are two cells around the world, both neighbours are the same.
      if ((cellX === lastX && cellY === lastY) || !this.touches(cellX, cellY, step)) continue;
      this.#addCell(cellX, cellY, step);
      lastX = cellX;
      lastY = cellY;
    }
  }

  #addCell(x: number, y: number, step: number): void {
    this.step = step;
    this.x[this.cells] = x;
    this.y[this.cells] = y;
    this.min[this.cells] = score(x, y, 0, step);
    this.max[this.cells++] = score(x, y, 1, step);
  }

  /** Whether a cell may hold positions of the area. For those within the cells of the search. */
  touches(x: number, y: number, step: number): boolean {
    return this.#reach.touches(x, y, step);
  }
}

/** The lowest score of a cell. */
export function firstScore(x: number, y: number, step: number): number {
  return score(x, y, 0, step);
}

/** The lowest score of the `later`-th cell from this one on in the order of scores. */
function score(x: number, y: number, later: number, step: number): number {
  return (interleaveHigh(y, x) * HALF + (interleaveLow(y, x) + later)) * CELL_SCORES[step];
}

/** The cell beside, around the world if need be. */
function neighbour(cell: number, by: number, step: number): number {
  return by === 0 ? cell : (cell + by) & ((1 << step) - 1);
}

/** The step whose cells are a little larger than the area, so that the centre's and its neighbours cover it. */
function stepFor(reach: number, latitude: number): number {
  if (reach === 0) return MAX_STEP;
  let step = -1;
  for (let range = reach; range < MERCATOR_MAX; range *= 2) step++;
  if (Math.abs(latitude) > FAR_NORTH) step--;
  if (Math.abs(latitude) > POLAR) step--;
  return Math.min(Math.max(step, 1), MAX_STEP);
}

/** The longitudes and latitudes in degrees between which an area lies. Beyond the poles and the date line they go on. */
class Bounds {
  west = 0;
  east = 0;
  south = 0;
  north = 0;

  around(longitude: number, latitude: number, east: number, north: number): this {
    const deltaLat = degrees(north / EARTH_RADIUS);
    // Meridians are closest where the area is nearest to a pole. For one that reaches over it this makes no sense, and Redis finds what it finds.
    const widest = latitude < 0 ? latitude - deltaLat : latitude + deltaLat;
    const deltaLon = degrees(east / EARTH_RADIUS / Math.cos(radians(widest)));
    this.west = longitude - deltaLon;
    this.east = longitude + deltaLon;
    this.south = latitude - deltaLat;
    this.north = latitude + deltaLat;
    return this;
  }

  /** Whether a cell of this step and the cells beside it reach to the bounds. */
  fit(longitude: number, latitude: number, step: number): boolean {
    const x = LONGITUDES.cellOf(longitude, step);
    const y = LATITUDES.cellOf(latitude, step);
    return !(LATITUDES.lowEnd(neighbour(y, 1, step) + 1, step) < this.north ||
      LATITUDES.lowEnd(neighbour(y, -1, step), step) > this.south ||
      LONGITUDES.lowEnd(neighbour(x, 1, step) + 1, step) < this.east ||
      LONGITUDES.lowEnd(neighbour(x, -1, step), step) > this.west);
  }
}

const BOUNDS = new Bounds();
