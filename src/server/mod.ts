/**
 * The server around the engine: configuration, listening sockets, clients, regular work, log, INFO.
 *
 * @module
 */

export { Server, type ServerOptions } from "./server.ts";
export { StartFailure } from "./start_failure.ts";
