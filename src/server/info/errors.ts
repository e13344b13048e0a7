import type { Server } from "../server.ts";
import { type Field, safeName } from "./fields.ts";

/** Error replies by code, in the order of the codes. */
export function errorFields({ engine }: Server): Field[] {
  const codes = [...engine.statistics.errorCodes].sort(([a], [b]) => a < b ? -1 : 1);
  return codes.map(([code, count]) => [`errorstat_${safeName(code)}`, `count=${count}`]);
}
