/** Uses up its descriptors with a connection waiting, and accepts it once one is free again. */
import { denoPlatform } from "../../../src/platform/deno.ts";
import { OutOfDescriptors } from "../../../src/platform/mod.ts";

const { network, process } = denoPlatform();
const listener = network.listen({ transport: "tcp", hostname: "127.0.0.1", port: 0 }, 16);
const client = await network.connect(listener.address);
const files: Deno.FsFile[] = [];
try {
  for (;;) files.push(Deno.openSync("/dev/null"));
} catch {
  // All are in use now.
}
await listener.accept().catch((error) => {
  process.print(error instanceof OutOfDescriptors ? "OutOfDescriptors\n" : `${error}\n`);
});
for (const file of files) file.close();
(await listener.accept()).close();
process.print("accepted\n");
client.close();
listener.close();
