import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { denoPlatform } from "../../src/platform/deno.ts";
import { type Disk, DiskError, type DiskFile, type OpenMode } from "../../src/platform/mod.ts";
import { FakeClock, FakeDisk, SeededRandom } from "../support/fakes/mod.ts";

type Use = (disk: Disk, folder: string) => Promise<void> | void;

/** Each runs `use` with a disk and an empty folder on it. */
const implementations: readonly [string, (use: Use) => Promise<void>][] = [
  ["deno", async (use) => {
    const folder = await Deno.makeTempDir();
    try {
      await use(denoPlatform().disk, folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }],
  ["fake", async (use) => {
    const disk = new FakeDisk({ clock: new FakeClock() });
    disk.makeFolder("/data");
    await use(disk, "/data");
  }],
  ["fake with short writes", async (use) => {
    const disk = new FakeDisk({ clock: new FakeClock(), shortWrites: new SeededRandom(1) });
    disk.makeFolder("/data");
    await use(disk, "/data");
  }],
];

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function writeAll(file: DiskFile, text: string): void {
  for (let bytes = encoder.encode(text); bytes.length > 0;) bytes = bytes.subarray(file.writeSync(bytes));
}

function readAll(file: DiskFile): string {
  let text = "";
  const into = new Uint8Array(5);
  for (let count; (count = file.readSync(into)) > 0;) text += decoder.decode(into.subarray(0, count));
  return text;
}

function withFile<T>(disk: Disk, path: string, mode: OpenMode, use: (file: DiskFile) => T): T {
  const file = disk.open(path, mode);
  try {
    return use(file);
  } finally {
    file.close();
  }
}

function save(disk: Disk, path: string, text: string, mode: OpenMode = "write"): void {
  withFile(disk, path, mode, (file) => writeAll(file, text));
}

function load(disk: Disk, path: string): string {
  return withFile(disk, path, "read", readAll);
}

function assertFails(operation: () => unknown, code: string): void {
  const error = assertThrows(operation, DiskError);
  assertEquals(error.code, code);
  assert(!error.message.includes("os error"), error.message);
}

for (const [name, run] of implementations) {
  Deno.test(`${name} disk: write empties, append goes on, update changes in place`, () =>
    run((disk, folder) => {
      const path = `${folder}/file`;
      save(disk, path, "something long");
      save(disk, path, "hello");
      assertEquals(load(disk, path), "hello");
      save(disk, path, " world", "append");
      assertEquals(load(disk, path), "hello world");
      save(disk, path, "J", "update");
      assertEquals(load(disk, path), "Jello world");
      save(disk, `${folder}/log`, "new", "append");
      assertEquals(load(disk, `${folder}/log`), "new");
    }));

  Deno.test(`${name} disk: read and update need a file, and no mode opens what it cannot`, () =>
    run((disk, folder) => {
      for (const mode of ["read", "update"] as const) assertFails(() => disk.open(`${folder}/none`, mode), "ENOENT");
      for (const mode of ["write", "append"] as const) {
        assertFails(() => disk.open(`${folder}/none/file`, mode), "ENOENT");
        assertFails(() => disk.open(folder, mode), "EISDIR");
      }
      save(disk, `${folder}/file`, "x");
      assertFails(() => disk.open(`${folder}/file/under`, "write"), "ENOTDIR");
    }));

  Deno.test(`${name} disk: seek and truncate`, () =>
    run((disk, folder) => {
      const path = `${folder}/file`;
      save(disk, path, "0123456789");
      withFile(disk, path, "update", (file) => {
        file.seekSync(4);
        assertEquals(readAll(file), "456789");
        file.truncateSync(6);
        file.seekSync(5);
        writeAll(file, "ab");
        file.truncateSync(9);
        file.seekSync(0);
        assertEquals(readAll(file), "01234ab\0\0");
      });
      save(disk, path, "!", "append");
      assertEquals(load(disk, path), "01234ab\0\0!");
      withFile(disk, path, "append", (file) => {
        file.truncateSync(3);
        writeAll(file, "end");
      });
      assertEquals(load(disk, path), "012end");
      withFile(disk, path, "update", (file) => {
        file.seekSync(8);
        writeAll(file, "far");
      });
      assertEquals(load(disk, path), "012end\0\0far");
    }));

  Deno.test(`${name} disk: a file is only what it was opened for`, () =>
    run((disk, folder) => {
      const path = `${folder}/file`;
      save(disk, path, "x");
      withFile(disk, path, "read", (file) => assertFails(() => file.writeSync(new Uint8Array(1)), "EBADF"));
      withFile(disk, path, "append", (file) => assertFails(() => file.readSync(new Uint8Array(1)), "EBADF"));
      const closed = disk.open(path, "update");
      closed.close();
      closed.close();
      assertFails(() => closed.writeSync(new Uint8Array(1)), "EBADF");
    }));

  Deno.test(`${name} disk: sync, waiting or not`, () =>
    run(async (disk, folder) => {
      const file = disk.open(`${folder}/file`, "write");
      writeAll(file, "x");
      await file.sync();
      writeAll(file, "y");
      file.syncSync();
      file.close();
      assertEquals((await assertRejects(() => file.sync(), DiskError)).code, "EBADF");
      disk.syncFolder(folder);
      assertEquals(load(disk, `${folder}/file`), "xy");
      assertFails(() => disk.syncFolder(`${folder}/none`), "ENOENT");
    }));

  Deno.test(`${name} disk: stat and list`, () =>
    run((disk, folder) => {
      disk.makeFolder(`${folder}/a/b`);
      disk.makeFolder(`${folder}/a/b`);
      save(disk, `${folder}/a/file`, "12345");
      const found = disk.stat(`${folder}/a/file`);
      assertEquals([found?.isFile, found?.isDirectory, found?.size], [true, false, 5]);
      assert(found!.modified! > Date.UTC(2020, 0));
      assertEquals([disk.stat(folder)?.isFile, disk.stat(folder)?.isDirectory], [false, true]);
      assertEquals(disk.stat(`${folder}/none`), null);
      assertEquals(disk.stat(`${folder}/a/file/under`), null);
      assertEquals(disk.list(`${folder}/a`).sort(), ["b", "file"]);
      assertEquals(disk.list(`${folder}/a/b`), []);
      assertFails(() => disk.list(`${folder}/none`), "ENOENT");
      assertFails(() => disk.list(`${folder}/a/file`), "ENOTDIR");
      assertFails(() => disk.makeFolder(`${folder}/a/file/under`), "ENOTDIR");
    }));

  Deno.test(`${name} disk: rename replaces, and an open file stays itself`, () =>
    run((disk, folder) => {
      save(disk, `${folder}/old`, "old");
      save(disk, `${folder}/new`, "new");
      withFile(disk, `${folder}/old`, "read", (file) => {
        disk.rename(`${folder}/new`, `${folder}/old`);
        assertEquals(readAll(file), "old");
      });
      assertEquals([load(disk, `${folder}/old`), disk.stat(`${folder}/new`)], ["new", null]);
      assertFails(() => disk.rename(`${folder}/none`, `${folder}/old`), "ENOENT");
      assertFails(() => disk.rename(`${folder}/old`, `${folder}/none/old`), "ENOENT");
      disk.makeFolder(`${folder}/one/inner`);
      save(disk, `${folder}/one/inner/file`, "x");
      disk.rename(`${folder}/one`, `${folder}/two`);
      assertEquals(load(disk, `${folder}/two/inner/file`), "x");
      assertFails(() => disk.rename(`${folder}/old`, `${folder}/two`), "EISDIR");
    }));

  Deno.test(`${name} disk: remove takes files only, and minds nothing that is not there`, () =>
    run((disk, folder) => {
      save(disk, `${folder}/file`, "x");
      disk.remove(`${folder}/file`);
      disk.remove(`${folder}/file`);
      disk.remove(`${folder}/none/file`);
      assertEquals(disk.stat(`${folder}/file`), null);
      assertFails(() => disk.remove(folder), "EISDIR");
    }));

  Deno.test(`${name} disk: setMode and resolve`, () =>
    run((disk, folder) => {
      save(disk, `${folder}/file`, "x");
      disk.setMode(`${folder}/file`, 0o600);
      assertFails(() => disk.setMode(`${folder}/none`, 0o600), "ENOENT");
      assertEquals(disk.resolve(`${folder}/a/../b`), `${folder}/b`);
      assertEquals(disk.resolve("x"), disk.resolve("./x"));
      assert(disk.resolve("x").startsWith("/"));
    }));
}

Deno.test("deno disk: setMode sets the bits, and a full device is ENOSPC", async () => {
  const { disk } = denoPlatform();
  const path = await Deno.makeTempFile();
  try {
    disk.setMode(path, 0o640);
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o640);
  } finally {
    await Deno.remove(path);
  }
  if (Deno.build.os === "linux") {
    withFile(disk, "/dev/full", "write", (file) => assertFails(() => file.writeSync(new Uint8Array(1)), "ENOSPC"));
  }
});

Deno.test("fake disk: a crash forgets contents and names that were not synced", () => {
  const disk = new FakeDisk();
  disk.put("/data/kept", encoder.encode("kept"));
  const log = disk.open("/data/kept", "append");
  writeAll(log, " synced");
  log.syncSync();
  writeAll(log, " lost");
  save(disk, "/data/nameless", "content");
  const nameless = disk.open("/data/nameless", "update");
  nameless.syncSync();
  disk.makeFolder("/data/folder");
  disk.crash();
  assertEquals(decoder.decode(disk.bytes("/data/kept")), "kept synced");
  assertEquals(disk.list("/data"), ["kept"]);
  assertFails(() => log.writeSync(new Uint8Array(1)), "EIO");
});

Deno.test("fake disk: a rename lasts once its folder is synced", () => {
  const replace = (disk: FakeDisk) => {
    disk.put("/data/file", encoder.encode("old"));
    withFile(disk, "/data/temporary", "write", (file) => {
      writeAll(file, "new");
      file.syncSync();
    });
    disk.rename("/data/temporary", "/data/file");
  };
  const early = new FakeDisk();
  replace(early);
  assertEquals(load(early, "/data/file"), "new");
  early.crash();
  assertEquals([load(early, "/data/file"), early.list("/data")], ["old", ["file"]]);
  const late = new FakeDisk();
  replace(late);
  late.syncFolder("/data");
  late.crash();
  assertEquals([load(late, "/data/file"), late.list("/data")], ["new", ["file"]]);
});

Deno.test("fake disk: with luck, a crash keeps a leading part and tears the last write, as the seed says", () => {
  const outcomes = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    const crash = () => {
      const disk = new FakeDisk();
      disk.put("/log", encoder.encode("0"));
      withFile(disk, "/log", "append", (file) => ["12", "34"].forEach((part) => writeAll(file, part)));
      disk.crash(new SeededRandom(seed));
      return load(disk, "/log");
    };
    const outcome = crash();
    assertEquals(crash(), outcome);
    outcomes.add(outcome);
  }
  assertEquals([...outcomes].sort(), ["0", "01", "012", "0123", "01234"]);
});

