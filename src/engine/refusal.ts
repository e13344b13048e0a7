import { fromLatin1, latin1 } from "../bytes/mod.ts";
import type { ReplyWriter, Request } from "../resp/mod.ts";
import type { Command } from "./command.ts";

/** Characters of a name, and of all arguments together, that an error about an unknown command repeats. */
const SHOWN = 128;

/** `ERR unknown command ...` with the arguments it began with. */
export function refuseUnknownCommand(reply: ReplyWriter, args: Request): void {
  let shown = "";
  for (let i = 1; i < args.argc && shown.length < SHOWN; i++) {
    shown += `'${quoted(args, i, SHOWN - shown.length)}' `;
  }
  errorQuoting(reply, `ERR unknown command '${quoted(args, 0, SHOWN)}', with args beginning with: ${shown}`);
}

/** `ERR unknown subcommand ...`. */
export function refuseUnknownSubcommand(reply: ReplyWriter, args: Request, command: Command): void {
  errorQuoting(reply, `ERR unknown subcommand '${quoted(args, 1, SHOWN)}'. Try ${command.spec.name} HELP.`);
}

/** The error for a subcommand whose number of arguments the handler refuses, in Redis's words. */
export function refuseSubcommandUse(reply: ReplyWriter, args: Request, command: Command): void {
  const container = (command.parent ?? command).spec.name;
  const name = quoted(args, 1, SHOWN);
  errorQuoting(reply, `ERR unknown subcommand or wrong number of arguments for '${name}'. Try ${container} HELP.`);
}

/** An argument for an error text that goes to {@linkcode errorQuoting}: one character a byte, up to a NUL, as C would print it. */
export function quoted(args: Request, i: number, length = Infinity): string {
  const start = args.start[i];
  const end = Math.min(args.end[i], start + length);
  const nul = args.buf.subarray(start, end).indexOf(0);
  return latin1(args.buf, start, nul < 0 ? end : start + nul);
}

/** An error reply with bytes of the request in it, which need not be UTF-8: each character of `text` is one byte. */
export function errorQuoting(reply: ReplyWriter, text: string): void {
  const line = text.replace(/[\r\n]+$/, "").replace(/[\r\n]/g, " ");
  reply.raw(fromLatin1(`-${line}\r\n`));
  reply.failure = line;
}
