import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Expected, ping } from "../../src/cli/mod.ts";
import { denoPlatform } from "../../src/platform/deno.ts";
import { fakePlatform } from "../support/fakes/mod.ts";
import { startServer } from "../support/mod.ts";
import { freePort, startProgram } from "../support/program.ts";

const NO_PASSWORD = new Uint8Array();
const encoder = new TextEncoder();

/** What `tarbo ping` prints and ends with, for a server that should be there by these directives. */
async function pinged(expected: Partial<Expected>): Promise<{ code: number; output: string; errorOutput: string }> {
  const { clock, network } = denoPlatform();
  const platform = { ...fakePlatform(), clock, network };
  const where = { bind: ["127.0.0.1"], port: 0, unixSocket: "", password: NO_PASSWORD, ...expected };
  const code = await ping(platform, where);
  const { output, errorOutput } = platform.process;
  return { code, output, errorOutput };
}

Deno.test("ping finds a server that listens on all addresses", async () => {
  await using server = await startServer();
  for (const bind of [["*", "-::*"], ["0.0.0.0"], ["-127.0.0.1"], ["", "127.0.0.1"]]) {
    assertEquals(await pinged({ bind, port: server.port }), { code: 0, output: "PONG\n", errorOutput: "" });
  }
});

Deno.test("ping logs in", async () => {
  await using server = await startServer({ config: { requirepass: "sésame" } });
  const { port } = server;
  assertEquals((await pinged({ port, password: encoder.encode("sésame") })).code, 0);
  assertEquals(await pinged({ port, password: encoder.encode("wrong") }), {
    code: 1,
    output: "",
    errorOutput: "WRONGPASS invalid username-password pair or user is disabled.\n",
  });
  assertEquals((await pinged({ port })).errorOutput, "NOAUTH Authentication required.\n");
});

Deno.test("ping is content with a server that no longer wants the password", async () => {
  await using server = await startServer();
  assertEquals((await pinged({ port: server.port, password: encoder.encode("old") })).code, 0);
});

Deno.test("ping fails where nobody listens, hangs up or stays silent", async () => {
  const port = freePort();
  const missing = await pinged({ port });
  assertEquals(missing.code, 1);
  assertMatch(missing.errorOutput, new RegExp(`^Connect to 127\\.0\\.0\\.1:${port}: Connection refused`));
  assertEquals((await pinged({})).errorOutput, "Find the server: it is to listen nowhere\n");

  const { clock, network, process } = fakePlatform();
  const listener = network.listen({ transport: "tcp", hostname: "127.0.0.1", port: 0 }, 1);
  const { port: fakePort } = listener.address as { port: number };
  const where = { bind: ["127.0.0.1"], port: fakePort, unixSocket: "", password: NO_PASSWORD };
  const ended = ping({ ...fakePlatform(), clock, network, process }, where);
  const silent = await listener.accept();
  await silent.read(new Uint8Array(64));
  clock.advance(2000);
  assertEquals(await ended, 1);
  assertMatch(process.errorOutput, /none within 2000 ms\n$/);

  const again = ping({ ...fakePlatform(), clock, network, process }, where);
  const rude = await listener.accept();
  await rude.read(new Uint8Array(64));
  rude.close();
  assertEquals(await again, 1);
  assertMatch(process.errorOutput, /the server closed the connection\n$/);
  listener.close();
});

Deno.test("the program's ping takes the server's configuration", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/tarbo.conf`;
    await Deno.writeTextFile(file, `port 0\nunixsocket ${folder}/socket\n`);
    const environment = { TARBO_PASSWORD: "secret" };
    await using server = startProgram([file], { environment });
    await server.until(/Ready to accept connections unix\n/);
    await using asks = startProgram(["ping", file], { environment });
    assertEquals(await asks.ended, 0);
    assertEquals(asks.output, "PONG\n");
    await using mistaken = startProgram(["ping", file, "--password", "other"]);
    assertEquals(await mistaken.ended, 1);
    assert(mistaken.output.startsWith("WRONGPASS"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
