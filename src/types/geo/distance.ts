/** Distances along the earth's surface: https://en.wikipedia.org/wiki/Haversine_formula. */

/** Metres, as Redis has it. */
export const EARTH_RADIUS = 6372797.560856;
const RADIAN = Math.PI / 180;

/** Radians from degrees. */
export function radians(degrees: number): number {
  return degrees * RADIAN;
}

/** Degrees from radians. */
export function degrees(radians: number): number {
  return radians / RADIAN;
}

/** Metres between two positions in degrees. The last bit is the mathematical library's: Redis has its C library's. */
export function haversine(longitude1: number, latitude1: number, longitude2: number, latitude2: number): number {
  const lat1 = radians(latitude1);
  const lat2 = radians(latitude2);
  return arc(radians(longitude1), lat1, Math.cos(lat1), radians(longitude2), lat2);
}

/** Metres between two latitudes in radians on the same meridian. */
export function meridianArc(lat1: number, lat2: number): number {
  return EARTH_RADIUS * Math.abs(lat2 - lat1);
}

/** Metres between two positions in radians; `cosLat1` is the cosine of the first latitude. */
export function arc(lon1: number, lat1: number, cosLat1: number, lon2: number, lat2: number): number {
  const v = Math.sin((lon2 - lon1) / 2);
  if (v === 0) return meridianArc(lat1, lat2);
  const u = Math.sin((lat2 - lat1) / 2);
  const squared = u * u + cosLat1 * Math.cos(lat2) * v * v;
  // Rounding could take opposite points beyond 1.
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(squared < 1 ? squared : 1));
}
