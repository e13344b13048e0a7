import type { Process } from "../platform/mod.ts";
import type { Config } from "./config/mod.ts";
import type { Log } from "./log.ts";

/** Descriptors for everything but clients: listeners, files, the runtime's own. */
const RESERVED = 32;

/** Most clients that the system's limit of open files allows; `Infinity` where that is unknown. */
export function mostClients({ system }: Process): number {
  return system.maxOpenFiles === 0 ? Infinity : system.maxOpenFiles - RESERVED;
}

/** Lowers `maxclients` to what the limit of open files allows. The reason why that is not enough to start, or `null`. */
export function fitClientsToDescriptors(config: Config, process: Process, log: Log): string | null {
  const most = mostClients(process);
  const wanted = config.get("maxclients");
  if (wanted <= most) return null;
  const limit = process.system.maxOpenFiles;
  if (most < 1) {
    return `Your current 'ulimit -n' of ${limit} is not enough for the server to start. ` +
      `Please increase your open file limit to at least ${wanted + RESERVED}. Exiting.`;
  }
  config.override("maxclients", most);
  log.write(
    "warning",
    `You requested maxclients of ${wanted} requiring at least ${wanted + RESERVED} max file descriptors.`,
  );
  log.write(
    "warning",
    `Current maximum open files is ${limit}. maxclients has been reduced to ${most} to compensate for low ulimit. ` +
      "If you need higher maxclients increase 'ulimit -n'.",
  );
  return null;
}
