import type { CommandSpec } from "../../engine/mod.ts";
import { auth } from "./auth.ts";
import { client } from "./client.ts";
import { hello } from "./hello.ts";
import { ping } from "./ping.ts";
import { echo, quit, reset } from "./session.ts";

/** The commands on the connection itself. */
export const connection: readonly CommandSpec[] = [auth, client, echo, hello, ping, quit, reset];
