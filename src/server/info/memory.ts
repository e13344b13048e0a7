import { datasetPercent, fragmentationOf } from "../../engine/mod.ts";
import type { Server } from "../server.ts";
import { decimal, type Field, human } from "./fields.ts";

/** Section Memory. */
export function memoryFields(server: Server): Field[] {
  const { config, engine, memory, platform } = server;
  const report = memory.report();
  const { allocator, allocatorRss, process, total } = fragmentationOf(report);
  const { totalMemory } = platform.process.system;
  const maxmemory = config.get("maxmemory");
  return [
    ["used_memory", report.used],
    ["used_memory_human", human(report.used)],
    ["used_memory_rss", report.resident],
    ["used_memory_rss_human", human(report.resident)],
    ["used_memory_peak", report.peak],
    ["used_memory_peak_human", human(report.peak)],
    ["used_memory_peak_perc", `${decimal((report.used * 100) / report.peak)}%`],
    ["used_memory_overhead", report.overhead],
    ["used_memory_startup", report.startup],
    ["used_memory_dataset", report.dataset],
    ["used_memory_dataset_perc", `${decimal(datasetPercent(report))}%`],
    ["allocator_allocated", report.arenaUsed],
    ["allocator_active", report.arenaReserved],
    ["allocator_resident", report.arenaReserved],
    ["total_system_memory", totalMemory],
    ["total_system_memory_human", human(totalMemory)],
    ["used_memory_lua", 0],
    ["used_memory_vm_eval", 0],
    ["used_memory_lua_human", human(0)],
    ["used_memory_scripts_eval", 0],
    ["number_of_cached_scripts", 0],
    ["number_of_functions", 0],
    ["number_of_libraries", 0],
    ["used_memory_vm_functions", 0],
    ["used_memory_vm_total", 0],
    ["used_memory_vm_total_human", human(0)],
    ["used_memory_functions", 0],
    ["used_memory_scripts", 0],
    ["used_memory_scripts_human", human(0)],
    ["maxmemory", maxmemory],
    ["maxmemory_human", human(maxmemory)],
    ["maxmemory_policy", config.get("maxmemory-policy")],
    ["allocator_frag_ratio", decimal(allocator.ratio)],
    ["allocator_frag_bytes", allocator.bytes],
    ["allocator_rss_ratio", decimal(allocatorRss.ratio)],
    ["allocator_rss_bytes", allocatorRss.bytes],
    ["rss_overhead_ratio", decimal(process.ratio)],
    ["rss_overhead_bytes", process.bytes],
    ["mem_fragmentation_ratio", decimal(total.ratio)],
    ["mem_fragmentation_bytes", total.bytes],
    ["mem_not_counted_for_evict", 0],
    ["mem_replication_backlog", 0],
    ["mem_total_replication_buffers", 0],
    ["mem_clients_slaves", 0],
    ["mem_clients_normal", report.clients],
    ["mem_cluster_links", 0],
    ["mem_aof_buffer", 0],
    ["mem_allocator", "arena"],
    ["active_defrag_running", 0],
    ["lazyfree_pending_objects", engine.keyspace.pendingFrees],
    ["lazyfreed_objects", engine.keyspace.graveyard.freed],
  ];
}
