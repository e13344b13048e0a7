/** The server cannot start; the message says why and has been logged. */
export class StartFailure extends Error {
  override name = "StartFailure";
}
