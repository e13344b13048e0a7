import { denoPlatform } from "./src/platform/deno.ts";
import { loadConfig } from "./src/server/config/mod.ts";
import { Server, StartFailure } from "./src/server/mod.ts";

const EXIT_FAILURE = 1;

/** Runs the server to its end. Resolves with the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const platform = denoPlatform();
  const { disk, process } = platform;
  const start = await loadConfig({
    args,
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
  try {
    const server = await Server.start(platform, start.config, start);
    server.obeySignals();
    return await server.done;
  } catch (error) {
    if (error instanceof StartFailure) return EXIT_FAILURE;
    throw error;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
