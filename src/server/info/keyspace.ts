import type { Server } from "../server.ts";
import type { Field } from "./fields.ts";

/** Section Keyspace: the databases that hold keys; the average time to live is in milliseconds. */
export function keyspaceFields({ engine: { keyspace } }: Server): Field[] {
  const filled = keyspace.databases.filter(({ size }) => size > 0);
  return filled.map(({ index, map: { deadlines, volatile }, size }) => {
    const average = volatile === 0 ? 0 : Math.max(0, Math.round(deadlines / volatile - keyspace.now));
    return [`db${index}`, `keys=${size},expires=${volatile},avg_ttl=${average}`];
  });
}
