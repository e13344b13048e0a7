import { LATITUDES, LONGITUDES } from "./_axis.ts";
import { degrees, EARTH_RADIUS } from "./distance.ts";

/** More than what rounding adds to or takes from a distance, as a factor, and in degrees. */
const MORE = 1 + 1e-9;
const MARGIN = 1e-9;
const AROUND = 360;

/** A rectangle of longitudes and latitudes that holds every position of an area, whatever rounding does. */
export class Reach {
  #west = 0;
  #east = 0;
  #south = 0;
  #north = 0;

  /** Around a circle; position in degrees, the centre's latitude in radians as well, metres. */
  circle(longitude: number, latitude: number, lat: number, radius: number): void {
    const angle = (radius / EARTH_RADIUS) * MORE;
    this.#setLatitudes(latitude, degrees(angle));
    // Over a pole, or farther, there is every longitude.
    const sine = Math.abs(lat) + angle < Math.PI / 2 ? (Math.sin(angle) / Math.cos(lat)) * MORE : 1;
    this.#setLongitudes(longitude, sine < 1 ? degrees(Math.asin(sine)) : AROUND / 2);
  }

  /** Around a box; position in degrees, the centre's latitude in radians as well, half of its sides in metres. */
  box(longitude: number, latitude: number, lat: number, halfWidth: number, halfHeight: number): void {
    const up = (halfHeight / EARTH_RADIUS) * MORE;
    this.#setLatitudes(latitude, degrees(up));
    // The width takes most degrees where the box is nearest to a pole.
    const farthest = Math.abs(lat) + up;
    const half = (halfWidth / EARTH_RADIUS / 2) * MORE;
    const chord = half < Math.PI / 2 && farthest < Math.PI / 2 ? (Math.sin(half) / Math.cos(farthest)) * MORE : 1;
    this.#setLongitudes(longitude, chord < 1 ? degrees(2 * Math.asin(chord)) : AROUND / 2);
  }

  #setLatitudes(latitude: number, up: number): void {
    this.#south = latitude - up - MARGIN;
    this.#north = latitude + up + MARGIN;
  }

  #setLongitudes(longitude: number, aside: number): void {
    this.#west = longitude - aside - MARGIN;
    this.#east = longitude + aside + MARGIN;
  }

  /** Whether a cell may hold positions of the area. Positions of cells beyond the axes are at their ends. */
  touches(x: number, y: number, step: number): boolean {
    const low = Math.min(LATITUDES.lowEnd(y, step), LATITUDES.high);
    if (low > this.#north || LATITUDES.lowEnd(y + 1, step) < this.#south) return false;
    const left = Math.min(LONGITUDES.lowEnd(x, step), LONGITUDES.high);
    const right = LONGITUDES.lowEnd(x + 1, step);
    return (left <= this.#east && right >= this.#west) || left + AROUND <= this.#east || right - AROUND >= this.#west;
  }
}
