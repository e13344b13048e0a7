import { type Contender, RunningServer, sleep } from "./contender.ts";
import { openFilesLimit } from "./proc.ts";
import { compare, megabytes, type Result } from "./report.ts";
import type { Run } from "./run.ts";

const CONNECTIONS = 10_000;
/** Descriptors and clients beside those. */
const SPARE = 200;
/** Connections that are opened at once. */
const AT_ONCE = 100;
/** Milliseconds without requests before memory is read. */
const REST = 500;
const PING = new TextEncoder().encode("PING\r\n");

/** Memory with many clients that have asked something once and are silent since. */
export async function idleConnections(run: Run): Promise<Result[]> {
  if (openFilesLimit() < CONNECTIONS + SPARE) {
    run.note(
      `idle connections are left out: raise the limit of open files (ulimit -n) to ${CONNECTIONS + SPARE} first`,
    );
    return [];
  }
  const [tarbo, redis] = [await measured(run, run.tarbo), await measured(run, run.redis)];
  const details = { empty: [tarbo.empty, redis.empty] };
  const name = "10,000 idle connections: resident in all";
  return [compare(name, megabytes, [tarbo.resident], [redis.resident], details)];
}

async function measured(run: Run, contender: Contender): Promise<{ empty: number; resident: number }> {
  run.note(`${CONNECTIONS} connections to ${contender.name}`);
  await using server = await RunningServer.start(contender, {
    args: ["--maxclients", String(CONNECTIONS + SPARE / 2)],
    openFiles: CONNECTIONS + SPARE,
  });
  const empty = server.resident;
  using connections = new DisposableStack();
  for (let i = 0; i < CONNECTIONS; i += AT_ONCE) {
    const opened = await Promise.all(Array.from({ length: AT_ONCE }, () => open(server.port)));
    for (const connection of opened) connections.use(connection);
  }
  await sleep(REST);
  const clients = Number(await server.info("clients", "connected_clients"));
  if (clients < CONNECTIONS) throw new Error(`Open ${CONNECTIONS} connections: ${contender.name} has ${clients}`);
  return { empty, resident: server.resident };
}

async function open(port: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(PING);
  await connection.read(new Uint8Array(16));
  return connection;
}
