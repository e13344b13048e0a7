/**
 * Conditions that may stand against a command, as bits. The router ANDs the bits of a command with those of the session and the engine; only a
 * hit leads to the cold checks in `admission.ts`.
 */
export const Gate = {
  /** The session must authenticate first. */
  UNAUTHENTICATED: 1 << 0,
  /** The data set is being loaded. */
  LOADING: 1 << 1,
  /** `maxmemory` is reached and nothing can be evicted. */
  OUT_OF_MEMORY: 1 << 2,
  /** Writes are refused. */
  READ_ONLY: 1 << 3,
  /** CLIENT PAUSE WRITE. */
  PAUSED_WRITES: 1 << 4,
  /** Something concerns every command of this session or server: CLIENT PAUSE ALL, CLIENT REPLY OFF, CLIENT NO-TOUCH. */
  EVERY: 1 << 5,
} as const;
