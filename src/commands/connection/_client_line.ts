import type { Session } from "../../engine/mod.ts";

/** What Redis shows where there is no file descriptor: the runtime does not tell that of a connection. */
const NO_DESCRIPTOR = -1;

/**
 * What CLIENT LIST and CLIENT INFO say of a client, with Redis 7.2's fields, at `now` (Unix time in ms). Arguments stay in the input buffer while a
 * command runs, so that `argv-mem` is 0 and `qbuf` counts them.
 */
export function clientLine(session: Session, now: number): string {
  const { link, out } = session;
  return `id=${session.id} addr=${link.peer} laddr=${link.local} fd=${NO_DESCRIPTOR} name=${session.name}` +
    ` age=${seconds(now - session.createdAt)} idle=${seconds(now - session.lastActive)} flags=${flags(session)}` +
    ` db=${session.db.index} sub=0 psub=0 ssub=0 multi=-1 qbuf=${link.inputBytes} qbuf-free=${link.inputRoom}` +
    ` argv-mem=0 multi-mem=0 rbs=${out.bufferSize} rbp=${
      Math.max(out.peak, out.pending)
    } obl=${out.bufferUsed} oll=${out.queued}` +
    ` omem=${out.queuedMemory} tot-mem=${link.memory} events=${link.outputBytes > out.pending ? "rw" : "r"}` +
    ` cmd=${session.lastCommand?.name ?? "NULL"} user=${session.user} redir=-1 resp=${session.protocol}` +
    ` lib-name=${session.libraryName} lib-ver=${session.libraryVersion}`;
}

function flags(session: Session): string {
  let flags = "";
  if (session.hold !== null) flags += "b";
  if (session.closing) flags += "c";
  if (session.link.isUnix) flags += "U";
  if (session.noEvict) flags += "e";
  if (session.noTouch) flags += "T";
  return flags || "N";
}

function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000));
}
