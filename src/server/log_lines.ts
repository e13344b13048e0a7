import { type Engine, REDIS_VERSION, VERSION } from "../engine/mod.ts";
import type { Config } from "./config/mod.ts";
import type { Log } from "./log.ts";
import type { MemoryAccount } from "./memory.ts";
import { missingFeatures } from "./without_effect.ts";

/** The first lines of the log. */
export function logStart(log: Log, config: Config, withoutEffect: readonly string[]): void {
  const { pid } = log.ports.process;
  log.write("notice", "oO0OoO0OoO0Oo Tarbo is starting oO0OoO0OoO0Oo");
  log.write("notice", `Tarbo version=${VERSION}, redis=${REDIS_VERSION}, bits=64, pid=${pid}, just started`);
  log.write("notice", config.file === null ? "No config file, using options and defaults" : "Configuration loaded");
  if (withoutEffect.length > 0) log.write("notice", `Directives without effect: ${withoutEffect.join(", ")}`);
  const missing = missingFeatures(config);
  if (missing.length > 0) {
    log.write("warning", `Not available in this version, so without effect: ${missing.join(", ")}`);
  }
}

/** Who it is that runs here, as a picture if `always-show-logo` wants one. */
export function logIdentity(log: Log, config: Config, port: number): void {
  if (!config.get("always-show-logo")) return log.write("notice", `Running mode=standalone, port=${port}.`);
  log.writeRaw(`
     _____          _
    |_   _|_ _ _ __| |__   ___     Tarbo ${VERSION} (Redis ${REDIS_VERSION}) 64 bit
      | |/ _\` | '__| '_ \\ / _ \\
      | | (_| | |  | |_) | (_) |   Running in standalone mode
      |_|\\__,_|_|  |_.__/ \\___/    Port: ${port}
                                   PID: ${log.ports.process.pid}

`);
}

/** What is there at present. */
export function logStatus(log: Log, { keyspace, sessions }: Engine, memory: MemoryAccount): void {
  for (const { index, map: { volatile }, size } of keyspace.databases) {
    if (size > 0) log.write("verbose", `DB ${index}: ${size} keys (${volatile} volatile).`);
  }
  log.write("debug", `${sessions.size} clients connected (0 replicas), ${memory.report().used} bytes in use`);
}
