import { command, NOT_AN_INTEGER, REDIS_VERSION, VERSION } from "../../engine/mod.ts";
import type { Random } from "../../platform/mod.ts";

const COLUMNS = 64;
const ROWS = 12;
/** Redis's versions that draw something; all others just say their names. */
const VERSIONS_WITH_ART = [5, 6];
/** From sky to deep water. */
const SHADES = " .:-=+*#%@";

export const lolwut = command({
  name: "LOLWUT",
  since: "5.0.0",
  group: "server",
  summary: "Displays computer art and the Redis version",
  complexity: "",
  arity: -1,
  flags: ["readonly", "fast"],
  syntax: "[VERSION version]",
  run({ args, engine, reply }) {
    const asks = args.argc >= 3 && args.is(1, "VERSION");
    if (asks && Number.isNaN(args.int(2))) return reply.error(NOT_AN_INTEGER);
    const picture = asks && !VERSIONS_WITH_ART.includes(args.int(2)) ? "" : `${waves(engine.random).join("\n")}\n\n`;
    reply.verbatim("txt", `${picture}Tarbo ver. ${VERSION}, Redis ver. ${REDIS_VERSION}\n`);
  },
});

/** A tar-black sea: three swells of random length and phase, darker with depth. */
function waves(random: Random): string[] {
  const swells = [1, 2, 3].map((k) => ({
    height: (1 + random.below(100) / 100) / k,
    turns: k * (1 + random.below(100) / 50),
    phase: random.below(628) / 100,
  }));
  const surface = Array.from({ length: COLUMNS }, (_, x) => {
    const angle = (x / COLUMNS) * 2 * Math.PI;
    return ROWS / 3 +
      swells.reduce((sum, { height, turns, phase }) => sum + height * Math.sin(angle * turns + phase), 0);
  });
  return Array.from({ length: ROWS }, (_, y) => {
    const line = surface.map((top) => SHADES[Math.max(0, Math.min(SHADES.length - 1, Math.ceil(y - top)))]);
    return line.join("").trimEnd();
  });
}
