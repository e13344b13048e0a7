/** Shows what the process port does to its process. */
import { denoPlatform } from "../../../src/platform/deno.ts";
import { DiskError } from "../../../src/platform/mod.ts";

const { disk, process } = denoPlatform();
const input = await process.readStandardInput();
process.print(`read ${input.length}\n`);
process.setWorkingFolder("/");
process.print(`in ${process.workingFolder()} ${disk.resolve("a")}\n`);
try {
  process.setWorkingFolder("/no/such/folder");
} catch (error) {
  process.print(`${error instanceof DiskError ? error.code : error}\n`);
}
process.print(`open files ${process.system.maxOpenFiles}\n`);
process.print("x".repeat(300_000) + "\n");
process.printError("an error\n");
process.onSignal("SIGUSR1", () => {
  process.print("signal\n");
  process.exit(3);
});
process.print("ready\n");
Deno.kill(process.pid, "SIGUSR1");
setTimeout(() => process.exit(4), 10_000);
