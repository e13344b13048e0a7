import { latin1 } from "../bytes/mod.ts";
import type { ReplyWriter, Request } from "../resp/mod.ts";
import type { Command } from "./command.ts";

/** Characters of a name, and of all arguments together, that an error about an unknown command repeats. */
const SHOWN = 128;

/** `ERR unknown command ...` with the arguments it began with. */
export function refuseUnknownCommand(reply: ReplyWriter, args: Request): void {
  let shown = "";
  for (let i = 1; i < args.argc && shown.length < SHOWN; i++) {
    shown += `'${shorten(args, i, SHOWN - shown.length)}' `;
  }
  reply.error(`ERR unknown command '${shorten(args, 0, SHOWN)}', with args beginning with: ${shown}`);
}

/** `ERR unknown subcommand ...`. */
export function refuseUnknownSubcommand(reply: ReplyWriter, args: Request, command: Command): void {
  reply.error(`ERR unknown subcommand '${shorten(args, 1, SHOWN)}'. Try ${command.spec.name} HELP.`);
}

function shorten(args: Request, i: number, length: number): string {
  return latin1(args.buf, args.start[i], Math.min(args.end[i], args.start[i] + length));
}
