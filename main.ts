import { ping } from "./src/cli/mod.ts";
import { denoPlatform } from "./src/platform/deno.ts";
import { type Config, configBytes, loadConfig } from "./src/server/config/mod.ts";
import { Server, StartFailure } from "./src/server/mod.ts";

const EXIT_FAILURE = 1;

/** Runs the server, or a subcommand, to its end. Resolves with the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const platform = denoPlatform();
  const { disk, process } = platform;
  const pings = args[0] === "ping";
  const start = await loadConfig({
    args: pings ? args.slice(1) : args,
    environment: process.environment(),
    disk,
    readStandardInput: () => process.readStandardInput(),
    workingFolder: process.workingFolder(),
  });
  switch (start.mode) {
    case "help":
    case "version":
      process.print(start.text);
      return 0;
    case "refuse":
      process.printError(start.text);
      return start.exitCode;
  }
  if (pings) return await ping(platform, expectedOf(start.config));
  try {
    const server = await Server.start(platform, start.config, { ...start, obeySignals: true });
    return await server.done;
  } catch (error) {
    if (error instanceof StartFailure) return EXIT_FAILURE;
    throw error;
  }
}

function expectedOf(config: Config) {
  return {
    bind: config.get("bind"),
    port: config.get("port"),
    unixSocket: config.get("unixsocket"),
    password: configBytes(config.get("requirepass")),
  };
}

if (import.meta.main) Deno.exit(await main(Deno.args));
