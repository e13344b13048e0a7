/** Whole files through the disk port. */

import { type Disk, DiskError } from "../../platform/mod.ts";
import { parentFolder } from "./paths.ts";

const NOTHING = "No such file or directory";

/** All bytes of a file. Throws {@linkcode DiskError}. */
export function readFile(disk: Disk, path: string): Uint8Array<ArrayBuffer> {
  const stat = disk.stat(path);
  if (stat === null) throw new DiskError("ENOENT", NOTHING);
  if (stat.isDirectory) throw new DiskError("EISDIR", "Is a directory");
  const file = disk.open(path, "read");
  try {
    // A pipe or a file of /proc tells size 0.
    let bytes = new Uint8Array(stat.size + 1);
    let length = 0;
    for (let read = -1; read !== 0; length += read) {
      if (length === bytes.length) bytes = grown(bytes);
      read = file.readSync(bytes.subarray(length));
    }
    return bytes.slice(0, length);
  } finally {
    file.close();
  }
}

/** Replaces the file at `path`, absolute, in one durable step. Throws {@linkcode DiskError}. */
export function replaceFile(disk: Disk, path: string, bytes: Uint8Array): void {
  const temporary = `${path}.tmp`;
  try {
    const file = disk.open(temporary, "write");
    try {
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
      file.syncSync();
    } finally {
      file.close();
    }
    disk.rename(temporary, path);
  } catch (error) {
    removeQuietly(disk, temporary);
    throw error;
  }
  disk.syncFolder(parentFolder(path));
}

/** What went wrong on the disk, in the system's words. Throws anything that is no {@linkcode DiskError} on. */
export function diskReason(error: unknown): string {
  if (error instanceof DiskError) return error.message;
  throw error;
}

/** The reason why `path` is no folder to work in, or `null`. */
export function folderReason(disk: Disk, path: string): string | null {
  try {
    const stat = disk.stat(path);
    if (stat === null) return NOTHING;
    return stat.isDirectory ? null : "Not a directory";
  } catch (error) {
    return diskReason(error);
  }
}

/** The error that led here is the one to tell. */
function removeQuietly(disk: Disk, path: string): void {
  try {
    disk.remove(path);
  } catch (error) {
    diskReason(error);
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(2 * bytes.length);
  larger.set(bytes);
  return larger;
}
