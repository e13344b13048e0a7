/**
 * The Redis serialization protocol: requests in, replies out, in versions 2 and 3 and inline, and the replies of
 * peers.
 *
 * Source: RESP specification (redis.io, "Redis serialization protocol specification"), Redis 7.2.
 *
 * @module
 */

export { BufferPool } from "./buffer_pool.ts";
export type { DeferredSource } from "./deferred.ts";
export { ReplyWriter } from "./reply.ts";
export { type Reply, type ReplyLimits, ReplyProtocolError, ReplyReader } from "./reply_reader.ts";
export { BROKEN, INCOMPLETE, Request, type RequestLimits, UNAUTHENTICATED } from "./request.ts";
