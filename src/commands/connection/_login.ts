import { fromLatin1 } from "../../bytes/mod.ts";
import type { Context } from "../../engine/mod.ts";

const WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";

/** The user that every connection starts as. */
export const DEFAULT_USER = "default";

/**
 * Logs the session in as `user` with the password that is argument `i`. Replies the error and returns false if they do not fit. The default user
 * without a password takes any.
 */
export function login({ args, engine, reply, session }: Context, user: string, i: number): boolean {
  const { password } = engine.settings;
  if (user !== DEFAULT_USER || (password !== "" && !matches(args.bytes(i), fromLatin1(password)))) {
    reply.error(WRONG_PASSWORD);
    return false;
  }
  session.user = user;
  engine.authenticate(session);
  return true;
}

/** Compares in a time that depends on the length of `given` alone, so that it tells nothing of the secret. */
function matches(given: Uint8Array, secret: Uint8Array): boolean {
  let difference = given.length ^ secret.length;
  for (let i = 0; i < given.length; i++) difference |= given[i] ^ secret[i % secret.length];
  return difference === 0;
}