Deno.test("fake disk: sync makes durable what was written before it was called", async () => {
  const disk = new FakeDisk();
  disk.put("/log", new Uint8Array());
  const log = disk.open("/log", "append");
  writeAll(log, "before");
  const syncing = log.sync();
  writeAll(log, " after");
  await syncing;
  disk.crash();
  assertEquals(load(disk, "/log"), "before");
});

Deno.test("fake disk: a full disk takes what fits and then refuses", () => {
  const disk = new FakeDisk({ capacity: 10 });
  const file = disk.open("/file", "write");
  assertEquals(file.writeSync(new Uint8Array(8)), 8);
  assertEquals(file.writeSync(new Uint8Array(8)), 2);
  assertFails(() => file.writeSync(new Uint8Array(1)), "ENOSPC");
  assertFails(() => file.truncateSync(11), "ENOSPC");
  file.seekSync(0);
  assertEquals(file.writeSync(new Uint8Array(10)), 10);
  disk.capacity = 11;
  assertEquals(file.writeSync(new Uint8Array(8)), 1);
});

Deno.test("fake disk: operations fail as often as asked", async () => {
  const disk = new FakeDisk();
  const file = disk.open("/file", "write");
  disk.fail("write", "EIO", 2);
  for (let time = 0; time < 2; time++) assertFails(() => file.writeSync(new Uint8Array(1)), "EIO");
  assertEquals(file.writeSync(new Uint8Array(1)), 1);
  disk.fail("sync", "EIO", Infinity);
  assertFails(() => file.syncSync(), "EIO");
  assertEquals((await assertRejects(() => file.sync(), DiskError)).code, "EIO");
  disk.fail("rename", "EACCES");
  assertFails(() => disk.rename("/file", "/other"), "EACCES");
  disk.heal();
  file.syncSync();
});
