/** Memory in bytes, exact but for what the runtime reports. */
export interface MemoryReport {
  /** All that the data, its index and the clients take. */
  readonly used: number;
  readonly peak: number;
  /** `used` when the server had started. */
  readonly startup: number;
  /** Of `used`: index and clients. */
  readonly overhead: number;
  /** Of `used`: records, and buffers of long keys and values. */
  readonly dataset: number;
  /** Of `used`: buffers of clients. */
  readonly clients: number;
  /** Resident set of the process. */
  readonly resident: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  /** Slabs taken from the system for records, and what of them records use. */
  readonly arenaReserved: number;
  readonly arenaUsed: number;
}

/** How much more one amount is than another. */
export interface Excess {
  readonly ratio: number;
  readonly bytes: number;
}

/** How much more memory each layer holds than the one above it asked for, under the names that Redis gives them. */
export interface Fragmentation {
  /** Slabs against records. */
  readonly allocator: Excess;
  /** Resident slabs against slabs; the runtime does not tell them apart. */
  readonly allocatorRss: Excess;
  /** The process against slabs. */
  readonly process: Excess;
  /** The process against all that is in use. */
  readonly total: Excess;
}

/** The fragmentation that a report shows. */
export function fragmentationOf({ arenaReserved, arenaUsed, resident, used }: MemoryReport): Fragmentation {
  return {
    allocator: excess(arenaReserved, arenaUsed),
    allocatorRss: excess(arenaReserved, arenaReserved),
    process: excess(resident, arenaReserved),
    total: excess(resident, used),
  };
}

/** `dataset` in percent of what has come since the start. */
export function datasetPercent({ dataset, startup, used }: MemoryReport): number {
  return used > startup ? (Math.min(dataset, used - startup) * 100) / (used - startup) : 0;
}

function excess(held: number, wanted: number): Excess {
  return { ratio: wanted === 0 ? 1 : held / wanted, bytes: held - wanted };
}
