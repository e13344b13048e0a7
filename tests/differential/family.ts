import type { Command, Draw } from "./values.ts";

/** Random commands of one kind, each with how often it is drawn in relation to the others of its family. */
export type Family = readonly (readonly [weight: number, generate: (draw: Draw) => Command])[];
