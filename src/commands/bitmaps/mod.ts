import type { CommandSpec } from "../../engine/mod.ts";
import { getbit, setbit } from "./bits.ts";
import { bitfield, bitfieldRo } from "./fields.ts";
import { bitop } from "./operations.ts";
import { bitcount, bitpos } from "./ranges.ts";

/** The commands on strings as arrays of bits. */
export const bitmaps: readonly CommandSpec[] = [bitcount, bitfield, bitfieldRo, bitop, bitpos, getbit, setbit];
