import { assertEquals, assertMatch } from "@std/assert";
import { fakePlatform } from "../../tests/support/fakes/mod.ts";
import { Log } from "./log.ts";

Deno.test("a line has process, role, local time, sign and message", () => {
  const platform = fakePlatform({ wall: new Date(2026, 10, 2, 3, 4, 5, 6).getTime() });
  const log = new Log(platform, "");
  log.write("warning", "one");
  log.role = "M";
  log.write("notice", "two");
  log.write("verbose", "too fine");
  assertEquals(
    platform.process.output,
    "4242:C 02 Nov 2026 03:04:05.006 # one\n4242:M 02 Nov 2026 03:04:05.006 * two\n",
  );
});

Deno.test("the threshold drops what matters less", () => {
  const signs = (threshold: Log["threshold"]) => {
    const platform = fakePlatform();
    const log = new Log(platform, "");
    log.threshold = threshold;
    for (const level of ["debug", "verbose", "notice", "warning"] as const) log.write(level, "x");
    log.writeRaw("raw");
    return platform.process.output.replace(/\d+:C .*\d (.) x\n/g, "$1");
  };
  assertEquals(["debug", "verbose", "notice", "warning", "nothing"].map((each) => signs(each as Log["threshold"])), [
    ".-*#raw",
    "-*#raw",
    "*#raw",
    "#",
    "",
  ]);
});

Deno.test("a file is opened for each line, and what cannot be written is dropped", () => {
  const platform = fakePlatform({ disk: { capacity: 200, shortWrites: true } });
  platform.disk.makeFolder("/logs");
  const log = new Log(platform, "/logs/a");
  log.write("notice", "one");
  platform.disk.rename("/logs/a", "/logs/b");
  log.writeFromSignal("two");
  const text = (path: string) => {
    const bytes = new Uint8Array(200);
    const file = platform.disk.open(path, "read");
    let length = 0;
    for (let count = -1; count !== 0; length += count) count = file.readSync(bytes.subarray(length));
    file.close();
    return new TextDecoder().decode(bytes.subarray(0, length));
  };
  assertMatch(text("/logs/b"), / \* one\n$/);
  assertMatch(text("/logs/a"), /^4242:signal-handler \(\d+\) two\n$/);
  log.write("notice", "x".repeat(500));
  assertEquals(platform.process.output, "");
});
