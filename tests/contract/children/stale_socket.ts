/** Listens on a unix socket and ends without closing it, as a killed server does. */
import { denoPlatform } from "../../../src/platform/deno.ts";

const { network, process } = denoPlatform();
network.listen({ transport: "unix", path: Deno.args[0]! }, 16);
process.exit(7);
