import { fromString } from "../../bytes/mod.ts";
import type { Context } from "../../engine/mod.ts";
import { NO_DEADLINE, StringEncoding } from "../../store/mod.ts";

const NOT_POSITIVE = "ERR value is out of range, must be positive";

/** DEBUG POPULATE count [prefix] [size]. */
export function populate({ args, db, reply }: Context): void {
  const count = args.int(2);
  const size = args.argc === 5 ? args.int(4) : 0;
  if (!(count >= 0) || !(size >= 0)) return reply.error(NOT_POSITIVE);
  const prefix = args.argc > 3 ? args.latin1(3) : "key";
  const value = new Uint8Array(size);
  for (let i = 0; i < count; i++) {
    const key = fromString(`${prefix}:${i}`);
    if (db.peek(key, 0, key.length) !== 0) continue;
    const text = fromString(`value:${i}`);
    if (size > 0) value.set(text.subarray(0, size));
    const bytes = size > 0 ? value : text;
    db.setString(key, 0, key.length, bytes, 0, bytes.length, NO_DEADLINE, StringEncoding.AUTO);
  }
  reply.ok();
}
