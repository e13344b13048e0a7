import type { Server } from "../server.ts";
import type { Field } from "./fields.ts";

/** Section Clients. */
export function clientFields({ clients, config, engine }: Server): Field[] {
  const { input, output } = clients.recentPeaks();
  let blocked = 0;
  for (const { hold } of engine.sessions.values()) if (hold !== null) blocked++;
  return [
    ["connected_clients", engine.sessions.size],
    ["cluster_connections", 0],
    ["maxclients", config.get("maxclients")],
    ["client_recent_max_input_buffer", input],
    ["client_recent_max_output_buffer", output],
    ["blocked_clients", blocked],
    ["tracking_clients", 0],
    ["clients_in_timeout_table", engine.blocking.timedCount],
    ["total_blocking_keys", engine.blocking.keyCount],
    ["total_blocking_keys_on_nokey", engine.blocking.lossKeyCount],
  ];
}
