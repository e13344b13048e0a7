import type { Server } from "../server.ts";
import type { Field } from "./fields.ts";

/** Seconds with microseconds. There are no child processes, and the runtime does not tell threads apart. */
export function cpuFields({ platform }: Server): Field[] {
  const { system, user } = platform.process.cpu();
  return [
    ["used_cpu_sys", system.toFixed(6)],
    ["used_cpu_user", user.toFixed(6)],
    ["used_cpu_sys_children", (0).toFixed(6)],
    ["used_cpu_user_children", (0).toFixed(6)],
  ];
}
