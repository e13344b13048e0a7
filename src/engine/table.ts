import { hashCaseless, isWord } from "../bytes/mod.ts";
import { Command } from "./command.ts";
import type { CommandSpec } from "./spec.ts";

/** Commands by name, found from the request's own bytes in either case. */
export class CommandTable {
  /** In the order of their declaration. */
  readonly commands: readonly Command[];
  readonly #slots: (Command | null)[];
  readonly #byName = new Map<string, Command>();

  constructor(specs: readonly CommandSpec[], parent: Command | null) {
    this.commands = specs.map((spec) => new Command(spec, parent));
    let size = 16;
    while (size < specs.length * 4) size *= 2;
    this.#slots = new Array<Command | null>(size).fill(null);
    for (const each of this.commands) {
      const name = new TextEncoder().encode(each.spec.name);
      let slot = hashCaseless(name, 0, name.length) & (size - 1);
      while (this.#slots[slot] !== null) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = each;
      this.#byName.set(each.spec.name.toLowerCase(), each);
    }
  }

  /** The command named by `buf[start, end)`, `null` if there is none. */
  find(buf: Uint8Array, start: number, end: number): Command | null {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hashCaseless(buf, start, end) & mask;; slot = (slot + 1) & mask) {
      const found = slots[slot];
      if (found === null || isWord(buf, start, end, found.spec.name)) return found;
    }
  }

  /** The command of that name in lower case; `client|list` finds a subcommand. */
  named(name: string): Command | undefined {
    const bar = name.indexOf("|");
    if (bar < 0) return this.#byName.get(name);
    return this.#byName.get(name.slice(0, bar))?.subcommands?.named(name.slice(bar + 1));
  }

  /** All commands and their subcommands. */
  *all(): Generator<Command> {
    for (const each of this.commands) {
      yield each;
      if (each.subcommands !== null) yield* each.subcommands.all();
    }
  }
}
