import type { Context } from "../../engine/mod.ts";

const TYPES = [
  "string",
  "integer",
  "double",
  "bignum",
  "null",
  "array",
  "set",
  "map",
  "attrib",
  "push",
  "verbatim",
  "true",
  "false",
] as const;

/** DEBUG PROTOCOL: a reply of the type that argument 2 names. */
export function protocolSample({ args, reply }: Context): void {
  switch (TYPES.find((type) => args.is(2, type.toUpperCase()))) {
    case "string":
      return reply.bulkString("Hello World");
    case "integer":
      return reply.integer(12345);
    case "double":
      return reply.double(3.141);
    case "bignum":
      return reply.bigNumber("1234567999999999999999999999999999999");
    case "null":
      return reply.null();
    case "array":
      reply.array(3);
      for (let i = 0; i < 3; i++) reply.integer(i);
      return;
    case "set":
      reply.set(3);
      for (let i = 0; i < 3; i++) reply.integer(i);
      return;
    case "map":
      reply.map(3);
      for (let i = 0; i < 3; i++) {
        reply.integer(i);
        reply.bool(i === 1);
      }
      return;
    case "attrib":
      return attribute(reply);
    case "push":
      return push(reply);
    case "verbatim":
      return reply.verbatim("txt", "This is a verbatim\nstring");
    case "true":
      return reply.bool(true);
    case "false":
      return reply.bool(false);
    default:
      return reply.error(
        `ERR Wrong protocol type name. Please use one of the following: ${TYPES.join("|")}`,
      );
  }
}

/** Attributes are no reply of their own, so one follows. */
function attribute(reply: Context["reply"]): void {
  if (reply.resp3) {
    reply.attribute(1);
    reply.bulkString("key-popularity");
    reply.array(2);
    reply.bulkString("key:123");
    reply.integer(90);
  }
  reply.bulkString("Some real reply following the attribute");
}

/** Neither is a push. */
function push(reply: Context["reply"]): void {
  if (!reply.resp3) return reply.error("ERR RESP2 is not supported by this command");
  reply.push(2);
  reply.bulkString("server-cpu-usage");
  reply.integer(42);
  reply.bulkString("Some real reply following the push reply");
}
