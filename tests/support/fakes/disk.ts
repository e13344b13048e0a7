import { posix } from "node:path";
import {
  type Clock,
  type Disk,
  DiskError,
  type DiskFile,
  type FileStat,
  type OpenMode,
} from "../../../src/platform/mod.ts";
import type { SeededRandom } from "./random.ts";

/** What {@linkcode FakeDisk.fail} can make fail. */
export type DiskOperation = "open" | "read" | "write" | "truncate" | "sync" | "rename" | "remove" | "syncFolder";

/** How a {@linkcode FakeDisk} is built. */
export interface FakeDiskOptions {
  /** Dates the files; without it they have no date. */
  readonly clock?: Clock;
  /** Bytes that all files together may hold. */
  readonly capacity?: number;
  /** Makes `writeSync` take only a leading part, of a drawn length, of what it is given. */
  readonly shortWrites?: SeededRandom;
}

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "Permission denied",
  EBADF: "Bad file descriptor",
  EINVAL: "Invalid argument",
  EIO: "Input/output error",
  EISDIR: "Is a directory",
  ENOENT: "No such file or directory",
  ENOSPC: "No space left on device",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
};

function failure(code: string): DiskError {
  return new DiskError(code, WORDS[code] ?? code);
}

/** Bytes that grow on demand. */
class Content {
  #bytes = new Uint8Array(64);
  size = 0;

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    this.#reserve(end);
    this.#bytes.set(bytes, offset);
    this.size = Math.max(this.size, end);
  }

  resize(size: number): void {
    this.#reserve(size);
    if (size < this.size) this.#bytes.fill(0, size, this.size);
    this.size = size;
  }

  view(): Uint8Array {
    return this.#bytes.subarray(0, this.size);
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(size, this.#bytes.length * 2));
    larger.set(this.view());
    this.#bytes = larger;
  }
}

/** A change that is not yet on stable storage: bytes at an offset, or a new size. */
type Change = { readonly offset: number; readonly bytes: Uint8Array } | { readonly size: number };

function apply(change: Change, content: Content): void {
  if ("size" in change) content.resize(change.size);
  else content.write(change.offset, change.bytes);
}

class FileNode {
  readonly kind = "file";
  /** What programs see. */
  readonly content = new Content();
  /** What a crash leaves. */
  #durable = new Content();
  #unsynced: Change[] = [];
  /** Changes made so far, synced or not. */
  changes = 0;
  modified: number | null = null;
  mode = 0o644;

  change(change: Change): void {
    apply(change, this.content);
    this.#unsynced.push(change);
    this.changes++;
  }

