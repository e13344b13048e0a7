/**
 * The Redis serialization protocol: requests in, replies out, in versions 2 and 3 and inline.
 *
 * Source: RESP specification (redis.io, "Redis serialization protocol specification"), Redis 7.2.
 *
 * @module
 */

export { BufferPool } from "./buffer_pool.ts";
export { ReplyWriter } from "./reply.ts";
export { BROKEN, INCOMPLETE, Request, type RequestLimits, UNAUTHENTICATED } from "./request.ts";
