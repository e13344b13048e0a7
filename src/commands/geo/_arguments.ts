import { NOT_A_FLOAT } from "../../engine/mod.ts";
import type { Request } from "../../resp/mod.ts";
import { formatFixed, isEncodable, type Position } from "../../types/geo/mod.ts";

/** Digits of coordinates in an error. */
const SHOWN_DIGITS = 6;

/** Reads the longitude in argument `i` and the latitude after it. Returns the error, `null` if there is none. */
export function readCoordinates(args: Request, i: number, into: Position): string | null {
  const longitude = args.float(i);
  const latitude = args.float(i + 1);
  if (longitude !== longitude || latitude !== latitude) return NOT_A_FLOAT;
  if (!isEncodable(longitude, latitude)) {
    return `ERR invalid longitude,latitude pair ${formatFixed(longitude, SHOWN_DIGITS)},${
      formatFixed(latitude, SHOWN_DIGITS)
    }`;
  }
  into.longitude = longitude;
  into.latitude = latitude;
  return null;
}

/** The error for a unit that there is not. */
export const UNKNOWN_UNIT = "ERR unsupported unit provided. please use M, KM, FT, MI";

/** The metres of the unit in argument `i`; NaN if it is none. */
export function unitAt(args: Request, i: number): number {
  if (args.is(i, "M")) return 1;
  if (args.is(i, "KM")) return 1000;
  if (args.is(i, "FT")) return 0.3048;
  return args.is(i, "MI") ? 1609.34 : NaN;
}