  /** Makes all changes durable up to the one with the given number. */
  sync(upTo = this.changes): void {
    const count = this.#unsynced.length - (this.changes - upTo);
    for (const change of this.#unsynced.splice(0, Math.max(count, 0))) apply(change, this.#durable);
  }

  /** The file after a crash: what was synced and, where `luck` is given, a drawn part of what was not, its last write torn. */
  afterCrash(luck: SeededRandom | undefined): FileNode {
    const survivor = new FileNode();
    survivor.mode = this.mode;
    survivor.modified = this.modified;
    survivor.content.write(0, this.#durable.view());
    if (luck !== undefined && this.#unsynced.length > 0) {
      const kept = luck.below(this.#unsynced.length + 1);
      for (const change of this.#unsynced.slice(0, kept)) apply(change, survivor.content);
      const torn = this.#unsynced[kept];
      if (torn !== undefined && "bytes" in torn) {
        apply(
          { offset: torn.offset, bytes: torn.bytes.subarray(0, luck.below(torn.bytes.length + 1)) },
          survivor.content,
        );
      }
    }
    survivor.#durable.write(0, survivor.content.view());
    return survivor;
  }
}

class FolderNode {
  readonly kind = "folder";
  mode = 0o755;
}

type Node = FileNode | FolderNode;

/** A disk in memory that knows what would survive a power failure. Permission bits are kept and not enforced. */
export class FakeDisk implements Disk {
  /** Relative paths are seen from here. */
  workingFolder = "/";
  readonly options: FakeDiskOptions;
  /** Bytes that all files together may hold; tests change it to fill the disk up. */
  capacity: number;
  #entries = new Map<string, Node>([["/", new FolderNode()]]);
  #durableEntries = new Map<string, Node>(this.#entries);
  readonly #failures = new Map<DiskOperation, { readonly code: string; times: number }>();
  /** Counts crashes; files that were open in an earlier one are gone. */
  #epoch = 0;

  constructor(options: FakeDiskOptions = {}) {
    this.options = options;
    this.capacity = options.capacity ?? Infinity;
  }

  open(path: string, mode: OpenMode): DiskFile {
    this.check("open");
    const full = this.resolve(path);
    let node = this.#find(full);
    if (node?.kind === "folder") throw failure("EISDIR");
    if (node === null) {
      if (mode === "read" || mode === "update") throw failure("ENOENT");
      node = new FileNode();
      node.modified = this.date();
      this.#entries.set(full, node);
    } else if (mode === "write") {
      node.change({ size: 0 });
    }
    return new FakeFile(this, node, mode);
  }

  stat(path: string): FileStat | null {
    const node = this.#entries.get(this.resolve(path));
    if (node === undefined) return null;
    return node.kind === "folder"
      ? { isFile: false, isDirectory: true, size: 0, modified: null }
      : { isFile: true, isDirectory: false, size: node.content.size, modified: node.modified };
  }

  list(path: string): string[] {
    const full = this.#folder(path);
    return [...this.#entries.keys()].filter((entry) => entry !== full && posix.dirname(entry) === full)
      .map((entry) => posix.basename(entry));
  }

  makeFolder(path: string): void {
    const full = this.resolve(path);
    const node = this.#entries.get(full);
    if (node?.kind === "folder") return;
    if (node !== undefined) throw failure("ENOTDIR");
    this.makeFolder(posix.dirname(full));
    this.#entries.set(full, new FolderNode());
  }

  rename(from: string, to: string): void {
    this.check("rename");
    const [source, target] = [this.resolve(from), this.resolve(to)];
    const node = this.#find(source);
    if (node === null) throw failure("ENOENT");
    const replaced = this.#find(target);
    if (source === target) return;
    if (replaced !== null && replaced.kind !== node.kind) throw failure(node.kind === "file" ? "EISDIR" : "ENOTDIR");
    if (replaced?.kind === "folder" && this.list(target).length > 0) throw failure("ENOTEMPTY");
    if (target.startsWith(`${source}/`)) throw failure("EINVAL");
    for (const [path, moved] of [...this.#entries]) {
      if (path !== source && !path.startsWith(`${source}/`)) continue;
      this.#entries.delete(path);
      this.#entries.set(target + path.slice(source.length), moved);
    }
  }

  remove(path: string): void {
    this.check("remove");
    const full = this.resolve(path);
    if (this.#entries.get(full)?.kind === "folder") throw failure("EISDIR");
    this.#entries.delete(full);
  }

  setMode(path: string, mode: number): void {
    const node = this.#find(this.resolve(path));
    if (node === null) throw failure("ENOENT");
    node.mode = mode;
  }

  syncFolder(path: string): void {
    this.check("syncFolder");
    this.#syncEntries(this.#folder(path));
  }

  resolve(path: string): string {
    return posix.resolve(this.workingFolder, path);
  }

  // What tests do to it.

  /** Makes the next `times` calls of an operation fail with the errno named `code`. */
  fail(operation: DiskOperation, code: string, times = 1): void {
    this.#failures.set(operation, { code, times });
  }

  /** Takes back all {@linkcode fail}. */
  heal(): void {
    this.#failures.clear();
  }

  /**
   * Power failure: all that was not synced is forgotten, contents as well as names. With `luck`, a drawn part of it happens to have reached the
   * disk, and the last such write may be torn. Open files fail from now on.
   */
  crash(luck?: SeededRandom): void {
    this.#epoch++;
    if (luck !== undefined) {
      for (const [path, node] of this.#entries) {
        if (node.kind === "folder" && luck.chance(0.5)) this.#syncEntries(path);
      }
    }
    const survivors = new Map<Node, Node>();
    this.#entries = new Map();
    for (const [path, node] of [...this.#durableEntries].sort(([one], [other]) => one < other ? -1 : 1)) {
      // A name in a folder that is itself lost is lost with it.
      if (path !== "/" && !this.#entries.has(posix.dirname(path))) continue;
      const survivor = survivors.get(node) ?? (node.kind === "file" ? node.afterCrash(luck) : node);
      survivors.set(node, survivor);
      this.#entries.set(path, survivor);
    }
    this.#durableEntries = new Map(this.#entries);
  }

  /** A copy of a file's bytes. */
  bytes(path: string): Uint8Array {
    const node = this.#find(this.resolve(path));
    if (node?.kind !== "file") throw failure(node === null ? "ENOENT" : "EISDIR");
    return node.content.view().slice();
  }

  /** Puts a durable file, and the folders it needs, where there may be one already. */
  put(path: string, bytes: Uint8Array): void {
    const full = this.resolve(path);
    this.makeFolder(posix.dirname(full));
    const node = new FileNode();
    node.change({ offset: 0, bytes: bytes.slice() });
    node.sync();
    node.modified = this.date();
    this.#entries.set(full, node);
    for (let folder = posix.dirname(full);; folder = posix.dirname(folder)) {
      this.#syncEntries(folder);
      if (folder === "/") return;
    }
  }

  /** Permission bits as {@linkcode setMode} left them. */
  mode(path: string): number | null {
    return this.#entries.get(this.resolve(path))?.mode ?? null;
  }

  // For its files.

  get epoch(): number {
    return this.#epoch;
  }

  /** Bytes that still fit. */
  get free(): number {
    let used = 0;
    for (const node of new Set(this.#entries.values())) if (node.kind === "file") used += node.content.size;
    return this.capacity - used;
  }

  /** Throws where a test has asked for this operation to fail. */
  check(operation: DiskOperation): void {
    const planned = this.#failures.get(operation);
    if (planned === undefined) return;
    if (--planned.times <= 0) this.#failures.delete(operation);
    throw failure(planned.code);
  }

  date(): number | null {
    return this.options.clock?.now() ?? null;
  }

  /** The node at a resolved path, `null` where there is none but its folder. */
  #find(full: string): Node | null {
    const node = this.#entries.get(full);
    if (node !== undefined) return node;
    const parent = this.#entries.get(posix.dirname(full));
    if (parent === undefined) throw failure("ENOENT");
    if (parent.kind === "file") throw failure("ENOTDIR");
    return null;
  }

  #folder(path: string): string {
    const full = this.resolve(path);
    const node = this.#find(full);
    if (node === null) throw failure("ENOENT");
    if (node.kind === "file") throw failure("ENOTDIR");
    return full;
  }

  #syncEntries(folder: string): void {
    const isInside = (path: string) => path !== folder && posix.dirname(path) === folder;
    for (const path of [...this.#durableEntries.keys()]) if (isInside(path)) this.#durableEntries.delete(path);
    for (const [path, node] of this.#entries) if (isInside(path)) this.#durableEntries.set(path, node);
  }
}

class FakeFile implements DiskFile {
  readonly #disk: FakeDisk;
  readonly #node: FileNode;
  readonly #mode: OpenMode;
  readonly #epoch: number;
  #position = 0;
  #closed = false;

  constructor(disk: FakeDisk, node: FileNode, mode: OpenMode) {
    this.#disk = disk;
    this.#node = node;
    this.#mode = mode;
    this.#epoch = disk.epoch;
  }

  readSync(into: Uint8Array): number {
    this.#use();
    this.#disk.check("read");
    if (this.#mode === "write" || this.#mode === "append") throw failure("EBADF");
    const found = this.#node.content.view().subarray(this.#position, this.#position + into.length);
    into.set(found);
    this.#position += found.length;
    return found.length;
  }

  writeSync(bytes: Uint8Array): number {
    this.#use();
    this.#disk.check("write");
    if (this.#mode === "read") throw failure("EBADF");
    const { content } = this.#node;
    const offset = this.#mode === "append" ? content.size : this.#position;
    const fitting = Math.min(bytes.length, content.size - offset + this.#disk.free);
    if (fitting <= 0 && bytes.length > 0) throw failure("ENOSPC");
    const luck = this.#disk.options.shortWrites;
    const count = luck === undefined || fitting < 2 ? fitting : luck.between(1, fitting);
    this.#node.change({ offset, bytes: bytes.slice(0, count) });
    this.#node.modified = this.#disk.date();
    this.#position = offset + count;
    return count;
  }

  seekSync(offset: number): void {
    this.#use();
    if (offset < 0) throw failure("EINVAL");
    this.#position = offset;
  }

  truncateSync(size: number): void {
    this.#use();
    this.#disk.check("truncate");
    if (this.#mode === "read") throw failure("EINVAL");
    if (size - this.#node.content.size > this.#disk.free) throw failure("ENOSPC");
    this.#node.change({ size });
    this.#node.modified = this.#disk.date();
  }

  async sync(): Promise<void> {
    this.#use();
    const changes = this.#node.changes;
    await Promise.resolve();
    // Fails, as it would, where the disk crashed in between.
    this.#use();
    this.#disk.check("sync");
    this.#node.sync(changes);
  }

  syncSync(): void {
    this.#use();
    this.#disk.check("sync");
    this.#node.sync();
  }

  close(): void {
    this.#closed = true;
  }

  #use(): void {
    if (this.#closed) throw failure("EBADF");
    if (this.#epoch !== this.#disk.epoch) throw failure("EIO");
  }
}
