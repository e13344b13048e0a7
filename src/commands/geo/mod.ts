import type { CommandSpec } from "../../engine/mod.ts";
import { geoadd } from "./add.ts";
import { geodist, geohash, geopos } from "./positions.ts";
import { georadius, georadiusbymember, georadiusbymemberRo, georadiusRo } from "./radius.ts";
import { geosearch, geosearchstore } from "./search.ts";

/** The commands on positions, which sorted sets keep as scores. */
export const geo: readonly CommandSpec[] = [
  geoadd,
  geodist,
  geohash,
  geopos,
  georadius,
  georadiusRo,
  georadiusbymember,
  georadiusbymemberRo,
  geosearch,
  geosearchstore,
];
