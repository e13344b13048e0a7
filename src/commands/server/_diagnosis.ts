import { fragmentationOf, type MemoryReport } from "../../engine/mod.ts";

const MB = 1024 * 1024;
/** Below this, ratios say nothing. */
const TOO_LITTLE = 5 * MB;
const BIG_CLIENT = 200 * 1024;

/** What MEMORY DOCTOR has to say, a line each. */
export function diagnose(report: MemoryReport, clients: number, pendingFrees: number): string[] {
  if (report.used < TOO_LITTLE) return ["There is too little data here to find problems with its memory."];
  const { allocator, process } = fragmentationOf(report);
  const findings: string[] = [];
  if (report.peak > report.used * 1.5) {
    findings.push(
      `* Peak: ${megabytes(report.peak)} were in use at one time, ${megabytes(report.used)} are now. ` +
        "Slabs that have emptied have gone back to the system.",
    );
  }
  if (allocator.ratio > 1.4 && allocator.bytes > 10 * MB + SLAB) {
    findings.push(
      `* Fragmentation: records fill ${megabytes(report.arenaUsed)} of ${megabytes(report.arenaReserved)} in slabs. ` +
        "Many keys were removed or changed their size; new ones will use the room.",
    );
  }
  if (process.bytes > Math.max(report.arenaReserved, 256 * MB)) {
    findings.push(
      `* Process: it takes ${megabytes(process.bytes)} besides the slabs, of it ${megabytes(report.heapTotal)} of ` +
        "JavaScript heap. Large values and the buffers of clients live there; CLIENT LIST shows the latter.",
    );
  }
  if (clients > 0 && report.clients / clients > BIG_CLIENT) {
    findings.push(
      `* Clients: their buffers take ${megabytes(report.clients)}, over 200 KB each on average. ` +
        "Look in CLIENT LIST for those that do not read their replies or send very large requests.",
    );
  }
  if (pendingFrees > 0) {
    findings.push(
      `* Deleted data: ${pendingFrees} keys and elements of collections are still being freed in the background.`,
    );
  }
  return findings.length > 0 ? findings : ["No problems with memory found."];
}

/** The slab that is being filled is no fragmentation; bytes. */
const SLAB = 16 * MB;

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
