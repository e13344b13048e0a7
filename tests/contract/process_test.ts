import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { denoPlatform } from "../../src/platform/deno.ts";
import { DiskError, type Process } from "../../src/platform/mod.ts";
import { Exited, fakePlatform } from "../support/fakes/mod.ts";
import { runChild } from "./children/run.ts";

const implementations: readonly [string, () => Process][] = [
  ["deno", () => denoPlatform().process],
  ["fake", () => fakePlatform().process],
];

for (const [name, make] of implementations) {
  Deno.test(`${name} process: says who and where it is`, () => {
    const { pid, executable, system } = make();
    assert(Number.isInteger(pid) && pid > 0);
    assertMatch(executable, /^\//);
    assertMatch(system.name, /^\S+ \S+ \S+$/);
    assertMatch(system.runtime, /^\S+ \d+\.\d+/);
    assert(system.cores >= 1);
    assert(system.totalMemory >= 0);
    assert(Number.isInteger(system.maxOpenFiles) && system.maxOpenFiles >= 0);
  });

  Deno.test(`${name} process: tells its memory and CPU time`, () => {
    const process = make();
    const { resident, heapUsed, heapTotal, external } = process.memory();
    assert(resident > 0 && heapUsed > 0 && heapTotal >= heapUsed && external >= 0);
    const before = process.cpu();
    const after = process.cpu();
    assert(before.user >= 0 && before.user < 3600);
    assert(after.user >= before.user && after.system >= before.system);
  });

  Deno.test(`${name} process: has an environment and a working folder`, () => {
    const process = make();
    for (const value of Object.values(process.environment())) assertEquals(typeof value, "string");
    assertMatch(process.workingFolder(), /^\//);
    const error = assertThrows(() => process.setWorkingFolder("/no/such/folder"), DiskError);
    assertEquals(error.code, "ENOENT");
  });
}

Deno.test("deno process: figures are those of this machine", () => {
  const { pid, environment, memory } = denoPlatform().process;
  assertEquals(pid, Deno.pid);
  assertEquals(environment()["PATH"], Deno.env.get("PATH"));
  assert(memory().resident > 10e6);
});

Deno.test("deno process: prints, reads, changes folder, takes signals and exits", async () => {
  const input = "configuration\n".repeat(10_000);
  const { code, output, errorOutput } = await runChild("process.ts", { input, openFiles: 321 });
  const lines = output.split("\n");
  assertEquals(lines.slice(0, 4), [`read ${input.length}`, "in / /a", "ENOENT", "open files 321"]);
  assertEquals(lines.slice(4).map((line) => line.length > 99 ? line.length : line), [300_000, "ready", "signal", ""]);
  assertEquals([code, errorOutput], [3, "an error\n"]);
});

Deno.test("fake process: records what it is asked to do", async () => {
  const { process, disk } = fakePlatform();
  process.print("a");
  process.print("b");
  process.printError("c");
  assertEquals([process.output, process.errorOutput], ["ab", "c"]);
  process.standardInput = new Uint8Array([1]);
  assertEquals(await process.readStandardInput(), new Uint8Array([1]));
  disk.makeFolder("/data");
  process.setWorkingFolder("/data");
  assertEquals([process.workingFolder(), disk.resolve("x")], ["/data", "/data/x"]);
  let signals = 0;
  process.onSignal("SIGTERM", () => signals++);
  assertEquals([process.signal("SIGTERM"), process.signal("SIGINT"), signals], [true, false, 1]);
  assertEquals(assertThrows(() => process.exit(3), Exited).code, 3);
  assertEquals(process.exitCode, 3);
});
