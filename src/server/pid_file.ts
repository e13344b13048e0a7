import type { Platform } from "../platform/mod.ts";
import type { Log } from "./log.ts";

/** Writes the process's id to the file at `path`, if there is one to write. Returns the file's absolute path, empty if none was written. */
export function writePidFile({ disk, process }: Platform, path: string, log: Log): string {
  if (path === "") return "";
  const absolute = disk.resolve(path);
  try {
    const file = disk.open(absolute, "write");
    file.writeSync(new TextEncoder().encode(`${process.pid}\n`));
    file.close();
    return absolute;
  } catch (error) {
    log.write("notice", `Failed to write PID file: ${error instanceof Error ? error.message : error}`);
    return "";
  }
}

/** Removes what {@linkcode writePidFile} wrote. */
export function removePidFile({ disk }: Platform, path: string): void {
  try {
    disk.remove(path);
  } catch {
    // Whoever took it away has done the work.
  }
}
