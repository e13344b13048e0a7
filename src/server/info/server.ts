import { REDIS_VERSION, VERSION } from "../../engine/mod.ts";
import type { Server } from "../server.ts";
import type { Field } from "./fields.ts";

const DAY = 86_400;

/** Section Server. */
export function serverFields(server: Server): Field[] {
  const { config, listeners, platform } = server;
  const { process } = platform;
  const now = platform.clock.now();
  const uptime = Math.max(0, Math.floor((now - server.startedAt) / 1000));
  const hz = config.get("hz");
  const { name, runtime } = process.system;
  return [
    ["redis_version", REDIS_VERSION],
    ["redis_git_sha1", "00000000"],
    ["redis_git_dirty", 0],
    ["redis_build_id", "0"],
    ["redis_mode", "standalone"],
    ["os", name],
    ["arch_bits", 64],
    ["monotonic_clock", "POSIX clock_gettime"],
    ["multiplexing_api", name.startsWith("Linux") ? "epoll" : "kqueue"],
    ["atomicvar_api", "none"],
    ["gcc_version", "0.0.0"],
    ["process_id", process.pid],
    ["process_supervised", "no"],
    ["run_id", server.runId],
    ["tcp_port", listeners.ports[0] ?? 0],
    ["server_time_usec", now * 1000],
    ["uptime_in_seconds", uptime],
    ["uptime_in_days", Math.floor(uptime / DAY)],
    ["hz", hz],
    ["configured_hz", hz],
    ["lru_clock", Math.floor(now / 1000) & 0xffffff],
    ["executable", process.executable],
    ["config_file", config.file ?? ""],
    ["io_threads_active", 0],
    ...listenerFields(server),
    ["tarbo_version", VERSION],
    ["tarbo_runtime", runtime],
  ];
}

function listenerFields({ listeners }: Server): Field[] {
  const fields: Field[] = [];
  if (listeners.ports.length > 0) {
    const binds = listeners.tcpAddresses.map((address) => `,bind=${address}`).join("");
    fields.push(["listener0", `name=tcp${binds},port=${listeners.ports[0]}`]);
  }
  if (listeners.unixPath !== null) fields.push(["listener1", `name=unix,bind=${listeners.unixPath}`]);
  return fields;
}
