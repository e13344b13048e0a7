/**
 * Geometry of positions on earth, as sorted sets keep them: a position is the score of its cell in a grid over the world, so that an area is a few
 * ranges of scores. Longitudes and latitudes are degrees, distances metres.
 *
 * @module
 */

export { firstScore, SearchArea } from "./area.ts";
export { EARTH_RADIUS, haversine } from "./distance.ts";
export { COORDINATE_LENGTH, DISTANCE_LENGTH, formatFixed, writeCoordinate, writeDistance } from "./format.ts";
export { decode, encode, GEOHASH_LENGTH, isEncodable, Position, writeGeohash } from "./geohash.ts";
