import type { Server } from "../server.ts";
import { decimal, type Field } from "./fields.ts";

/** Section Stats. */
export function statsFields(server: Server): Field[] {
  return [...trafficFields(server), ...keyFields(server), ...featureFields, ...workFields(server)];
}

function trafficFields({ engine: { statistics }, load }: Server): Field[] {
  return [
    ["total_connections_received", statistics.connections],
    ["total_commands_processed", statistics.commands],
    ["instantaneous_ops_per_sec", Math.round(load.commandRate.value)],
    ["total_net_input_bytes", statistics.inputBytes],
    ["total_net_output_bytes", statistics.outputBytes],
    ["total_net_repl_input_bytes", 0],
    ["total_net_repl_output_bytes", 0],
    ["instantaneous_input_kbps", decimal(load.inputRate.value / 1024)],
    ["instantaneous_output_kbps", decimal(load.outputRate.value / 1024)],
    ["instantaneous_input_repl_kbps", decimal(0)],
    ["instantaneous_output_repl_kbps", decimal(0)],
    ["rejected_connections", statistics.rejectedConnections],
    ["sync_full", 0],
    ["sync_partial_ok", 0],
    ["sync_partial_err", 0],
  ];
}

function keyFields({ engine: { keyspace }, expiry }: Server): Field[] {
  return [
    ["expired_keys", keyspace.expired],
    ["expired_subkeys", keyspace.expiredFields],
    ["expired_stale_perc", decimal(0)],
    ["expired_time_cap_reached_count", expiry.interrupted],
    ["expire_cycle_cpu_milliseconds", Math.round(expiry.spent)],
    ["evicted_keys", 0],
    ["evicted_clients", 0],
    ["total_eviction_exceeded_time", 0],
    ["current_eviction_exceeded_time", 0],
    ["keyspace_hits", keyspace.hits],
    ["keyspace_misses", keyspace.misses],
  ];
}

function workFields({ engine: { statistics }, load }: Server): Field[] {
  return [
    ["unexpected_error_replies", statistics.unexpectedErrors],
    ["total_error_replies", statistics.errors],
    ["dump_payload_sanitizations", 0],
    ["total_reads_processed", statistics.reads],
    ["total_writes_processed", statistics.writes],
    ["io_threaded_reads_processed", 0],
    ["io_threaded_writes_processed", 0],
    ["client_query_buffer_limit_disconnections", statistics.inputLimitHits],
    ["client_output_buffer_limit_disconnections", statistics.outputLimitHits],
    ["reply_buffer_shrinks", 0],
    ["reply_buffer_expands", 0],
    ["eventloop_cycles", load.cycles],
    ["eventloop_duration_sum", Math.round(load.time)],
    ["eventloop_duration_cmd_sum", Math.round(load.commandTime)],
    ["instantaneous_eventloop_cycles_per_sec", Math.round(load.cycleRate.value)],
    ["instantaneous_eventloop_duration_usec", Math.round(load.timePerCycle)],
    ["acl_access_denied_auth", statistics.errorCodes.get("WRONGPASS") ?? 0],
    ["acl_access_denied_cmd", 0],
    ["acl_access_denied_key", 0],
    ["acl_access_denied_channel", 0],
  ];
}

/** What belongs to features that do not exist here. */
const featureFields: readonly Field[] = [
  ["pubsub_channels", 0],
  ["pubsub_patterns", 0],
  ["pubsubshard_channels", 0],
  ["latest_fork_usec", 0],
  ["total_forks", 0],
  ["migrate_cached_sockets", 0],
  ["slave_expires_tracked_keys", 0],
  ["active_defrag_hits", 0],
  ["active_defrag_misses", 0],
  ["active_defrag_key_hits", 0],
  ["active_defrag_key_misses", 0],
  ["total_active_defrag_time", 0],
  ["current_active_defrag_time", 0],
  ["tracking_total_keys", 0],
  ["tracking_total_items", 0],
  ["tracking_total_prefixes", 0],
];
