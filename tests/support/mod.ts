/**
 * What tests over the wire are made of: a server in this process, a client for it, and a server of Redis to compare with.
 *
 * @module
 */

export {
  type Argument,
  Client,
  encode,
  ErrorReply,
  joined,
  plain,
  type Protocol,
  type Value,
  within,
} from "./client.ts";
export { contentOf, create, type Form, FORMS, nameOf } from "./forms.ts";
export { type RedisServer, startRedis } from "./redis.ts";
export { eachProtocol, type ServerOptions, startServer, type TestServer } from "./server.ts";
