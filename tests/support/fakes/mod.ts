/**
 * Fakes of the ports that tests steer. They pass the contract tests that the real adapter passes.
 *
 * @module
 */

import type { Platform } from "../../../src/platform/mod.ts";
import { FakeClock } from "./clock.ts";
import { FakeDisk, type FakeDiskOptions } from "./disk.ts";
import { FakeNetwork, type FakeNetworkOptions } from "./network.ts";
import { FakeProcess } from "./process.ts";
import { SeededRandom } from "./random.ts";

export { FakeClock } from "./clock.ts";
export { type DiskOperation, FakeDisk, type FakeDiskOptions } from "./disk.ts";
export { FakeNetwork, type FakeNetworkOptions } from "./network.ts";
export { Exited, FakeProcess } from "./process.ts";
export { SeededRandom } from "./random.ts";

/** All fakes together, under their own types. */
export interface FakePlatform extends Platform {
  readonly clock: FakeClock;
  readonly random: SeededRandom;
  readonly network: FakeNetwork;
  readonly disk: FakeDisk;
  readonly process: FakeProcess;
}

/** How {@linkcode fakePlatform} builds its parts. */
export interface FakePlatformOptions {
  /** Everything drawn at random follows from it. Default: 1. */
  readonly seed?: number;
  /** Unix time at the start, in milliseconds. */
  readonly wall?: number;
  readonly network?: Omit<FakeNetworkOptions, "clock" | "random">;
  readonly disk?: Pick<FakeDiskOptions, "capacity"> & {
    /** Makes writes take only a leading part of what they are given. */
    readonly shortWrites?: boolean;
  };
}

/** A machine of fakes that share one clock and one seed. */
export function fakePlatform(options: FakePlatformOptions = {}): FakePlatform {
  const clock = new FakeClock(options.wall);
  const random = new SeededRandom(options.seed ?? 1);
  const { shortWrites = false, ...diskOptions } = options.disk ?? {};
  const disk = new FakeDisk({ clock, ...diskOptions, ...(shortWrites ? { shortWrites: random.derive("disk") } : {}) });
  return {
    clock,
    random,
    network: new FakeNetwork({ clock, random: random.derive("network"), ...options.network }),
    disk,
    process: new FakeProcess(disk),
  };
}
