import type { ReplyWriter } from "../../resp/mod.ts";
import {
  COORDINATE_LENGTH,
  DISTANCE_LENGTH,
  type Position,
  writeCoordinate,
  writeDistance,
} from "../../types/geo/mod.ts";

const DISTANCE = new Uint8Array(DISTANCE_LENGTH);
/** A comma, the coordinate, CR LF: a double of RESP3, whose digits are Redis's here and not the fewest that would do. */
const COORDINATE = new Uint8Array(COORDINATE_LENGTH + 3);
COORDINATE[0] = 0x2c;

/** A distance: a bulk string in both protocols. */
export function replyDistance(reply: ReplyWriter, distance: number): void {
  reply.bulk(DISTANCE, 0, writeDistance(DISTANCE, 0, distance));
}

/** The score of a position: of one at 180° it takes more than 53 bits. One that ZADD made is cut to an integer. */
export function replyHash(reply: ReplyWriter, score: number): void {
  const hash = Math.trunc(score);
  if (Number.isSafeInteger(hash)) reply.integer(hash);
  else reply.int64(BigInt(hash));
}

/** Longitude and latitude. */
export function replyPosition(reply: ReplyWriter, { longitude, latitude }: Position): void {
  reply.array(2);
  replyCoordinate(reply, longitude);
  replyCoordinate(reply, latitude);
}

function replyCoordinate(reply: ReplyWriter, degrees: number): void {
  const end = writeCoordinate(COORDINATE, 1, degrees);
  if (!reply.resp3) return reply.bulk(COORDINATE, 1, end);
  COORDINATE[end] = 13;
  COORDINATE[end + 1] = 10;
  reply.raw(COORDINATE.subarray(0, end + 2));
}
