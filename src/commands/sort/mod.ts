import type { CommandSpec } from "../../engine/mod.ts";
import { sort, sortRo } from "./sort.ts";

/** The commands that sort the elements of a key. */
export const sorting: readonly CommandSpec[] = [sort, sortRo];
