import { AccessMode } from "../store/mod.ts";
import type { Context } from "./context.ts";
import type { Engine } from "./engine.ts";
import { Gate } from "./gate.ts";

/** What the checks say of a command. */
export const Verdict = {
  /** Run it. */
  ADMITTED: 0,
  /** An error has been replied. */
  REFUSED: 1,
  /** Run it again once the session's hold ends. */
  LATER: 2,
} as const;
/** A number of {@linkcode Verdict}. */
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** The cold checks: those that a gate bit has called for, in Redis's order. */
export function admit(context: Context): Verdict {
  const { command, engine, reply, session } = context;
  const hit = (session.gate | engine.gate) & command.gates;
  if (hit & Gate.UNAUTHENTICATED) {
    reply.error("NOAUTH Authentication required.");
    return Verdict.REFUSED;
  }
  if (hit & Gate.OUT_OF_MEMORY) {
    reply.error("OOM command not allowed when used memory > 'maxmemory'.");
    return Verdict.REFUSED;
  }
  if (hit & Gate.READ_ONLY) {
    reply.error("READONLY You can't write against a read only replica.");
    return Verdict.REFUSED;
  }
  if (hit & Gate.LOADING) {
    reply.error("LOADING Redis is loading the dataset in memory");
    return Verdict.REFUSED;
  }
  // Redis holds CLIENT UNPAUSE as well, which leaves no way out of a pause of everything.
  if (engine.pause.stops(command) && command.name !== "client|unpause") {
    session.hold = "paused";
    return Verdict.LATER;
  }
  if (session.noTouch && command.name !== "touch") engine.keyspace.accessMode = AccessMode.NONE;
  return Verdict.ADMITTED;
}

/** Marks accesses again as `maxmemory-policy` wants, after a command of a session with CLIENT NO-TOUCH. */
export function restoreAccessMode({ keyspace, settings }: Engine): void {
  keyspace.accessMode = settings.lfu ? AccessMode.LFU : AccessMode.LRU;
}
