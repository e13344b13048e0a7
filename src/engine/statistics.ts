/** Most error codes that are counted one by one, so that clients cannot fill memory with made-up ones. */
const MAX_ERROR_CODES = 128;

/** Counters since the start, or since CONFIG RESETSTAT. */
export class Statistics {
  connections = 0;
  rejectedConnections = 0;
  /** Commands run. */
  commands = 0;
  errors = 0;
  /** Bytes from and to clients. */
  inputBytes = 0;
  outputBytes = 0;
  reads = 0;
  writes = 0;
  unexpectedErrors = 0;
  /** Connections closed because their input buffer was full, or their output piled up. */
  inputLimitHits = 0;
  outputLimitHits = 0;
  /** By code, the first word of the error. */
  readonly errorCodes = new Map<string, number>();

  countError(text: string): void {
    this.errors++;
    const space = text.indexOf(" ");
    const code = space < 0 ? text : text.slice(0, space);
    const count = this.errorCodes.get(code);
    if (count !== undefined || this.errorCodes.size < MAX_ERROR_CODES) this.errorCodes.set(code, (count ?? 0) + 1);
  }

  reset(): void {
    Object.assign(this, new Statistics(), { errorCodes: this.errorCodes });
    this.errorCodes.clear();
  }
}
