/** What Linux tells of a process under `/proc`. */

/** Processor time in microseconds. */
export interface Cpu {
  readonly user: number;
  readonly system: number;
}

/** `/proc/PID/stat` counts in ticks of 1/100 s on every Linux. */
const TICK = 10_000;

/** Processor time that a process has used so far, all its threads together. */
export function cpuOf(pid: number): Cpu {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // proc(5): the name in brackets may hold spaces; user and system time are the 12th and 13th fields after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { user: Number(fields[11]) * TICK, system: Number(fields[12]) * TICK };
}

/** Processor time per operation between two readings. */
export function cpuPerOperation(before: Cpu, after: Cpu, operations: number): Cpu {
  return {
    user: (after.user - before.user) / operations,
    system: (after.system - before.system) / operations,
  };
}

/** User and system time together. */
export function total({ user, system }: Cpu): number {
  return user + system;
}

/** Bytes of a process that are in memory. */
export function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]) * 1024;
}

/**
 * Milliseconds that a thread was ready to run and had to wait for a processor, so far: `self` is the calling thread, a number the first thread of
 * that process. 0 where the kernel does not count.
 */
export function processorWait(thread: number | "self"): number {
  try {
    const path = thread === "self" ? "/proc/thread-self/schedstat" : `/proc/${thread}/schedstat`;
    return Number(Deno.readTextFileSync(path).split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Most files that this process may have open. */
export function openFilesLimit(): number {
  return Number(/^Max open files\s+(\d+)/m.exec(Deno.readTextFileSync("/proc/self/limits"))?.[1] ?? Infinity);
}

/** The processor's name, how many there are, the machine's memory and its kernel. */
export function describeMachine(): string {
  const model = /^model name\s*: (.*)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1] ?? Deno.build.arch;
  const gigabytes = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  return `${navigator.hardwareConcurrency} x ${model}, ${gigabytes} GB, Linux ${Deno.osRelease()}`;
}
