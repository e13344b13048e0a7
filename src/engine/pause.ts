import type { Timer } from "../platform/mod.ts";
import type { Command } from "./command.ts";
import type { Engine } from "./engine.ts";
import { Gate } from "./gate.ts";

/** CLIENT PAUSE: commands wait until a moment or CLIENT UNPAUSE, and no key is removed for its deadline. */
export class Pause {
  /** Unix time in ms at which it ends; 0 while there is none. */
  until = 0;
  #timer: Timer | null = null;

  constructor(readonly engine: Engine) {}

  get mode(): "none" | "write" | "all" {
    if (this.until === 0) return "none";
    return this.engine.gate & Gate.EVERY ? "all" : "write";
  }

  /** Whether this command must wait. */
  stops(command: Command): boolean {
    return (this.engine.gate & command.gates & (Gate.EVERY | Gate.PAUSED_WRITES)) !== 0;
  }

  /** Pauses writes or all commands for `ms`. A pause that lasts longer or is stricter stays in force. */
  begin(ms: number, mode: "write" | "all"): void {
    const { engine } = this;
    engine.gate |= mode === "all" ? Gate.EVERY : Gate.PAUSED_WRITES;
    engine.keyspace.expiryPaused = true;
    const until = engine.clock.now() + ms;
    if (until <= this.until) return;
    this.until = until;
    this.#timer?.cancel();
    this.#timer = engine.clock.after(ms, () => {
      this.end();
      engine.blocking.serveReadyApart();
    });
  }

  /** Lets all that waits go on. */
  end(): void {
    const { engine } = this;
    this.#timer?.cancel();
    this.#timer = null;
    this.until = 0;
    engine.gate &= ~(Gate.EVERY | Gate.PAUSED_WRITES);
    engine.keyspace.expiryPaused = false;
    engine.blocking.resume();
    for (const session of engine.sessions.values()) {
      if (session.hold !== "paused") continue;
      session.hold = null;
      session.link.resume();
    }
  }
}
